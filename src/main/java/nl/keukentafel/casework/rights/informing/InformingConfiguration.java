package nl.keukentafel.casework.rights.informing;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import nl.keukentafel.access.recording.Labeller;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The duty to inform. */
@Configuration(proxyBeanMethods = false)
public class InformingConfiguration {
  @Bean
  InformingStage informingStage(DaoRegistry daos, Labeller labeller, Clock clock) {
    return new InformingStage(daos, labeller, Notice.load(), clock);
  }
}
