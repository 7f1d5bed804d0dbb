package nl.keukentafel.conformance;

import static nl.keukentafel.conformance.RealConformance.errors;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvalidExamplesTest {
  private record Demand(String breaks, String says) {}

  @ParameterizedTest
  @MethodSource("nl.keukentafel.conformance.InvalidExample#all")
  void findsExactlyWhatIsWrong(InvalidExample example) {
    assertThat(errors(example.resource()))
        .singleElement()
        .satisfies(
            issue -> {
              assertThat(issue.getExpression()).singleElement().hasToString(example.issue().at());
              assertThat(issue.getDiagnostics()).contains(example.issue().says());
              if (!example.breaks().contains(".")) {
                assertThat(issue.getDiagnostics()).contains(example.breaks() + ":");
              }
            });
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void breaksEveryInvariantAndEveryRequiredBinding(StructureDefinition definition) {
    List<Demand> proven =
        InvalidExample.all()
            .filter(each -> each.profile().equals(definition.getIdPart()))
            .map(each -> new Demand(each.breaks(), each.issue().says()))
            .toList();

    assertThat(proven).containsAll(demands(definition).toList());
  }

  static List<StructureDefinition> definitions() {
    return RealConformance.RESOURCES.all(StructureDefinition.class);
  }

  private static Stream<Demand> demands(StructureDefinition definition) {
    return definition.getDifferential().getElement().stream()
        .flatMap(element -> Stream.concat(invariants(element), requiredBindings(element)));
  }

  private static Stream<Demand> invariants(ElementDefinition element) {
    return element.getConstraint().stream().map(each -> new Demand(each.getKey(), each.getHuman()));
  }

  private static Stream<Demand> requiredBindings(ElementDefinition element) {
    return Stream.of(element.getBinding())
        .filter(each -> each.getStrength() == BindingStrength.REQUIRED)
        .map(each -> new Demand(element.getId(), each.getValueSet()));
  }
}
