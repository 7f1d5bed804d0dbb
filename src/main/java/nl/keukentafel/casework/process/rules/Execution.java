package nl.keukentafel.casework.process.rules;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Objects;
import nl.keukentafel.casework.process.rules.Deliveries.Given;
import nl.keukentafel.casework.process.volume.Unit;
import nl.keukentafel.casework.process.volume.Volume;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/**
 * The uitvoering of a toewijzing by the one engaged: accepted or not, started, stopped (iWmo 305
 * and 307).
 */
final class Execution implements ChangeRule {
  private static final String STEP = "Task.businessStatus";
  private static final String GIVEN = "Task.output.value";
  private final StatusTable steps = StatusTable.load("uitvoering");
  private final Deliveries deliveries;
  private final IFhirResourceDao<ServiceRequest> orders;

  Execution(Deliveries deliveries, IFhirResourceDao<ServiceRequest> orders) {
    this.deliveries = deliveries;
    this.orders = orders;
  }

  @Override
  public void check(@Nullable Resource before, Resource after) {
    if (!Deliveries.isUitvoering(after)) {
      return;
    }
    Task task = (Task) after;
    steps.require(
        before == null ? null : Deliveries.step((Task) before), Deliveries.step(task), STEP);
    if (before == null) {
      begins(task);
    } else if (!((Task) before).getFocus().equalsDeep(task.getFocus())) {
      throw Conflict.never("Task.focus", "Een uitvoering blijft bij dezelfde toewijzing.");
    }
    ServiceRequest order = order(task);
    String start = Deliveries.day(task.getExecutionPeriod().getStartElement());
    String first = Deliveries.day(order.getOccurrencePeriod().getStartElement());
    if (start != null && first != null && start.compareTo(first) < 0) {
      throw Conflict.never(
          "Task.executionPeriod", "De hulp begint niet voor de toewijzing, op " + first + ".");
    }
    Given.in(task).ifPresent(given -> requireFitting(given, start, order));
  }

  /** What was given is told in the unit of the toewijzing, or one that can be told in it. */
  private static void requireFitting(Given given, @Nullable String start, ServiceRequest order) {
    if (start == null) {
      throw Conflict.never(GIVEN, "Er is nog geen hulp gegeven. Zeg eerst wanneer die begon.");
    }
    Unit unit = Volume.of(order.getQuantityQuantity()).map(Volume::unit).orElse(Unit.EURO);
    if (!unit.fits(given.unit())) {
      throw Conflict.never(
          GIVEN,
          "De toewijzing is in %s. Zeg hoeveel hulp er is gegeven in: %s."
              .formatted(unit, unit.alike()));
    }
  }

  private void begins(Task task) {
    ServiceRequest order = order(task);
    boolean own =
        order.getPerformer().stream()
            .anyMatch(each -> Objects.equals(each.getReference(), task.getOwner().getReference()));
    if (!own) {
      throw Conflict.never("Task.owner", "De toewijzing is niet aan deze aanbieder gegeven.");
    }
    if (order.getStatus() != ServiceRequestStatus.ACTIVE) {
      throw Conflict.of("Task.focus", "Deze toewijzing geldt niet.");
    }
    deliveries.of(task.getFocus().getReference()).stream()
        .filter(Deliveries.Delivery::isOpen)
        .findFirst()
        .ifPresent(
            other -> {
              throw Conflict.of(
                  "Task.focus", "Er is al een uitvoering van deze toewijzing. Verander die.");
            });
  }

  private ServiceRequest order(Task task) {
    return orders.read(
        new IdType(task.getFocus().getReference()).toUnqualifiedVersionless(),
        new SystemRequestDetails());
  }
}
