package nl.keukentafel.casework.process.rules;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import nl.keukentafel.casework.process.rules.Deliveries.Delivery;
import nl.keukentafel.casework.process.volume.Volume;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;

/**
 * A change of a toewijzing takes nothing away of the help that was given: the aanbieder confirms
 * such a change first, by reporting the stop (iWmo 307).
 */
final class Retroactive implements ChangeRule {
  private static final String VOLUME = "ServiceRequest.quantity";

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
    Optional<Volume> before = Volume.of(stored.getQuantityQuantity());
    if (before.isPresent() && !stored.getQuantity().equalsDeep(changed.getQuantity())) {
      requireVolume(delivery, first, last, before.get(), stored, changed);
    }
  }

  /**
   * No less than before; after the stop no less than was given, when the aanbieder said how much.
   */
  private static void requireVolume(
      Delivery delivery,
      String first,
      String last,
      Volume before,
      ServiceRequest stored,
      ServiceRequest changed) {
    Volume after =
        Volume.of(changed.getQuantityQuantity()).orElseThrow(() -> undercuts(VOLUME, first, last));
    if (!after.unit().fits(before.unit())) {
      throw Conflict.of(
          VOLUME,
          ("De opdracht was in %s en wordt in %s. Dan is niet te zien of de cliënt de hulp houdt die"
                  + " al is gegeven. Geef een nieuwe toewijzing.")
              .formatted(before.unit(), after.unit()));
    }
    boolean less = after.isLessThan(before, length(changed), length(stored)).orElse(true);
    boolean kept =
        !delivery.isOpen()
            && delivery
                .given()
                .filter(given -> after.covers(given.amount(), given.unit(), days(first, last)))
                .isPresent();
    if (less && !kept) {
      throw undercuts(VOLUME, first, last);
    }
  }

  /** In days; zero without an end. */
  private static long length(ServiceRequest order) {
    String first = Deliveries.day(order.getOccurrencePeriod().getStartElement());
    String last = Deliveries.day(order.getOccurrencePeriod().getEndElement());
    return first == null || last == null ? 0 : days(first, last);
  }

  private static long days(String first, String last) {
    return ChronoUnit.DAYS.between(Deliveries.date(first), Deliveries.date(last)) + 1;
  }

  private static boolean isOver(ServiceRequestStatus status) {
    return status == ServiceRequestStatus.REVOKED || status == ServiceRequestStatus.COMPLETED;
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
