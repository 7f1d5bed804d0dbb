package nl.keukentafel.casework.rights.request;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.access.judgement.Refusal;
import nl.keukentafel.access.recording.IfMatch;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.access.session.Session;
import nl.keukentafel.casework.rights.destruction.Destruction;
import nl.keukentafel.casework.rights.destruction.Expiry;
import nl.keukentafel.casework.rights.insight.Retention;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jspecify.annotations.Nullable;

/**
 * {@code Task/{id}/$besluit}: the holder grants or refuses what a client asked, or what the term of
 * a dossier asks (Wmo 5.3.4).
 */
public final class DecisionEndpoint implements IResourceProvider {
  private static final Set<TaskStatus> OPEN =
      EnumSet.of(TaskStatus.REQUESTED, TaskStatus.INPROGRESS);

  private final IFhirResourceDao<Task> tasks;
  private final WriteStage writes;
  private final Destruction destruction;
  private final Expiry expiry;

  DecisionEndpoint(DaoRegistry daos, WriteStage writes, Destruction destruction, Expiry expiry) {
    this.tasks = daos.getResourceDao(Task.class);
    this.writes = writes;
    this.destruction = destruction;
    this.expiry = expiry;
  }

  @Override
  public Class<Task> getResourceType() {
    return Task.class;
  }

  /**
   * A granted destruction is carried out at once. One that breaks off leaves the request open, in
   * progress: the same decision again completes it.
   *
   * @param granted whether the client gets what was asked, or the dossier may go
   * @param reason why not; required for a refusal
   * @return how many resources were destroyed; 404 when the request is not there for the caller;
   *     400 when it is none, or decided already, or what is to go must be kept
   */
  @Operation(name = "$besluit")
  public Parameters besluit(
      @IdParam IdType id,
      @OperationParam(name = "toegewezen") @Nullable BooleanType granted,
      @OperationParam(name = "reden") @Nullable StringType reason,
      RequestDetails request) {
    tasks.read(id.toVersionless(), request); // 404 unless this caller may see it
    Task task = tasks.read(id.toVersionless(), new SystemRequestDetails());
    boolean ofTerm = Retention.isQuestion(task);
    Optional<RightsRequest> asked = RightsRequest.of(task);
    if (!OPEN.contains(task.getStatus()) || (!ofTerm && asked.isEmpty())) {
      throw Refusal.invalid(
          "Over deze taak kunt u niet of niet meer besluiten.",
          "$besluit is for a wmo-rechtenverzoek or wmo-bewaartermijn, requested or in-progress");
    }
    IfMatch.requireRead(request, task);
    Session session = Session.of(request).orElseThrow();
    writes.requireRecordable(
        session, task, Category.TOESTEMMING, ofTerm ? Herkomst.WMO_ONDERZOEK : Herkomst.CLIENT);
    if (ofTerm && !Labeller.controllerOf(task).equals(organisation(session))) {
      throw Refusal.closed("Only the gemeente itself lets a dossier go");
    }
    if (granted == null || (!granted.booleanValue() && (reason == null || reason.isEmpty()))) {
      throw Refusal.invalid(
          "Zeg wat u besluit, en bij een weigering waarom.",
          "toegewezen is required, and reden when it is false");
    }
    if (reason != null) {
      task.setStatusReason(new CodeableConcept().setText(reason.getValue()));
    }
    if (granted.booleanValue() && ofTerm) {
      return answer(destroy(task, pastItsTerm(task), request));
    }
    if (granted.booleanValue() && asked.equals(Optional.of(RightsRequest.VERNIETIGING))) {
      return answer(
          destroy(
              task,
              task.getInput().stream()
                  .map(each -> ((Reference) each.getValue()).getReference())
                  .toList(),
              request));
    }
    task.setStatus(granted.booleanValue() ? TaskStatus.COMPLETED : TaskStatus.REJECTED);
    tasks.update(task, request);
    return answer(0);
  }

  private static Optional<Controller> organisation(Session session) {
    return Optional.ofNullable(session.asker("").organisation());
  }

  /** As it stands now: the dossier may have changed since the question. */
  private List<String> pastItsTerm(Task task) {
    return expiry
        .of(Subjects.patientOf(task).orElseThrow(), Labeller.controllerOf(task).orElseThrow())
        .orElseThrow(
            () ->
                Refusal.invalid(
                    "Dit dossier is intussen veranderd en moet nog worden bewaard. Er is niets"
                        + " vernietigd.",
                    "The dossier is not past its term any more: nothing was destroyed"))
        .only();
  }

  private int destroy(Task task, List<String> only, RequestDetails request) {
    task.setStatus(TaskStatus.INPROGRESS);
    tasks.update(task, request); // the log says who had it destroyed, whatever happens next
    int destroyed =
        destruction.carryOut(
            Subjects.patientOf(task).orElseThrow(),
            Labeller.controllerOf(task).orElseThrow(),
            only,
            Subjects.reference(task));
    tasksLeft(task)
        .ifPresent(
            left -> tasks.update(left.setStatus(TaskStatus.COMPLETED), new SystemRequestDetails()));
    return destroyed;
  }

  /** The request itself goes with the last of a dossier. */
  private Optional<Task> tasksLeft(Task task) {
    try {
      return Optional.of(
          tasks.read(task.getIdElement().toVersionless(), new SystemRequestDetails()));
    } catch (ResourceNotFoundException gone) {
      return Optional.empty();
    }
  }

  private static Parameters answer(int destroyed) {
    return new Parameters().addParameter("vernietigd", new UnsignedIntType(destroyed));
  }
}
