package nl.keukentafel.casework.process.advice;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.List;
import java.util.Objects;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * An advice that is recorded answers the request for it; a client who does not want it ends the
 * request, and the onderzoek goes on without.
 */
@Interceptor
public final class AdviceStage {
  private static final String ADVICE = Canonical.profile("wmo-medisch-advies");

  private final IFhirResourceDao<Task> tasks;

  AdviceStage(IFhirResourceDao<Task> tasks) {
    this.tasks = tasks;
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
  public void created(IBaseResource resource, RequestDetails request) {
    if (Session.of(request).isPresent()) {
      happened((Resource) resource, request);
    }
  }

  @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
  public void updated(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (Session.of(request).isPresent()) {
      happened((Resource) after, request);
    }
  }

  private void happened(Resource resource, RequestDetails request) {
    if (resource instanceof Observation advice && advice.getMeta().hasProfile(ADVICE)) {
      requests(advice).stream()
          .filter(task -> isBy(advice, task.getOwner()))
          .forEach(task -> answer(task, advice, request));
    }
    if (resource instanceof Consent consent && isRefusal(consent)) {
      requests(consent).stream()
          .filter(task -> isAbout(consent, task.getOwner()))
          .forEach(task -> drop(task, request));
    }
  }

  private void answer(Task task, Observation advice, RequestDetails request) {
    task.setStatus(TaskStatus.COMPLETED);
    task.addOutput()
        .setType(new CodeableConcept().setText("Advies"))
        .setValue(new Reference(Subjects.reference(advice)));
    tasks.update(task, request);
  }

  private void drop(Task task, RequestDetails request) {
    task.setStatus(TaskStatus.REJECTED);
    task.setStatusReason(
        new CodeableConcept().setText("De cliënt wil niet dat deze adviseur meekijkt."));
    tasks.update(task, request);
  }

  private static boolean isRefusal(Consent consent) {
    return consent.getStatus() == ConsentState.REJECTED
        || (consent.getStatus() == ConsentState.ACTIVE
            && consent.getProvision().getType() == ConsentProvisionType.DENY);
  }

  private static boolean isAbout(Consent consent, Reference adviser) {
    return consent.getProvision().getActor().stream()
        .anyMatch(actor -> same(actor.getReference(), adviser));
  }

  private static boolean isBy(Observation advice, Reference adviser) {
    return advice.getPerformer().stream().anyMatch(performer -> same(performer, adviser));
  }

  private static boolean same(Reference one, Reference other) {
    return one.hasReference() && Objects.equals(one.getReference(), other.getReference());
  }

  private List<Task> requests(Resource about) {
    SearchParameterMap query =
        new SearchParameterMap(
                "patient",
                new ReferenceParam("Patient", null, Subjects.patientOf(about).orElseThrow()))
            .add("code", new TokenParam(Canonical.codeSystem("taaksoort"), "adviesaanvraag"))
            .setLoadSynchronous(true);
    return tasks.search(query, new SystemRequestDetails()).getAllResources().stream()
        .map(Task.class::cast)
        .filter(Dossiers::isOpen)
        .toList();
  }
}
