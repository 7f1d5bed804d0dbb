package nl.keukentafel.casework.rights.copy;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.explain.Readers;
import nl.keukentafel.casework.rights.insight.Register;
import nl.keukentafel.casework.rights.insight.WholeDossier;
import nl.keukentafel.casework.rights.insight.Words;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The copy of a dossier. */
@Configuration(proxyBeanMethods = false)
public class CopyConfiguration {
  @Bean
  InzageEndpoint inzageEndpoint(
      WholeDossier dossier,
      Readers readers,
      InformationCategories categories,
      ConformanceResources conformance,
      DaoRegistry daos,
      Clock clock) {
    return new InzageEndpoint(
        dossier,
        readers,
        new ReadableDossier(
            categories, conformance, new ReadableValue(new Words(conformance), new Register(daos))),
        clock);
  }
}
