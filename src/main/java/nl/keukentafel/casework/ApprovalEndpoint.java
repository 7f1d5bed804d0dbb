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
import nl.keukentafel.access.recording.IfMatch;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttestationMode;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** {@code Composition/{id}/$akkoord}: the client approves the verslag (Wmo 2.3.2 lid 8). */
final class ApprovalEndpoint implements IResourceProvider {
  private final IFhirResourceDao<Composition> compositions;
  private final WriteStage writes;
  private final Clock clock;

  ApprovalEndpoint(DaoRegistry daos, WriteStage writes, Clock clock) {
    this.compositions = daos.getResourceDao(Composition.class);
    this.writes = writes;
    this.clock = clock;
  }

  @Override
  public Class<Composition> getResourceType() {
    return Composition.class;
  }

  /**
   * Records the caller as attester with the time of signing, or withdraws that.
   *
   * @param akkoord {@code false} withdraws an earlier approval; absent means {@code true}
   * @return the verslag as it now is; 404 when it is not in the caller's dossier; 412 when {@code
   *     If-Match} names another version
   */
  @Operation(name = "$akkoord")
  public Composition akkoord(
      @IdParam IdType id,
      @OperationParam(name = "akkoord") @Nullable BooleanType akkoord,
      RequestDetails request) {
    compositions.read(id, request); // 404 unless this caller may see it
    Composition verslag = compositions.read(id.toVersionless(), new SystemRequestDetails());
    IfMatch.requireRead(request, verslag);
    Session session = Session.of(request).orElseThrow();
    writes.requireRecordable(session, verslag, Category.VERSLAG, Herkomst.CLIENT);
    Reference party = new Reference(session.caller().person());
    verslag
        .getAttester()
        .removeIf(each -> party.getReference().equals(each.getParty().getReference()));
    if (akkoord == null || akkoord.booleanValue()) {
      verslag
          .addAttester()
          .setMode(CompositionAttestationMode.PERSONAL)
          .setTime(Date.from(clock.instant()))
          .setParty(party);
    }
    compositions.update(verslag, request);
    return compositions.read(id.toVersionless(), request);
  }
}
