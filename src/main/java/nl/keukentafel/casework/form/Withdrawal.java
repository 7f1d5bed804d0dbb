package nl.keukentafel.casework.form;

import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;

/**
 * Takes back what amended answers no longer say: the resource stays, with its versions, and says
 * that it does not hold, https://hl7.org/fhir/R4/lifecycle.html.
 */
final class Withdrawal {
  private static final String VERIFICATION =
      "http://terminology.hl7.org/CodeSystem/condition-ver-status";

  private Withdrawal() {}

  static Resource of(Resource resource) {
    if (resource instanceof Observation observation) {
      observation.setStatus(ObservationStatus.ENTEREDINERROR);
    } else if (resource instanceof Condition condition) {
      condition
          .setClinicalStatus(null) // con-5
          .setVerificationStatus(
              new CodeableConcept(
                  new Coding(VERIFICATION, "entered-in-error", "Entered in Error")));
    } else if (resource instanceof Goal goal) {
      goal.setLifecycleStatus(GoalLifecycleStatus.ENTEREDINERROR);
    } else if (resource instanceof CarePlan plan) {
      plan.setStatus(CarePlanStatus.ENTEREDINERROR);
    } else if (resource instanceof Flag flag) {
      flag.setStatus(FlagStatus.ENTEREDINERROR);
    } else if (resource instanceof Composition verslag) {
      verslag.setStatus(CompositionStatus.ENTEREDINERROR);
    } else if (resource instanceof RelatedPerson person) {
      person.setActive(false);
    } else {
      throw new IllegalStateException("no way to withdraw a " + resource.fhirType());
    }
    return resource;
  }
}
