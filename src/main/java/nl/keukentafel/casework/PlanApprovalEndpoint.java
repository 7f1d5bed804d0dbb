package nl.keukentafel.casework;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.time.Clock;
import java.util.Date;
import java.util.EnumSet;
import java.util.Set;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.IfMatch;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code CarePlan/{id}/$akkoord}: the client approves the ondersteuningsplan (Wmo 2.3.2 lid 8),
 * which is a draft until then.
 */
final class PlanApprovalEndpoint implements IResourceProvider {
  private static final Coding APPROVED =
      new Coding("http://terminology.hl7.org/CodeSystem/v3-DocumentCompletion", "LA", null);
  private static final Coding WITHDRAWN =
      new Coding("http://terminology.hl7.org/CodeSystem/v3-DataOperation", "NULLIFY", null);
  private static final Coding CONSENT_SIGNATURE =
      new Coding("urn:iso-astm:E1762-95:2013", "1.2.840.10065.1.12.1.7", "Consent Signature");
  private static final Set<CarePlanStatus> OPEN =
      EnumSet.of(CarePlanStatus.DRAFT, CarePlanStatus.ACTIVE);

  private final IFhirResourceDao<CarePlan> plans;
  private final IFhirResourceDao<Provenance> provenances;
  private final WriteStage writes;
  private final TransactionTemplate transaction;
  private final Clock clock;

  PlanApprovalEndpoint(
      DaoRegistry daos, WriteStage writes, TransactionTemplate transaction, Clock clock) {
    this.plans = daos.getResourceDao(CarePlan.class);
    this.provenances = daos.getResourceDao(Provenance.class);
    this.writes = writes;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public Class<CarePlan> getResourceType() {
    return CarePlan.class;
  }

  /**
   * Makes the plan active and records who signed which version and when; or makes it a draft again
   * and records that.
   *
   * @param akkoord {@code false} withdraws an earlier approval; absent means {@code true}
   * @return the plan as it now is; 404 when it is not in the caller's dossier; 400 when it is no
   *     ondersteuningsplan, or one that is over; 412 when {@code If-Match} names another version
   */
  @Operation(name = "$akkoord")
  public CarePlan akkoord(
      @IdParam IdType id,
      @OperationParam(name = "akkoord") @Nullable BooleanType akkoord,
      RequestDetails request) {
    plans.read(id, request); // 404 unless this caller may see it
    CarePlan plan = plans.read(id.toVersionless(), new SystemRequestDetails());
    if (!plan.getMeta().hasProfile(Canonical.profile("wmo-ondersteuningsplan"))
        || !OPEN.contains(plan.getStatus())) {
      throw Refusal.invalid(
          "Alleen een ondersteuningsplan dat nog geldt kunt u goedkeuren.",
          "$akkoord is for a wmo-ondersteuningsplan that is draft or active");
    }
    IfMatch.requireRead(request, plan);
    Session session = Session.of(request).orElseThrow();
    writes.requireRecordable(session, plan, Category.PLAN, Herkomst.CLIENT);
    boolean approves = akkoord == null || akkoord.booleanValue();
    Provenance signed = signed(plan, new Reference(session.caller().person()), approves);
    plan.setStatus(approves ? CarePlanStatus.ACTIVE : CarePlanStatus.DRAFT);
    session.recordAs(new Recording(Labeller.controllerOf(plan).orElseThrow(), Herkomst.CLIENT));
    transaction.executeWithoutResult(
        status -> {
          provenances.create(signed, request);
          plans.update(plan, request);
        });
    session.recordAs(null);
    return plans.read(id.toVersionless(), request);
  }

  private Provenance signed(CarePlan plan, Reference party, boolean approves) {
    Date now = Date.from(clock.instant());
    Provenance signed = new Provenance();
    signed.getMeta().addProfile(Canonical.profile("wmo-akkoord"));
    signed
        .addTarget(plan.getSubject().copy())
        .addTarget(new Reference(plan.getIdElement().toUnqualified().getValue()))
        .setRecorded(now)
        .setActivity(new CodeableConcept(approves ? APPROVED : WITHDRAWN));
    signed.addAgent().setWho(party);
    signed.addSignature().setWhen(now).setWho(party).addType(CONSENT_SIGNATURE);
    return signed;
  }
}
