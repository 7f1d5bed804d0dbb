package nl.keukentafel.schedule;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs whatever {@link DailyJob} there is; not where tests run the jobs by hand. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "keukentafel.schedule", matchIfMissing = true)
public class ScheduleConfiguration {
  @Bean
  Schedule schedule(DataSource database, List<DailyJob> jobs, Clock clock) {
    return new Schedule(database, jobs, clock, Duration.ofSeconds(30));
  }
}
