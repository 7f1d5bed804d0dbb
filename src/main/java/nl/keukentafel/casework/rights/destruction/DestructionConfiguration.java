package nl.keukentafel.casework.rights.destruction;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import java.time.Clock;
import nl.keukentafel.access.answer.LogStage;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.FactsTable;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.recording.Labeller;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.casework.process.calendar.Signals;
import nl.keukentafel.casework.process.rules.Deliveries;
import nl.keukentafel.notify.Watches;
import org.hl7.fhir.r4.model.Task;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How data goes for good. */
@Configuration(proxyBeanMethods = false)
public class DestructionConfiguration {
  @Bean
  Destruction destruction(
      Gate gate,
      DaoRegistry daos,
      JdbcTemplate jdbc,
      FactsTable facts,
      Watches watches,
      MemoryCacheService cache,
      PlatformTransactionManager transactions) {
    return new Destruction(
        gate,
        daos,
        new Erasure(jdbc, facts, watches),
        cache,
        new TransactionTemplate(transactions));
  }

  @Bean
  Expiry expiry(
      Destruction destruction,
      Dossiers dossiers,
      Readers readers,
      Deliveries deliveries,
      Clock clock) {
    return new Expiry(destruction, dossiers, readers, deliveries, clock);
  }

  @Bean
  RetentionRound retentionRound(
      Expiry expiry,
      Destruction destruction,
      Dossiers dossiers,
      DaoRegistry daos,
      Labeller labeller,
      Signals signals,
      PlatformTransactionManager transactions) {
    return new RetentionRound(
        expiry,
        destruction,
        dossiers,
        daos.getResourceDao(Task.class),
        labeller,
        signals,
        new TransactionTemplate(transactions));
  }

  @Bean
  RetentionEndpoint retentionEndpoint(
      Expiry expiry,
      Destruction destruction,
      Dossiers dossiers,
      DaoRegistry daos,
      WriteStage writes,
      LogStage log) {
    return new RetentionEndpoint(expiry, destruction, dossiers, daos, writes, log);
  }
}
