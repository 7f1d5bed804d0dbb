package nl.keukentafel.conformance;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nl.keukentafel.conformance.terminology.CodeSystemOperations;
import nl.keukentafel.conformance.terminology.ConceptMapOperations;
import nl.keukentafel.conformance.terminology.ValueSetOperations;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.NamingSystem;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.SearchParameter;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.springframework.util.function.SingletonSupplier;

/** One {@link ConformanceProvider} per type of conformance resource, and the operations. */
public record ConformanceProviders(List<IResourceProvider> all) {
  static ConformanceProviders of(ConformanceResources resources, IValidationSupport support) {
    // made when first asked for: nothing at start needs them
    Supplier<List<StructureDefinition>> profiles =
        SingletonSupplier.of(() -> resources.withSnapshots(support).all(StructureDefinition.class));
    return new ConformanceProviders(
        Stream.<IResourceProvider>concat(
                Stream.of(
                    new ConformanceProvider<>(StructureDefinition.class, profiles),
                    new TopicProvider(resources.all(Basic.class)),
                    new CodeSystemOperations(support),
                    new ValueSetOperations(support, resources.all(ValueSet.class)),
                    new ConceptMapOperations(resources.all(ConceptMap.class))),
                Stream.of(
                        Questionnaire.class,
                        CodeSystem.class,
                        ValueSet.class,
                        ConceptMap.class,
                        SearchParameter.class,
                        OperationDefinition.class,
                        NamingSystem.class)
                    .map(type -> provider(type, resources)))
            .toList());
  }

  private static <R extends MetadataResource> ConformanceProvider<R> provider(
      Class<R> type, ConformanceResources resources) {
    List<R> all = resources.all(type);
    return new ConformanceProvider<>(type, () -> all);
  }
}
