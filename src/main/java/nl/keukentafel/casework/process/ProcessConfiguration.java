package nl.keukentafel.casework.process;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.casework.process.advice.AdviceConfiguration;
import nl.keukentafel.casework.process.rules.Deliveries;
import nl.keukentafel.casework.process.rules.RulesConfiguration;
import org.hl7.fhir.r4.model.OrganizationAffiliation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/** What keeps the process. */
@Configuration(proxyBeanMethods = false)
@Import({AdviceConfiguration.class, RulesConfiguration.class})
public class ProcessConfiguration {
  @Bean
  WmoProcess wmoProcess() {
    return WmoProcess.load();
  }

  @Bean
  Spine spine(
      WmoProcess process, Deliveries deliveries, DaoRegistry daos, JdbcTemplate jdbc, Clock clock) {
    return new Spine(
        process,
        new OpenCases(jdbc, clock),
        new Variant(
            daos.getResourceDao(OrganizationAffiliation.class), daos.getResourceDao(Patient.class)),
        deliveries,
        daos.getResourceDao(Task.class),
        clock);
  }

  @Bean
  Freshness freshness(WmoProcess process, DaoRegistry daos) {
    return new Freshness(process, daos.getResourceDao(Task.class));
  }
}
