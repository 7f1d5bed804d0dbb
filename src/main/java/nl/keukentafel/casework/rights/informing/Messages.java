package nl.keukentafel.casework.rights.informing;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Date;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/** Puts in a dossier what the responsible gemeente tells the client, or has to tell somebody. */
final class Messages {
  private final DaoRegistry daos;
  private final Labeller labeller;
  private final Clock clock;

  Messages(DaoRegistry daos, Labeller labeller, Clock clock) {
    this.daos = daos;
    this.labeller = labeller;
    this.clock = clock;
  }

  /**
   * @param kind code and display of the {@code berichtsoort}; the profile is called after it
   */
  Communication toClient(Reference client, String kind, String display) {
    Communication message = new Communication().setStatus(CommunicationStatus.COMPLETED);
    message.getMeta().addProfile(Canonical.profile("wmo-" + kind));
    return message
        .setSubject(client.copy())
        .addCategory(concept("berichtsoort", kind, display))
        .setSent(Date.from(clock.instant()))
        .addRecipient(client.copy())
        .setSender(client(client).getManagingOrganization().copy());
  }

  /** For the gemeente, to be done within a month. */
  void remind(Reference client, Reference about, String todo) {
    LocalDate today = LocalDate.now(clock);
    Task task = new Task();
    task.getMeta().addProfile(Canonical.profile("wmo-informeren"));
    task.setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(concept("taaksoort", "informeren", "Informeren"))
        .setDescription(todo)
        .setFocus(about)
        .setFor(client.copy())
        .setOwner(client(client).getManagingOrganization().copy())
        .setAuthoredOn(Date.from(clock.instant()))
        .getRestriction()
        .getPeriod()
        .setStartElement(new DateTimeType(today.toString()))
        .setEndElement(new DateTimeType(today.plusMonths(1).toString()));
    store(task);
  }

  <R extends Resource> void store(R made) {
    labeller.label(made);
    @SuppressWarnings("unchecked") // of what it is itself
    Class<R> type = (Class<R>) made.getClass();
    daos.getResourceDao(type).create(made, new SystemRequestDetails());
  }

  Organization sender(Communication message) {
    return read(Organization.class, message.getSender());
  }

  Patient client(Reference client) {
    return read(Patient.class, client);
  }

  private <R extends Resource> R read(Class<R> type, Reference reference) {
    return daos.getResourceDao(type)
        .read(
            new IdType(reference.getReference()).toUnqualifiedVersionless(),
            new SystemRequestDetails());
  }

  private static CodeableConcept concept(String system, String code, String display) {
    return new CodeableConcept(new Coding(Canonical.codeSystem(system), code, display));
  }
}
