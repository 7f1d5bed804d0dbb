package nl.keukentafel;

import java.time.Clock;
import java.util.List;
import nl.keukentafel.access.AccessConfiguration;
import nl.keukentafel.audit.AuditConfiguration;
import nl.keukentafel.audit.VerifyLog;
import nl.keukentafel.casework.CaseworkConfiguration;
import nl.keukentafel.conformance.ConformanceConfiguration;
import nl.keukentafel.fhir.Day;
import nl.keukentafel.identity.IdentityConfiguration;
import nl.keukentafel.notify.NotifyConfiguration;
import nl.keukentafel.schedule.ScheduleConfiguration;
import nl.keukentafel.server.ServerConfiguration;
import nl.keukentafel.web.WebConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.modulith.Modulithic;

/**
 * The whole of Keukentafel in one process. Every part is named here: a short list of Spring Boot's
 * configurations, measured to start faster than the lot, and one configuration per package.
 */
@SpringBootConfiguration
@Modulithic
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  ConfigurationPropertiesAutoConfiguration.class,
  EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
  ServletWebServerFactoryAutoConfiguration.class,
  SecurityAutoConfiguration.class,
  SecurityFilterAutoConfiguration.class,
  DataSourceAutoConfiguration.class,
  JdbcTemplateAutoConfiguration.class,
  FlywayAutoConfiguration.class
})
@Import({
  ServerConfiguration.class,
  AccessConfiguration.class,
  AuditConfiguration.class,
  CaseworkConfiguration.class,
  ConformanceConfiguration.class,
  IdentityConfiguration.class,
  NotifyConfiguration.class,
  ScheduleConfiguration.class,
  WebConfiguration.class
})
public class Application {
  public static void main(String[] args) {
    if (List.of(args).contains(VerifyLog.COMMAND)) {
      System.exit(VerifyLog.run(args));
    }
    SpringApplication.run(Application.class, args);
  }

  /** Terms and dates of the law are days in the Netherlands. */
  @Bean
  Clock clock() {
    return Clock.system(Day.HERE);
  }
}
