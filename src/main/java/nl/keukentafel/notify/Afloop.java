package nl.keukentafel.notify;

import java.time.LocalDate;
import nl.keukentafel.access.Dossiers;
import nl.keukentafel.access.Dossiers.Ending;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.schedule.DailyJob;

/**
 * Tells some months ahead that a toewijzing ends, once for each end date that it has: a toewijzing
 * that is prolonged ends, and is told of, again.
 */
final class Afloop implements DailyJob {
  private final Dossiers dossiers;
  private final Occasions occasions;
  private final int months;

  Afloop(Dossiers dossiers, Occasions occasions, int months) {
    this.dossiers = dossiers;
    this.occasions = occasions;
    this.months = months;
  }

  @Override
  public String name() {
    return "afloop";
  }

  @Override
  public void run(LocalDate today) {
    dossiers.endingBetween(today, today.plusMonths(months)).forEach(this::tell);
  }

  private void tell(Ending ending) {
    occasions.tell(
        Topic.AFLOOP.id(),
        ending.toewijzing(),
        "afloop " + ending.toewijzing() + " " + ending.last());
  }
}
