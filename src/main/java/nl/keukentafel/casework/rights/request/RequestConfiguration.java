package nl.keukentafel.casework.rights.request;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.recording.WriteStage;
import nl.keukentafel.casework.rights.destruction.Destruction;
import nl.keukentafel.casework.rights.destruction.Expiry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The requests of a client. */
@Configuration(proxyBeanMethods = false)
public class RequestConfiguration {
  @Bean
  RequestEndpoint requestEndpoint(
      DaoRegistry daos,
      Dossiers dossiers,
      Readers readers,
      WriteStage writes,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new RequestEndpoint(
        new Requests(daos, dossiers, readers, writes, clock),
        daos,
        readers,
        new TransactionTemplate(transactions));
  }

  @Bean
  DecisionEndpoint decisionEndpoint(
      DaoRegistry daos, WriteStage writes, Destruction destruction, Expiry expiry) {
    return new DecisionEndpoint(daos, writes, destruction, expiry);
  }

  @Bean
  Statement statement() {
    return new Statement();
  }
}
