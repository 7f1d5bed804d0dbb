package nl.keukentafel.casework.rights.informing;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Date;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * In the transaction that records it: at a melding the client is told what AVG 13 asks, and of
 * another person's data the gemeente is told that this person must hear of it (AVG 14 lid 3).
 */
@Interceptor
public final class InformingStage {
  private static final String TODO =
      "Vertel deze persoon uiterlijk over een maand dat de gemeente gegevens over hem of haar heeft:"
          + " welke, van wie, waarvoor, hoe lang, en welke rechten hij of zij heeft (AVG, artikel"
          + " 14). Weet deze persoon het al? Dan is dit klaar.";

  private final DaoRegistry daos;
  private final Labeller labeller;
  private final Notice notice;
  private final Clock clock;

  InformingStage(DaoRegistry daos, Labeller labeller, Notice notice, Clock clock) {
    this.daos = daos;
    this.labeller = labeller;
    this.notice = notice;
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    if (Session.of(request).isEmpty()) {
      return; // what the server loads itself was told elsewhere
    }
    if (resource instanceof Task task
        && task.getMeta().hasProfile(Canonical.profile("wmo-aanvraag"))) {
      inform(task);
    } else if (resource instanceof RelatedPerson person) {
      remind(person);
    }
  }

  private void inform(Task aanvraag) {
    Reference gemeente = gemeente(aanvraag.getFor());
    Communication message = new Communication().setStatus(CommunicationStatus.COMPLETED);
    message.getMeta().addProfile(Canonical.profile("wmo-informatie"));
    message
        .setSubject(aanvraag.getFor().copy())
        .addCategory(concept("berichtsoort", "informatie", "Informatie"))
        .addAbout(reference(aanvraag))
        .setSent(Date.from(clock.instant()))
        .addRecipient(aanvraag.getFor().copy())
        .setSender(gemeente);
    notice.tell(message, read(Organization.class, gemeente));
    store(message);
  }

  private void remind(RelatedPerson person) {
    LocalDate today = LocalDate.now(clock);
    Task task = new Task();
    task.getMeta().addProfile(Canonical.profile("wmo-informeren"));
    task.setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(concept("taaksoort", "informeren", "Informeren"))
        .setDescription(TODO)
        .setFocus(reference(person))
        .setFor(person.getPatient().copy())
        .setOwner(gemeente(person.getPatient()))
        .setAuthoredOn(Date.from(clock.instant()))
        .getRestriction()
        .getPeriod()
        .setStartElement(new DateTimeType(today.toString()))
        .setEndElement(new DateTimeType(today.plusMonths(1).toString()));
    store(task);
  }

  private <R extends Resource> void store(R made) {
    labeller.label(made);
    @SuppressWarnings("unchecked") // of what it is itself
    Class<R> type = (Class<R>) made.getClass();
    daos.getResourceDao(type).create(made, new SystemRequestDetails());
  }

  /** That is responsible, whoever does the onderzoek for it. */
  private Reference gemeente(Reference client) {
    return read(Patient.class, client).getManagingOrganization().copy();
  }

  private <R extends Resource> R read(Class<R> type, Reference reference) {
    return daos.getResourceDao(type)
        .read(
            new IdType(reference.getReference()).toUnqualifiedVersionless(),
            new SystemRequestDetails());
  }

  private static Reference reference(Resource made) {
    return new Reference(made.getIdElement().toUnqualifiedVersionless().getValue());
  }

  private static CodeableConcept concept(String system, String code, String display) {
    return new CodeableConcept(new Coding(Canonical.codeSystem(system), code, display));
  }
}
