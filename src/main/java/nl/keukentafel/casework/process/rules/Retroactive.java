package nl.keukentafel.casework.process.rules;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Objects;
import nl.keukentafel.casework.process.rules.Deliveries.Delivery;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * A change of a toewijzing takes nothing away of the help that was given: the aanbieder confirms
 * such a change first, by reporting the stop (iWmo 307).
 */
final class Retroactive implements ChangeRule {
  private final Deliveries deliveries;
  private final Clock clock;

  Retroactive(Deliveries deliveries, Clock clock) {
    this.deliveries = deliveries;
    this.clock = clock;
  }

  @Override
  public void check(@Nullable Resource before, Resource after) {
    if (!(after instanceof ServiceRequest changed) || !(before instanceof ServiceRequest stored)) {
      return;
    }
    String id = "ServiceRequest/" + changed.getIdElement().getIdPart();
    for (Delivery delivery : deliveries.of(id)) {
      if (delivery.started() != null) {
        requireKept(delivery, delivery.started(), stored, changed);
      }
    }
  }

  private void requireKept(
      Delivery delivery, String first, ServiceRequest stored, ServiceRequest changed) {
    String today = LocalDate.now(clock).toString();
    String last = delivery.ended() == null ? today : delivery.ended();
    if (last.compareTo(first) < 0) {
      return; // planned, and nothing given yet
    }
    String start = Deliveries.day(changed.getOccurrencePeriod().getStartElement());
    String end = Deliveries.day(changed.getOccurrencePeriod().getEndElement());
    if (start != null && start.compareTo(first) > 0) {
      throw undercuts("ServiceRequest.occurrence", first, last);
    }
    if (end != null && end.compareTo(last) < 0) {
      throw undercuts("ServiceRequest.occurrence", first, last);
    }
    if (delivery.isOpen() && isOver(changed.getStatus()) && !isOver(stored.getStatus())
        || changed.getStatus() == ServiceRequestStatus.ENTEREDINERROR) {
      throw undercuts("ServiceRequest.status", first, last);
    }
    if (isLess(stored.getQuantityQuantity(), changed.getQuantityQuantity())) {
      throw undercuts("ServiceRequest.quantity", first, last);
    }
  }

  private static boolean isOver(ServiceRequestStatus status) {
    return status == ServiceRequestStatus.REVOKED || status == ServiceRequestStatus.COMPLETED;
  }

  private static boolean isLess(Quantity stored, Quantity changed) {
    return stored.hasValue()
        && (!changed.hasValue()
            || !Objects.equals(stored.getCode(), changed.getCode())
            || changed.getValue().compareTo(stored.getValue()) < 0);
  }

  private static RuntimeException undercuts(String element, String first, String last) {
    return Conflict.of(
        element,
        ("De cliënt kreeg hulp van %s tot en met %s. Deze wijziging neemt daar iets van af. Dat kan"
                + " niet met terugwerkende kracht. Meldt de aanbieder eerst de stop, dan kan het vanaf"
                + " die dag; minder hulp gaat in met een nieuwe toewijzing.")
            .formatted(first, last));
  }
}
