package nl.keukentafel.casework.letter;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.util.Date;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * Puts a letter on the work list of the gemeente when a besluit changes of a client who chose mail
 * or post. Who chose the own app reads it there.
 */
@Interceptor
public final class PrintingStage {
  private final IFhirResourceDao<Task> tasks;
  private final IFhirResourceDao<Patient> clients;
  private final Labeller labeller;
  private final Clock clock;

  PrintingStage(
      IFhirResourceDao<Task> tasks,
      IFhirResourceDao<Patient> clients,
      Labeller labeller,
      Clock clock) {
    this.tasks = tasks;
    this.clients = clients;
    this.labeller = labeller;
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    if (resource instanceof Contract besluit && Session.of(request).isPresent()) {
      write(besluit);
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (after instanceof Contract besluit
        && ((Contract) before).getStatus() != besluit.getStatus()
        && Session.of(request).isPresent()) {
      write(besluit);
    }
  }

  private void write(Contract besluit) {
    Patient client =
        clients.read(
            new IdType(besluit.getSubjectFirstRep().getReference()).toUnqualifiedVersionless(),
            new SystemRequestDetails());
    PreferredChannel.byLetter(client).ifPresent(channel -> put(besluit, channel));
  }

  private void put(Contract besluit, String channel) {
    Task letter = new Task();
    letter.getMeta().addProfile(Canonical.profile("wmo-brief"));
    letter
        .setStatus(TaskStatus.REQUESTED)
        .setIntent(TaskIntent.ORDER)
        .setCode(
            new CodeableConcept(new Coding(Canonical.codeSystem("taaksoort"), "brief", "Brief")))
        .setDescription("Stuur de brief per " + channel + ".")
        .setFocus(new Reference(Subjects.reference(besluit)))
        .setFor(besluit.getSubjectFirstRep().copy())
        .setOwner(besluit.getAuthorityFirstRep().copy())
        .setAuthoredOn(Date.from(clock.instant()));
    labeller.label(letter);
    tasks.create(letter, new SystemRequestDetails());
  }
}
