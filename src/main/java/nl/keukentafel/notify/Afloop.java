package nl.keukentafel.notify;

import java.time.LocalDate;
import nl.keukentafel.access.dossier.Dossiers.Ending;
import nl.keukentafel.notify.subscription.Topic;
import nl.keukentafel.schedule.DailyJob;

/**
 * Tells some months ahead that a toewijzing ends, once for each end date that it has: a toewijzing
 * that is prolonged ends, and is told of, again.
 */
final class Afloop implements DailyJob {
  private final Notice notice;
  private final Occasions occasions;

  Afloop(Notice notice, Occasions occasions) {
    this.notice = notice;
    this.occasions = occasions;
  }

  @Override
  public String name() {
    return "afloop";
  }

  @Override
  public void run(LocalDate today) {
    notice.of(today).forEach(this::tell);
  }

  private void tell(Ending ending) {
    occasions.tell(
        Topic.AFLOOP.id(),
        ending.toewijzing(),
        "afloop " + ending.toewijzing() + " " + ending.last());
  }
}
