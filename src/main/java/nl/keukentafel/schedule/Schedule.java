package nl.keukentafel.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.task.FailureHandler.OnFailureRetryLater;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the daily jobs in the night, on one of the nodes; what was missed while no server ran is
 * done at the next start, https://github.com/kagkarlsson/db-scheduler.
 */
final class Schedule implements SmartLifecycle {
  private static final LocalTime NIGHT = LocalTime.of(3, 0);
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final DataSource database;
  private final List<RecurringTask<Void>> tasks;
  private final Clock clock;
  private final Duration poll;
  private volatile boolean running;
  private Scheduler scheduler;

  Schedule(DataSource database, List<DailyJob> jobs, Clock clock, Duration poll) {
    this.database = database;
    this.tasks = jobs.stream().map(job -> task(job, clock)).toList();
    this.clock = clock;
    this.poll = poll;
    this.scheduler = scheduler();
  }

  private static RecurringTask<Void> task(DailyJob job, Clock clock) {
    return Tasks.recurring(job.name(), Schedules.daily(clock.getZone(), NIGHT))
        .onFailure(new OnFailureRetryLater<>(AGAIN))
        .execute((instance, context) -> job.run(LocalDate.now(clock)));
  }

  private Scheduler scheduler() {
    return new OnClock(database, clock).startTasks(tasks).threads(1).pollingInterval(poll).build();
  }

  /** With a clock that can be set. */
  private static final class OnClock extends SchedulerBuilder {
    OnClock(DataSource database, Clock clock) {
      super(database, List.<Task<?>>of());
      this.clock = clock::instant;
    }
  }

  @Override
  public void start() {
    scheduler.start();
    running = true;
  }

  @Override
  public void stop() {
    scheduler.stop();
    scheduler = scheduler(); // one that was stopped cannot start again
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
