package nl.keukentafel.casework.process.rules;

import java.util.EnumSet;
import java.util.Set;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Controller;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What an aanbieder with a mandaat plans is the college's, and a concept (Wmo 2.6.3). */
public final class ConceptPlan implements ChangeRule {
  /** The profile of a plan. */
  public static final String PLAN = Canonical.profile("wmo-ondersteuningsplan");

  private static final Set<CarePlanStatus> NOT_IN_FORCE =
      EnumSet.of(CarePlanStatus.DRAFT, CarePlanStatus.REVOKED, CarePlanStatus.ENTEREDINERROR);

  ConceptPlan() {}

  @Override
  public void check(@Nullable Resource before, Resource after) {
    if (after instanceof CarePlan plan
        && isOfCollege(plan)
        && !NOT_IN_FORCE.contains(plan.getStatus())) {
      throw Conflict.of(
          "CarePlan.status",
          "Without a toewijzing to its author a plan has status draft",
          "Dit plan is nog een concept. Het kan gaan gelden als de aanbieder de opdracht heeft.");
    }
  }

  /** Whether it is a plan of which the college is the controller. */
  public static boolean isOfCollege(CarePlan plan) {
    return plan.getMeta().hasProfile(PLAN)
        && Labeller.controllerOf(plan)
            .filter(controller -> controller.kind() == Controller.Kind.COLLEGE)
            .isPresent();
  }
}
