package nl.keukentafel.casework.process.calendar;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.casework.process.OpenCases;
import nl.keukentafel.casework.process.Spine;
import nl.keukentafel.casework.process.rules.Deliveries;
import nl.keukentafel.notify.Notice;
import nl.keukentafel.notify.Occasions;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What comes with time. */
@Configuration(proxyBeanMethods = false)
public class CalendarConfiguration {
  @Bean
  Signals signals(JdbcTemplate jdbc, Clock clock) {
    return new Signals(jdbc, clock);
  }

  @Bean
  Calendar processCalendar(
      OpenCases cases,
      Deliveries deliveries,
      Spine spine,
      DaoRegistry daos,
      Labeller labeller,
      Dossiers dossiers,
      Occasions occasions,
      Signals signals,
      PlatformTransactionManager transactions,
      Notice notice) {
    return new Calendar(
        cases,
        notice,
        deliveries,
        spine,
        new Evaluations(
            daos.getResourceDao(Task.class),
            daos.getResourceDao(Patient.class),
            labeller,
            dossiers),
        signals,
        occasions,
        new TransactionTemplate(transactions));
  }
}
