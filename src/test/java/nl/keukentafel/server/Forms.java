package nl.keukentafel.server;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;

/** Reads and changes answered forms, and finds what came of them. */
final class Forms {
  private Forms() {}

  /** The first item with this linkId, however deep. */
  static QuestionnaireResponseItemComponent item(QuestionnaireResponse form, String linkId) {
    return form.getItem().stream()
        .flatMap(Forms::all)
        .filter(item -> item.getLinkId().equals(linkId))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<QuestionnaireResponseItemComponent> all(
      QuestionnaireResponseItemComponent item) {
    return Stream.concat(Stream.of(item), item.getItem().stream().flatMap(Forms::all));
  }

  static void answer(QuestionnaireResponseItemComponent item, Type... values) {
    item.setAnswer(null);
    Arrays.stream(values).forEach(value -> item.addAnswer().setValue(value));
  }

  static Coding code(String system, String code) {
    return new Coding("https://w3id.org/keukentafel/fhir/CodeSystem/" + system, code, null);
  }

  /** Says that the answers came from another. */
  static void from(QuestionnaireResponseItemComponent item, String herkomst) {
    item.addExtension(
        "https://w3id.org/keukentafel/fhir/StructureDefinition/ext-herkomst",
        new CodeType(herkomst));
  }

  /** What this party finds, every page of it. */
  static <R extends Resource> List<R> found(Party party, Class<R> type, String search) {
    Party.Answer answer = party.get(search + "&_count=200");
    if (answer.status() != 200) {
      throw new AssertionError(answer.body());
    }
    return answer.as(Bundle.class).getEntry().stream()
        .map(entry -> type.cast(entry.getResource()))
        .toList();
  }
}
