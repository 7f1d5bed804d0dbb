package nl.keukentafel.audit;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.policy.Rulebook;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {
  @Bean
  AccessLog accessLog(
      JdbcTemplate jdbc,
      @Value("${keukentafel.node:node-1}") String node,
      @Value("${keukentafel.log.anchors:${keukentafel.data}/anchors}") Path anchors,
      @Value("${keukentafel.log.patience:PT5S}") Duration patience,
      List<AccessLog.Follower> followers) {
    return new AccessLog(
        jdbc,
        node,
        new Anchor(anchors, node),
        patience,
        (id, entry) -> followers.forEach(each -> each.written(id, entry)));
  }

  @Bean
  LogVerifier logVerifier(
      JdbcTemplate jdbc,
      @Value("${keukentafel.log.anchors:${keukentafel.data}/anchors}") Path anchors) {
    return new LogVerifier(jdbc, anchors);
  }

  @Bean
  LogReader logReader(JdbcTemplate jdbc, LogReader.Clients clients) {
    return new LogReader(jdbc, clients);
  }

  @Bean
  AuditEventEndpoint auditEventEndpoint(
      LogReader reader,
      Rulebook rulebook,
      ConformanceResources conformance,
      DaoRegistry daos,
      Clock clock) {
    return new AuditEventEndpoint(
        reader,
        new AuditEvents(rulebook.rules(LocalDate.now(clock)), new PartyNames(conformance, daos)));
  }
}
