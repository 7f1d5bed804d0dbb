package nl.keukentafel.audit;

import java.time.Clock;
import java.time.LocalDate;
import nl.keukentafel.policy.Rulebook;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {
  @Bean
  AccessLog accessLog(
      JdbcTemplate jdbc,
      PlatformTransactionManager transactions,
      @Value("${keukentafel.node:node-1}") String node) {
    return new AccessLog(jdbc, transactions, node);
  }

  @Bean
  AuditEventEndpoint auditEventEndpoint(JdbcTemplate jdbc, Rulebook rulebook, Clock clock) {
    return new AuditEventEndpoint(
        new LogReader(jdbc), new AuditEvents(rulebook.rules(LocalDate.now(clock))));
  }
}
