package nl.keukentafel.audit;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import nl.keukentafel.audit.LogVerifier.Finding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * {@code java -jar … verify-log}: says what is wrong with the log, row by row, and ends with 1 when
 * anything is. It starts no server; an H2 file must not be in use.
 */
@SpringBootConfiguration
@ImportAutoConfiguration({
  PropertyPlaceholderAutoConfiguration.class,
  DataSourceAutoConfiguration.class,
  JdbcTemplateAutoConfiguration.class
})
public class VerifyLog {
  public static final String COMMAND = "verify-log";
  private static final Logger LOG = LoggerFactory.getLogger(VerifyLog.class);

  @Value("${keukentafel.log.anchors:${keukentafel.data}/anchors}")
  private Path anchors = Path.of("");

  @Value("${keukentafel.node:node-1}")
  private String node = "";

  /**
   * @return the exit code: 0 when the log is as it was written
   */
  public static int run(String... arguments) {
    SpringApplication application = new SpringApplication(VerifyLog.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (ConfigurableApplicationContext context = application.run(arguments)) {
      VerifyLog command = context.getBean(VerifyLog.class);
      List<Finding> findings =
          new LogVerifier(context.getBean(JdbcTemplate.class), command.anchors)
              .findings(Set.of(command.node));
      findings.forEach(each -> LOG.error("{} row {}: {}", each.node(), each.id(), each.what()));
      LOG.info("verify-log: {} findings", findings.size());
      return findings.isEmpty() ? 0 : 1;
    }
  }
}
