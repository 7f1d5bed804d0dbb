package nl.keukentafel.casework.rights.insight;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.search.CallerSearch;
import nl.keukentafel.audit.LogReader;
import nl.keukentafel.conformance.ConformanceResources;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a client may know. */
@Configuration(proxyBeanMethods = false)
public class InsightConfiguration {
  @Bean
  ProcessingEndpoint processingEndpoint(
      WholeDossier dossier,
      Readers readers,
      LogReader log,
      DaoRegistry daos,
      ConformanceResources conformance,
      Clock clock) {
    return new ProcessingEndpoint(
        new ProcessingOverview(dossier, readers, new Sightings(log), clock),
        new Register(daos),
        new ProcessingPage(new Words(conformance)));
  }

  @Bean
  WholeDossier wholeDossier(Gate gate, CallerSearch search, DaoRegistry daos) {
    return new WholeDossier(gate, search, daos);
  }
}
