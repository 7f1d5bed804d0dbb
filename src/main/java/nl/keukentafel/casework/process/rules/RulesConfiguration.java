package nl.keukentafel.casework.process.rules;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import java.time.Clock;
import java.util.List;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.judgement.Judge;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Every rule on what follows on what. */
@Configuration(proxyBeanMethods = false)
public class RulesConfiguration {
  @Bean
  Deliveries deliveries(JdbcTemplate jdbc) {
    return new Deliveries(jdbc);
  }

  @Bean
  RulesStage rulesStage(
      Deliveries deliveries, DaoRegistry daos, Dossiers dossiers, Judge judge, Clock clock) {
    Chain chain = new Chain(daos.getResourceDao(Contract.class));
    return new RulesStage(
        List.of(
            chain,
            new Execution(deliveries, daos.getResourceDao(ServiceRequest.class)),
            new Retroactive(deliveries, clock),
            new Complaints(),
            new ConceptPlan(),
            new Addressees(daos.getResourceDao(Organization.class), dossiers, judge)),
        deliveries,
        chain);
  }
}
