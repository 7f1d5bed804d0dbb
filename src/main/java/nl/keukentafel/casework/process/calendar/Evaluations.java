package nl.keukentafel.casework.process.calendar;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.LocalDate;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Session.Recording;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * Puts an evaluation on the work list of who has to hold it: the aanbieder while the help runs, the
 * gemeente when it has ended.
 */
class Evaluations {
  private final IFhirResourceDao<Task> tasks;
  private final IFhirResourceDao<Patient> clients;
  private final Labeller labeller;
  private final Dossiers dossiers;

  Evaluations(
      IFhirResourceDao<Task> tasks,
      IFhirResourceDao<Patient> clients,
      Labeller labeller,
      Dossiers dossiers) {
    this.tasks = tasks;
    this.clients = clients;
    this.labeller = labeller;
    this.dossiers = dossiers;
  }

  /** How often the help is looked back on: with toegang aanbieder twice as often. */
  int months(String aanvraag) {
    String access = read(aanvraag).getExtensionString(Canonical.extension("toegang"));
    return "aanbieder".equals(access) ? 6 : 12;
  }

  /** For the aanbieder of this uitvoering. */
  void due(String uitvoering, LocalDate day) {
    Task delivered = read(uitvoering);
    put(delivered.getFor(), delivered.getOwner(), "Past de hulp nog bij de cliënt?", day);
  }

  /** For the gemeente, of an aanvraag of which the help has ended. */
  void last(String patient, LocalDate day) {
    Patient client = clients.read(new IdType("Patient", patient), new SystemRequestDetails());
    put(
        new Reference("Patient/" + patient),
        client.getManagingOrganization(),
        "Zijn de doelen van de hulp bereikt?",
        day);
  }

  private Task read(String id) {
    return tasks.read(new IdType("Task", id), new SystemRequestDetails());
  }

  private void put(Reference client, Reference owner, String question, LocalDate day) {
    Task task = new Task();
    task.getMeta().addProfile(Canonical.profile("wmo-evaluatie"));
    task.setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(
            new CodeableConcept(
                new Coding(Canonical.codeSystem("taaksoort"), "evaluatie", "Evaluatie")))
        .setDescription(question)
        .setFor(client.copy())
        .setOwner(owner.copy())
        .setAuthoredOnElement(new DateTimeType(day.toString()));
    task.getRestriction().getPeriod().setEndElement(new DateTimeType(day.plusMonths(1).toString()));
    Controller holder = dossiers.controller(owner).orElseThrow();
    labeller.label(
        task,
        new Recording(
            holder,
            holder.kind() == Controller.Kind.COLLEGE
                ? Herkomst.WMO_ONDERZOEK
                : Herkomst.AANBIEDER));
    tasks.create(task, new SystemRequestDetails());
  }
}
