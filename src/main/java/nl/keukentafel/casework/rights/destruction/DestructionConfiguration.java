package nl.keukentafel.casework.rights.destruction;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import nl.keukentafel.access.Gate;
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
      MemoryCacheService cache,
      PlatformTransactionManager transactions) {
    return new Destruction(
        gate, daos, new Erasure(jdbc), cache, new TransactionTemplate(transactions));
  }
}
