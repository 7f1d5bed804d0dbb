package nl.keukentafel.schedule;

import java.time.LocalDate;

/**
 * Work that is done once a day. A package contributes it as a bean. It runs again after a failure,
 * and may run twice after a crash: what it does, it does once by its own means.
 */
public interface DailyJob {
  /** Of this job alone, for ever: it is the key in the database. */
  String name();

  /**
   * @param today in the Netherlands
   */
  void run(LocalDate today);
}
