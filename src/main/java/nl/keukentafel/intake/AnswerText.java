package nl.keukentafel.intake;

import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import nl.keukentafel.conformance.ConformanceResources;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Type;

/** An answer as a Dutch reader would write it. */
final class AnswerText {
  private static final Locale DUTCH = Locale.forLanguageTag("nl-NL");

  private final ConformanceResources resources;

  AnswerText(ConformanceResources resources) {
    this.resources = resources;
  }

  String of(Type answer) {
    if (answer instanceof BooleanType yes) {
      return yes.booleanValue() ? "ja" : "nee";
    }
    if (answer instanceof Coding coding) {
      return display(coding);
    }
    if (answer instanceof Quantity quantity) {
      String unit = quantity.hasUnit() ? quantity.getUnit() : quantity.getCode();
      String number = NumberFormat.getInstance(DUTCH).format(quantity.getValue());
      return unit == null ? number : number + " " + unit;
    }
    if (answer instanceof DecimalType number) {
      return NumberFormat.getInstance(DUTCH).format(number.getValue());
    }
    if (answer instanceof BaseDateTimeType moment) {
      return moment(moment.getValueAsString());
    }
    return answer.isPrimitive() ? answer.primitiveValue() : answer.fhirType();
  }

  /** The display of the code system goes before the one that came with the answer. */
  private String display(Coding coding) {
    return resources
        .find(CodeSystem.class, coding.hasSystem() ? coding.getSystem() : "")
        .flatMap(system -> concept(system.getConcept(), coding.getCode()))
        .map(ConceptDefinitionComponent::getDisplay)
        .orElseGet(() -> coding.hasDisplay() ? coding.getDisplay() : coding.getCode());
  }

  private static Optional<ConceptDefinitionComponent> concept(
      List<ConceptDefinitionComponent> concepts, String code) {
    return concepts.stream()
        .flatMap(
            each ->
                each.getCode().equals(code)
                    ? Stream.of(each)
                    : concept(each.getConcept(), code).stream())
        .findFirst();
  }

  private static String moment(String iso) {
    return switch (iso.length()) {
      case 4 -> Year.parse(iso).toString();
      case 7 -> YearMonth.parse(iso).format(format("MMMM uuuu"));
      case 10 -> LocalDate.parse(iso).format(format("d MMMM uuuu"));
      default ->
          moment(iso.substring(0, 10))
              + LocalTime.parse(iso.substring(11, 16)).format(format(" 'om' H.mm 'uur'"));
    };
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, DUTCH);
  }
}
