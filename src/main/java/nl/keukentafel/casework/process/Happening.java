package nl.keukentafel.casework.process;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Predicate;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Coded;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;

/** What moves an aanvraag: something that became true of a resource in the dossier. */
enum Happening implements Coded {
  VERSLAG_GEMAAKT(Composition.class, verslag -> isOf(verslag.getType(), "keukentafelverslag")),
  VERSLAG_GOEDGEKEURD(
      Composition.class,
      verslag -> isOf(verslag.getType(), "keukentafelverslag") && verslag.hasAttester()),
  ADVIES_GEVRAAGD(Task.class, task -> isOpen(task) && isTask(task, "adviesaanvraag")),
  ADVIES_GEGEVEN(
      Task.class,
      task -> task.getStatus() == TaskStatus.COMPLETED && isTask(task, "adviesaanvraag")),
  ADVIES_VERVALLEN(
      Task.class,
      task ->
          EnumSet.of(TaskStatus.REJECTED, TaskStatus.CANCELLED, TaskStatus.FAILED)
                  .contains(task.getStatus())
              && isTask(task, "adviesaanvraag")),
  BESLUIT_VOORGENOMEN(Contract.class, is(ContractStatus.OFFERED)),
  BESLUIT_GENOMEN(Contract.class, is(ContractStatus.EXECUTED)),
  BESLUIT_AFGEWEZEN(Contract.class, is(ContractStatus.REJECTED)),
  BEZWAAR_GEMAAKT(Contract.class, is(ContractStatus.DISPUTED)),
  BESLUIT_VERLENGD(Contract.class, is(ContractStatus.RENEWED)),
  BESLUIT_BEEINDIGD(Contract.class, is(ContractStatus.REVOKED).or(is(ContractStatus.TERMINATED))),
  TOEWIJZING_GEGEVEN(
      ServiceRequest.class, order -> order.getStatus() == ServiceRequestStatus.ACTIVE),
  OPDRACHT_AANVAARD(Task.class, at("aanvaard")),
  OPDRACHT_GEWEIGERD(
      Task.class, task -> task.getStatus() == TaskStatus.REJECTED && isTask(task, "uitvoering")),
  HULP_GESTART(Task.class, at("gestart")),
  HULP_GESTOPT(Task.class, at("gestopt")),
  PLAN_GEMAAKT(CarePlan.class, plan -> isPlan(plan)),
  PLAN_GOEDGEKEURD(
      CarePlan.class, plan -> isPlan(plan) && plan.getStatus() == CarePlanStatus.ACTIVE),
  EVALUATIE_VASTGELEGD(
      Task.class, task -> task.getStatus() == TaskStatus.COMPLETED && isTask(task, "evaluatie")),
  WLZ_VASTGESTELD(Flag.class, flag -> flag.getStatus() == FlagStatus.ACTIVE),
  /** Of the calendar: no resource says it. */
  AFLOOP_NADERT(Task.class, task -> false);

  private final Class<? extends Resource> type;
  private final Predicate<Resource> test;

  <R extends Resource> Happening(Class<R> type, Predicate<R> test) {
    this.type = type;
    this.test = resource -> test.test(type.cast(resource));
  }

  /**
   * What now happened, in the order in which it moves an aanvraag. A toewijzing that changes is
   * given anew.
   *
   * @param before absent when the resource is new
   */
  static List<Happening> of(@Nullable Resource before, Resource after) {
    return Arrays.stream(values())
        .filter(each -> each.isTrueOf(after))
        .filter(each -> before == null || each == TOEWIJZING_GEGEVEN || !each.isTrueOf(before))
        .toList();
  }

  private boolean isTrueOf(Resource resource) {
    return type.isInstance(resource) && test.test(resource);
  }

  private static Predicate<Contract> is(ContractStatus status) {
    return contract -> contract.getStatus() == status;
  }

  private static Predicate<Task> at(String step) {
    return task ->
        isTask(task, "uitvoering")
            && task.getStatus() != TaskStatus.REJECTED
            && has(task.getBusinessStatus(), "uitvoeringsstap", step);
  }

  static boolean isTask(Task task, String kind) {
    return has(task.getCode(), "taaksoort", kind);
  }

  private static boolean isOpen(Task task) {
    return task.getStatus() == TaskStatus.REQUESTED || task.getStatus() == TaskStatus.INPROGRESS;
  }

  private static boolean isPlan(CarePlan plan) {
    return plan.getCategory().stream().anyMatch(each -> isOf(each, "ondersteuningsplan"));
  }

  private static boolean isOf(CodeableConcept concept, String document) {
    return has(concept, "documentsoort", document);
  }

  private static boolean has(CodeableConcept concept, String system, String code) {
    return concept.hasCoding(Canonical.codeSystem(system), code);
  }
}
