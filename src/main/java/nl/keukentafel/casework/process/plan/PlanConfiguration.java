package nl.keukentafel.casework.process.plan;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.recording.Labeller;
import org.hl7.fhir.r4.model.CarePlan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What becomes of a concept. */
@Configuration(proxyBeanMethods = false)
public class PlanConfiguration {
  @Bean
  ConceptStage conceptStage(DaoRegistry daos, Dossiers dossiers, Labeller labeller) {
    return new ConceptStage(daos.getResourceDao(CarePlan.class), dossiers, labeller);
  }
}
