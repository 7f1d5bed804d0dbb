package nl.keukentafel.casework.verslag;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import nl.keukentafel.access.search.CallerSearch;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The verslag to read. */
@Configuration(proxyBeanMethods = false)
public class VerslagConfiguration {
  @Bean
  VerslagEndpoint verslagEndpoint(DaoRegistry daos, CallerSearch search) {
    return new VerslagEndpoint(daos, search);
  }
}
