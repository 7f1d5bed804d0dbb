package nl.keukentafel.intake;

import static nl.keukentafel.conformance.RealConformance.FHIR;
import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.junit.jupiter.api.Test;

class GroupNarrativeTest {
  private static final String CODES = "https://w3id.org/keukentafel/fhir/CodeSystem/";

  @Test
  void tellsQuestionAndAnswerInARow() {
    assertThat(told("{\"linkId\": \"a\", \"answer\": [{\"valueBoolean\": true}]}"))
        .endsWith("<table><tr><td>Vraag a?</td><td>ja</td></tr></table></div>");
  }

  @Test
  void escapesWhatWasTyped() {
    assertThat(
            told(
                "{\"linkId\": \"a\", \"answer\": [{\"valueString\":"
                    + " \"<script>&\\\"x\\\"</script>\"}]}"))
        .contains("<td>&lt;script&gt;&amp;")
        .doesNotContain("<script");
  }

  @Test
  void writesDatesNumbersAndQuantitiesInDutch() {
    assertThat(
            told(
                """
                {"linkId": "a", "answer": [{"valueDate": "2026-03-02"}, {"valueDate": "2026-03"},
                  {"valueDateTime": "2026-03-02T14:05:00+01:00"}, {"valueDecimal": 1.5},
                  {"valueQuantity": {"value": 2, "unit": "keer per week"}}]}
                """))
        .contains(
            "2 maart 2026<br/>maart 2026<br/>2 maart 2026 om 14.05 uur<br/>1,5<br/>2 keer per"
                + " week");
  }

  @Test
  void takesTheDisplayOfTheCodeSystemNotThatOfTheAnswer() {
    assertThat(
            told(
                """
                {"linkId": "a", "answer": [{"valueCoding": {"system": "%smate-van-zelfstandigheid",
                  "code": "met-moeite", "display": "drinkt"}}]}
                """
                    .formatted(CODES)))
        .contains("<td>Met moeite</td>")
        .doesNotContain("drinkt");
  }

  @Test
  void numbersAGroupThatOccursMoreThanOnce() {
    assertThat(
            told(
                """
                {"linkId": "b", "item": [{"linkId": "b.x", "answer": [{"valueInteger": 1}]}]},
                {"linkId": "b", "item": [{"linkId": "b.x", "answer": [{"valueInteger": 2}]}]}
                """))
        .contains(
            "<th colspan=\"2\">Groep b 1</th></tr><tr><td>Vraag x?</td><td>1</td></tr>",
            "<th colspan=\"2\">Groep b 2</th></tr><tr><td>Vraag x?</td><td>2</td></tr>");
  }

  @Test
  void saysNothingOfAnUnansweredQuestionOrOneThatIsNotShown() {
    assertThat(narrative("{\"linkId\": \"a\"}, {\"linkId\": \"b\"}", item -> true)).isEmpty();
    assertThat(narrative("{\"linkId\": \"a\", \"answer\": [{\"valueInteger\": 1}]}", item -> false))
        .isEmpty();
  }

  private static String told(String items) {
    return narrative(items, item -> true).orElseThrow().getDivAsString();
  }

  private static Optional<Narrative> narrative(String items, Predicate<FormItem> shown) {
    Questionnaire questionnaire =
        FHIR.newJsonParser()
            .parseResource(
                Questionnaire.class,
                """
                {"resourceType": "Questionnaire", "item": [{"linkId": "g", "type": "group", "item": [
                  {"linkId": "a", "text": "Vraag a?", "type": "string"},
                  {"linkId": "b", "text": "Groep b", "type": "group", "item": [
                    {"linkId": "b.x", "text": "Vraag x?", "type": "integer"}]}]}]}
                """);
    QuestionnaireResponse response =
        FHIR.newJsonParser()
            .parseResource(
                QuestionnaireResponse.class,
                "{\"resourceType\": \"QuestionnaireResponse\", \"item\": [{\"linkId\": \"g\","
                    + "\"item\": ["
                    + items
                    + "]}]}");
    return new GroupNarrative(RESOURCES).of(FormItem.topLevel(questionnaire, response), shown);
  }
}
