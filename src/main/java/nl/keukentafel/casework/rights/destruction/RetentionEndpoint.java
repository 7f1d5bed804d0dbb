package nl.keukentafel.casework.rights.destruction;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.access.answer.LogStage;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.casework.rights.destruction.Expiry.Expired;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;

/**
 * {@code Patient/$bewaartermijn}: a gemeente sees which dossiers are past their term and, when it
 * confirms which, has them destroyed (Wmo 5.3.4).
 */
public final class RetentionEndpoint implements IResourceProvider {
  private static final int AT_ONCE = 100;

  private final Expiry expiry;
  private final Destruction destruction;
  private final Dossiers dossiers;
  private final IFhirResourceDao<Patient> clients;
  private final WriteStage writes;
  private final LogStage log;

  RetentionEndpoint(
      Expiry expiry,
      Destruction destruction,
      Dossiers dossiers,
      DaoRegistry daos,
      WriteStage writes,
      LogStage log) {
    this.expiry = expiry;
    this.destruction = destruction;
    this.dossiers = dossiers;
    this.clients = daos.getResourceDao(Patient.class);
    this.writes = writes;
    this.log = log;
  }

  @Override
  public Class<Patient> getResourceType() {
    return Patient.class;
  }

  /**
   * Without {@code bevestigd} nothing changes.
   *
   * @param named these clients only; all of the gemeente, a hundred at a time, when empty
   * @param confirmed destroys what is past its term of the clients named
   * @return per dossier since when it was not changed and how much is, or was, past its term; 404
   *     for a client of another; 400 when a dossier to destroy is not past its term: then none is
   *     destroyed
   */
  @Operation(name = "$bewaartermijn")
  public Parameters bewaartermijn(
      @OperationParam(name = "client") @Nullable List<Reference> named,
      @OperationParam(name = "bevestigd") @Nullable BooleanType confirmed,
      RequestDetails request) {
    Session session = Session.of(request).orElseThrow();
    Controller college =
        Optional.ofNullable(session.asker("").organisation())
            .filter(each -> dossiers.reference(each).isPresent())
            .orElseThrow(() -> Refusal.closed("This organisation is not in the register"));
    List<String> only =
        named == null
            ? List.of()
            : named.stream().map(RetentionEndpoint::client).distinct().toList();
    boolean destroys = confirmed != null && confirmed.booleanValue();
    if (destroys && only.isEmpty()) {
      throw Refusal.invalid(
          "Zeg van welke cliënten het dossier weg mag.", "bevestigd goes with client");
    }
    only.forEach(each -> requireOwn(session, each, request));
    List<Expired> expired = expired(college, only).toList();
    if (destroys && expired.size() < only.size()) {
      throw Refusal.invalid(
          "Een van deze dossiers moet nog worden bewaard. Er is niets vernietigd.",
          "client names a dossier that is not past its term: nothing was destroyed");
    }
    Parameters answer = new Parameters();
    for (Expired each : expired) {
      Patient client = read(each.client(), request);
      ParametersParameterComponent part = described(answer.addParameter(), each);
      if (destroys) {
        int gone = destroy(each, client, college, request);
        part.addPart().setName("vernietigd").setValue(new UnsignedIntType(gone));
      }
    }
    return answer;
  }

  private Stream<Expired> expired(Controller college, List<String> only) {
    return only.isEmpty()
        ? expiry.all(college, dossiers.reference(college).orElseThrow()).limit(AT_ONCE)
        : only.stream().flatMap(each -> expiry.of(each, college).stream());
  }

  private static String client(Reference reference) {
    IdType id = new IdType(reference.getReference());
    if (!"Patient".equals(id.getResourceType()) || !id.hasIdPart()) {
      throw Refusal.invalid("Zeg om welke cliënt het gaat.", "client is a reference as Patient/id");
    }
    return id.getIdPart();
  }

  /** Hidden and absent are the same 404. */
  private void requireOwn(Session session, String client, RequestDetails request) {
    writes.requireRecordable(
        session, read(client, request), Category.TOESTEMMING, Herkomst.WMO_ONDERZOEK);
  }

  private Patient read(String client, RequestDetails request) {
    return clients.read(new IdType("Patient", client), request);
  }

  private int destroy(Expired dossier, Patient client, Controller college, RequestDetails request) {
    return destruction.carryOut(
        dossier.client(),
        college,
        dossier.only(),
        "",
        () -> log.deleted(client, request)); // who had it destroyed stays in the log
  }

  private static ParametersParameterComponent described(
      ParametersParameterComponent part, Expired dossier) {
    part.setName("dossier");
    part.addPart().setName("client").setValue(new Reference("Patient/" + dossier.client()));
    part.addPart()
        .setName("laatsteWijziging")
        .setValue(new DateType(LocalDate.ofInstant(dossier.lastChange(), Day.HERE).toString()));
    part.addPart().setName("aantal").setValue(new UnsignedIntType(dossier.items().size()));
    part.addPart().setName("geheel").setValue(new BooleanType(dossier.whole()));
    return part;
  }
}
