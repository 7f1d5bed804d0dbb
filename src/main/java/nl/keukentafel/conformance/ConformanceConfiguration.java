package nl.keukentafel.conformance;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package; a {@link MetadataResource} bean of another package is served too. */
@Configuration(proxyBeanMethods = false)
public class ConformanceConfiguration {
  @Bean
  ConformanceResources conformanceResources(
      FhirContext context, ObjectProvider<MetadataResource> generated) {
    return ConformanceResources.load(context).with(generated.orderedStream().toList());
  }

  /** Base FHIR is large: it is read aside while the store starts, which asks for it later. */
  @Bean
  ValidationChain validationChain(ConformanceResources resources) {
    ValidationChain chain = ValidationChain.of(resources);
    aside("base-fhir", () -> chain.support().fetchAllStructureDefinitions());
    return chain;
  }

  /** The first validation takes seconds, so it is not left to the first caller. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> validationWarmUp(Validation validation) {
    return ready -> aside("validation-warm-up", () -> validation.validate(new Patient()));
  }

  private static void aside(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Bean
  ValidationSupportChain validationSupportChain(ValidationChain chain) {
    return chain.support();
  }

  @Bean
  Validation validation(ValidationChain chain) {
    return new Validation(chain);
  }

  @Bean
  InformationCategories informationCategories(ConformanceResources resources) {
    return new InformationCategories(resources);
  }

  @Bean
  ConformanceProviders conformanceProviders(
      ConformanceResources resources, ValidationSupportChain support) {
    return ConformanceProviders.of(resources, support);
  }
}
