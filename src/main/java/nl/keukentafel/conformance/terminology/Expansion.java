package nl.keukentafel.conformance.terminology;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.ValueSetExpansionOutcome;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ConceptReferenceDesignationComponent;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;

/**
 * The concepts of one value set in the order of their code systems, each with its designations.
 * HAPI's in-memory expansion knows which codes belong; it keeps neither order nor synonyms.
 */
record Expansion(List<ValueSetExpansionContainsComponent> concepts) {
  static Expansion of(ValueSet valueSet, IValidationSupport support) {
    ValueSetExpansionOutcome outcome =
        support.expandValueSet(
            new ValidationSupportContext(support), new ValueSetExpansionOptions(), valueSet);
    if (outcome == null || !(outcome.getValueSet() instanceof ValueSet expanded)) {
      throw Asked.invalid(
          "The value set cannot be expanded: it needs a code system that is not held here");
    }
    Order order = new Order(valueSet, new CodeSystems(support));
    return new Expansion(
        expanded.getExpansion().getContains().stream()
            .sorted(Comparator.comparing(order::place))
            .map(order::withDesignations)
            .toList());
  }

  /** Those with a display or designation in which every word of the filter occurs. */
  Expansion matching(String filter) {
    List<String> words = Stream.of(plain(filter).trim().split("\\s+")).toList();
    return new Expansion(
        concepts.stream().filter(each -> texts(each).anyMatch(t -> hasAll(t, words))).toList());
  }

  private static Stream<String> texts(ValueSetExpansionContainsComponent concept) {
    return Stream.concat(
        Stream.of(concept.getDisplay() == null ? concept.getCode() : concept.getDisplay()),
        concept.getDesignation().stream().map(ConceptReferenceDesignationComponent::getValue));
  }

  private static boolean hasAll(String text, List<String> words) {
    return words.stream().allMatch(plain(text)::contains);
  }

  /** Without capitals and accents: who types "clienten" means "cliënten". */
  private static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }

  /** Where each code stands in its code system, or else in the value set itself. */
  private static final class Order {
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<String, List<ConceptReferenceDesignationComponent>> designations =
        new HashMap<>();

    Order(ValueSet valueSet, CodeSystems codeSystems) {
      for (ValueSet.ConceptSetComponent include : valueSet.getCompose().getInclude()) {
        for (ValueSet.ConceptReferenceComponent each : include.getConcept()) {
          add(include.getSystem(), each.getCode(), each.getDesignation());
        }
        codeSystems
            .find(include.getSystem())
            .ifPresent(
                system ->
                    CodeSystems.concepts(system)
                        .values()
                        .forEach(each -> add(system.getUrl(), each.getCode(), of(each))));
      }
    }

    private void add(
        String system, String code, List<ConceptReferenceDesignationComponent> designation) {
      places.putIfAbsent(system + "|" + code, places.size());
      designations
          .computeIfAbsent(system + "|" + code, key -> new ArrayList<>())
          .addAll(designation);
    }

    private static List<ConceptReferenceDesignationComponent> of(
        ConceptDefinitionComponent concept) {
      return concept.getDesignation().stream()
          .map(
              each ->
                  new ConceptReferenceDesignationComponent()
                      .setLanguage(each.getLanguage())
                      .setUse(each.hasUse() ? each.getUse() : new Coding())
                      .setValue(each.getValue()))
          .toList();
    }

    int place(ValueSetExpansionContainsComponent concept) {
      return places.getOrDefault(key(concept), Integer.MAX_VALUE);
    }

    ValueSetExpansionContainsComponent withDesignations(
        ValueSetExpansionContainsComponent concept) {
      return concept.setDesignation(designations.getOrDefault(key(concept), List.of()));
    }

    private static String key(ValueSetExpansionContainsComponent concept) {
      return concept.getSystem() + "|" + concept.getCode();
    }
  }
}
