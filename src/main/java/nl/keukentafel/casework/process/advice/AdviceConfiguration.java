package nl.keukentafel.casework.process.advice;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import org.hl7.fhir.r4.model.Task;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What answers a request for advice. */
@Configuration(proxyBeanMethods = false)
public class AdviceConfiguration {
  @Bean
  AdviceStage adviceStage(DaoRegistry daos) {
    return new AdviceStage(daos.getResourceDao(Task.class));
  }
}
