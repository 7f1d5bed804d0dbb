package nl.keukentafel.casework.process;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.casework.process.advice.AdviceConfiguration;
import nl.keukentafel.casework.process.calendar.CalendarConfiguration;
import nl.keukentafel.casework.process.plan.PlanConfiguration;
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
@Import({
  AdviceConfiguration.class,
  CalendarConfiguration.class,
  PlanConfiguration.class,
  RulesConfiguration.class
})
public class ProcessConfiguration {
  @Bean
  WmoProcess wmoProcess() {
    return WmoProcess.load();
  }

  @Bean
  LegalTerm termOfObjection(WmoProcess process) {
    return process.term("bezwaar");
  }

  @Bean
  OpenCases openCases(WmoProcess process, JdbcTemplate jdbc, Clock clock) {
    return new OpenCases(jdbc, process.termsOf("gemeente"), clock);
  }

  @Bean
  Spine spine(
      WmoProcess process, OpenCases cases, Deliveries deliveries, DaoRegistry daos, Clock clock) {
    return new Spine(
        process,
        cases,
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
