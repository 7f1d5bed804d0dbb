package nl.keukentafel.casework.process.calendar;

import java.time.Clock;
import java.time.LocalDate;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks at the calendar on every new day, within the hour. Each node does so: what a day brings
 * happens once however many look.
 */
final class DayBreak implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(DayBreak.class);

  private final Calendar calendar;
  private final Clock clock;
  private @Nullable ScheduledExecutorService hours;
  private @Nullable LocalDate last;

  DayBreak(Calendar calendar, Clock clock) {
    this.calendar = calendar;
    this.clock = clock;
  }

  private void look() {
    try {
      LocalDate today = LocalDate.now(clock);
      if (!today.equals(last)) {
        calendar.on(today);
        last = today;
      }
    } catch (RuntimeException e) {
      LOG.error("The calendar waits an hour", e); // or the executor would never look again
    }
  }

  @Override
  public void start() {
    ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor();
    started.scheduleWithFixedDelay(this::look, 1, 60, TimeUnit.MINUTES);
    hours = started;
  }

  @Override
  public void stop() {
    if (hours != null) {
      hours.shutdown();
      hours = null;
    }
  }

  @Override
  public boolean isRunning() {
    return hours != null;
  }
}
