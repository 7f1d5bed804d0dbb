package nl.keukentafel.casework.rights.request;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MarkdownType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.ParameterComponent;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** The requests of a client: {@code $correctie}, {@code $vernietiging}, {@code $bezwaar-inzien}. */
public final class RequestEndpoint implements IResourceProvider {
  private static final int LONGEST = 4000;

  private final Requests requests;
  private final DaoRegistry daos;
  private final Readers readers;
  private final TransactionTemplate transaction;

  RequestEndpoint(
      Requests requests, DaoRegistry daos, Readers readers, TransactionTemplate transaction) {
    this.requests = requests;
    this.daos = daos;
    this.readers = readers;
    this.transaction = transaction;
  }

  @Override
  public Class<Patient> getResourceType() {
    return Patient.class;
  }

  /**
   * Puts a statement beside the item at once, and asks its holder to correct it.
   *
   * @return the request; 404 when client or item is not there for the caller
   */
  @Operation(name = "$correctie")
  public Task correctie(
      @IdParam IdType client,
      @OperationParam(name = "gegeven") @Nullable Reference item,
      @OperationParam(name = "voorstel") @Nullable StringType proposal,
      @OperationParam(name = "toelichting") @Nullable StringType why,
      RequestDetails request) {
    Patient patient = requests.client(client, request);
    String text = required("voorstel", proposal);
    if (item == null) {
      throw missing("gegeven");
    }
    Resource contested = requests.item(item, client, request);
    IdType id = contested.getIdElement().toUnqualifiedVersionless();
    return inOne(
        () -> {
          DomainResource stored = (DomainResource) requests.stored(id);
          Statement.add(stored, text);
          update(stored);
          return requests.record(
              RightsRequest.CORRECTIE,
              patient,
              requests.ownerOf(contested, patient),
              task -> {
                task.setFocus(new Reference(id.getValue())).setDescription(text);
                explain(task, why);
              },
              request);
        });
  }

  /**
   * Asks a holder to destroy all that it has, or only some of it.
   *
   * @return the request; 400 when the holder has nothing of the client, or not such an item
   */
  @Operation(name = "$vernietiging")
  public Task vernietiging(
      @IdParam IdType client,
      @OperationParam(name = "verantwoordelijke") @Nullable Reference organization,
      @OperationParam(name = "gegeven") @Nullable List<Reference> items,
      @OperationParam(name = "toelichting") @Nullable StringType why,
      RequestDetails request) {
    Patient patient = requests.client(client, request);
    if (organization == null) {
      throw missing("verantwoordelijke");
    }
    Controller holder = requests.holder(organization, client, Session.of(request).orElseThrow());
    List<String> only =
        (items == null ? List.<Reference>of() : items)
            .stream()
                .map(each -> heldBy(holder, requests.item(each, client, request)))
                .map(Subjects::reference)
                .toList();
    return requests.record(
        RightsRequest.VERNIETIGING,
        patient,
        organization,
        task -> {
          task.setDescription(
              only.isEmpty() ? "Alles wat u van mij heeft" : "Alleen de genoemde gegevens");
          only.forEach(
              each ->
                  task.addInput(
                      new ParameterComponent(
                          new CodeableConcept().setText("gegeven"), new Reference(each))));
          explain(task, why);
        },
        request);
  }

  /**
   * Notes that the client does not want the helpers of an aanbieder to see the dossier. What the
   * law lets them see they keep seeing: the answer says on which article.
   */
  @Operation(name = "$bezwaar-inzien")
  public Task bezwaar(
      @IdParam IdType client,
      @OperationParam(name = "organisatie") @Nullable Reference organization,
      @OperationParam(name = "toelichting") @Nullable StringType why,
      RequestDetails request) {
    Patient patient = requests.client(client, request);
    if (organization == null) {
      throw missing("organisatie");
    }
    Session session = Session.of(request).orElseThrow();
    Controller against = requests.holder(organization, client, session);
    String grounds =
        readers.grounds(session, client.getIdPart(), against).stream()
            .map(RequestEndpoint::sentence)
            .collect(Collectors.joining(" "));
    return requests.record(
        RightsRequest.BEZWAAR_INZIEN,
        patient,
        patient.getManagingOrganization(),
        task -> {
          task.setDescription("Bezwaar tegen inzien door een hulpverlener")
              .setReasonReference(new Reference(organization.getReference()))
              .addNote(
                  new Annotation(
                      new MarkdownType(
                          "Uw bezwaar is opgeschreven. Het verandert niet wat de wet toestaat. "
                              + grounds)));
          explain(task, why);
        },
        request);
  }

  private static String sentence(Rule rule) {
    return rule.sentence() + " (" + rule.citation() + ")";
  }

  private static Resource heldBy(Controller holder, Resource item) {
    if (!Labeller.controllerOf(item).filter(holder::equals).isPresent()) {
      throw Refusal.invalid(
          "Dit gegeven is van een ander.", "gegeven is not held by verantwoordelijke");
    }
    return item;
  }

  private static void explain(Task task, @Nullable StringType why) {
    if (why != null && !why.isEmpty()) {
      task.addNote(new Annotation(new MarkdownType(bounded("toelichting", why.getValue()))));
    }
  }

  private static String required(String name, @Nullable StringType value) {
    if (value == null || value.getValueNotNull().isBlank()) {
      throw missing(name);
    }
    return bounded(name, value.getValue());
  }

  private static String bounded(String name, String text) {
    if (text.length() > LONGEST) {
      throw Refusal.invalid("Deze tekst is te lang.", name + " has at most 4000 characters");
    }
    return text;
  }

  private static RuntimeException missing(String name) {
    return Refusal.invalid("Er ontbreekt iets in uw vraag.", name + " is required");
  }

  @SuppressWarnings("unchecked") // the registry knows the type
  private void update(DomainResource stored) {
    ((IFhirResourceDao<DomainResource>) daos.getResourceDao(stored.fhirType()))
        .update(stored, new SystemRequestDetails());
  }

  private Task inOne(Supplier<Task> work) {
    return Objects.requireNonNull(transaction.execute(status -> work.get()));
  }
}
