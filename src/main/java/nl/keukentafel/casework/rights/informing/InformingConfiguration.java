package nl.keukentafel.casework.rights.informing;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.audit.PartyNames;
import nl.keukentafel.conformance.ConformanceResources;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The duty to inform. */
@Configuration(proxyBeanMethods = false)
public class InformingConfiguration {
  @Bean
  Messages messages(DaoRegistry daos, Labeller labeller, Clock clock) {
    return new Messages(daos, labeller, clock);
  }

  @Bean
  InformingStage informingStage(Messages messages) {
    return new InformingStage(messages, Notice.load("informatie"));
  }

  @Bean
  Untold untold(JdbcTemplate jdbc) {
    return new Untold(jdbc);
  }

  @Bean
  EmergencyRound emergencyRound(
      Untold untold,
      LogReader log,
      Dossiers dossiers,
      ConformanceResources conformance,
      DaoRegistry daos,
      Messages messages,
      PlatformTransactionManager transactions) {
    return new EmergencyRound(
        untold,
        log,
        dossiers,
        new PartyNames(conformance, daos),
        messages,
        Notice.load("noodgeval"),
        new TransactionTemplate(transactions));
  }
}
