package nl.keukentafel.conformance;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.beans.factory.ObjectProvider;
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

  /** The first validation reads all of base FHIR: that is done aside, while the rest starts. */
  @Bean
  ValidationChain validationChain(ConformanceResources resources) {
    ValidationChain chain = ValidationChain.of(resources);
    Thread warmUp =
        new Thread(() -> new Validation(chain).validate(new Patient()), "validation-warm-up");
    warmUp.setDaemon(true);
    warmUp.start();
    return chain;
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
