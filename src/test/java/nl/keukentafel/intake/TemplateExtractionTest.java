package nl.keukentafel.intake;

import static nl.keukentafel.conformance.RealConformance.FHIR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import nl.keukentafel.conformance.RealConformance;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/**
 * Engine conformance, https://hl7.org/fhir/uv/sdc/extraction.html#template-based-extraction. In the
 * texts below {@code @value} and {@code @context} stand for the extensions of SDC.
 */
class TemplateExtractionTest {
  private static final String ANSWERS =
      """
      {"linkId": "g", "item": [
        {"linkId": "g.naam", "answer": [{"valueString": "Jansen"}]},
        {"linkId": "g.roepnamen", "answer": [{"valueString": "Jan"}, {"valueString": "Jopie"}]},
        {"linkId": "g.actief", "answer": [{"valueBoolean": false}]},
        {"linkId": "g.gewicht", "answer": [{"valueDecimal": 71.50}]},
        {"linkId": "g.kleur", "answer": [{"valueCoding": {"system": "urn:k", "code": "rood"}}]},
        {"linkId": "g.kind", "item": [{"linkId": "g.kind.naam", "answer": [{"valueString": "Ad"}]}]},
        {"linkId": "g.kind", "item": [{"linkId": "g.kind.naam", "answer": [{"valueString": "Bo"}]}]}
      ]}
      """;

  @Test
  void replacesAPrimitiveByItsValue() {
    Patient patient =
        (Patient)
            only(
                """
                {"resourceType": "Patient", "id": "t", "gender": "unknown",
                 "_active": @value(item.where(linkId='g.actief').answer.value),
                 "name": [{"_family": @value(item.where(linkId='g.naam').answer.value),
                           "use": "usual"}]}
                """);

    assertThat(patient.getActiveElement().getValue()).isFalse();
    assertThat(patient.getNameFirstRep().getFamily()).isEqualTo("Jansen");
    assertThat(patient.getNameFirstRep().getUse().toCode()).isEqualTo("usual");
    assertThat(patient.getGender().toCode()).isEqualTo("unknown");
    assertThat(patient.hasId()).isFalse();
  }

  @Test
  void repeatsAPrimitiveForEveryValue() {
    Patient patient =
        (Patient)
            only(
                """
                {"resourceType": "Patient", "id": "t", "name": [{"given": [null],
                 "_given": [@value(item.where(linkId='g.roepnamen').answer.value)]}]}
                """);

    assertThat(patient.getNameFirstRep().getGiven())
        .extracting(each -> each.getValue())
        .containsExactly("Jan", "Jopie");
  }

  @Test
  void keepsTheFixedValuesAroundAPrimitive() {
    Patient patient =
        (Patient)
            only(
                """
                {"resourceType": "Patient", "id": "t", "name": [{"given": ["Vast", null],
                 "_given": [null, @value(item.where(linkId='g.naam').answer.value)]}]}
                """);

    assertThat(patient.getNameFirstRep().getGivenAsSingleString()).isEqualTo("Vast Jansen");
  }

  @Test
  void replacesAComplexElementByItsValueAndKeepsTheScaleOfADecimal() {
    Observation observation =
        (Observation)
            only(
                """
                {"resourceType": "Observation", "id": "t", "status": "final",
                 "code": {"coding": [@value(item.where(linkId='g.kleur').answer.value)]},
                 "valueQuantity": {"unit": "kg",
                   "_value": @value(item.where(linkId='g.gewicht').answer.value)}}
                """);

    assertThat(observation.getCode().getCodingFirstRep().getCode()).isEqualTo("rood");
    assertThat(observation.getValueQuantity().getValue()).isEqualTo("71.50");
  }

  @Test
  void repeatsAnElementForEveryResultOfItsContext() {
    Patient patient =
        (Patient)
            only(
                """
                {"resourceType": "Patient", "id": "t", "contact": [{
                  "extension": [@context(item.where(linkId='g.kind'))],
                  "gender": "unknown",
                  "name": {"_text": @value(item.where(linkId='g.kind.naam').answer.value)}}]}
                """);

    assertThat(patient.getContact())
        .extracting(each -> each.getName().getText())
        .containsExactly("Ad", "Bo");
    assertThat(patient.getContactFirstRep().getGender().toCode()).isEqualTo("unknown");
  }

  @Test
  void dropsAnElementWithoutResult() {
    Patient patient =
        (Patient)
            only(
                """
                {"resourceType": "Patient", "id": "t", "active": true,
                 "_birthDate": @value(item.where(linkId='g.geboren').answer.value),
                 "name": [{"_text": @value(item.where(linkId='g.anders').answer.value)}],
                 "contact": [{"extension": [@context(item.where(linkId='g.buur'))],
                              "gender": "unknown"}],
                 "extension": [{"url": "urn:x", "_valueString": @value({})}]}
                """);

    assertThat(FHIR.newJsonParser().encodeResourceToString(patient))
        .isEqualTo("{\"resourceType\":\"Patient\",\"active\":true}");
  }

  @Test
  void seesTheResponseAndTheNameOfAContext() {
    Patient patient =
        (Patient)
            only(
                """
                {"resourceType": "Patient", "id": "t", "name": [{
                  "extension": [{
                    "url": "%stemplateExtractContext", "valueExpression": {"name": "kind",
                    "language": "text/fhirpath", "expression": "item.where(linkId='g.kind').first()"}}],
                  "_text": @value(%%kind.item.answer.value + ' van ' + %%resource.subject.display)}]}
                """
                    .formatted(Template.SDC));

    assertThat(patient.getNameFirstRep().getText()).isEqualTo("Ad van Y");
  }

  @Test
  void makesOneResourcePerInstanceOfAGroupAndPerAnswerOfAQuestion() {
    Questionnaire questionnaire =
        questionnaire(
            """
            {"resourceType": "RelatedPerson", "id": "t", "name": [{
              "_text": @value(iif(answer.exists(), answer.value, item.answer.value))}]}
            """,
            "",
            EXTRACT,
            EXTRACT);

    assertThat(extract(questionnaire))
        .extracting(each -> ((RelatedPerson) each.resource()).getNameFirstRep().getText())
        .containsExactly("Jan", "Jopie", "Ad", "Bo");
    assertThat(extract(questionnaire))
        .extracting(Extracted::location)
        .containsExactly(
            "QuestionnaireResponse.item[0].item[1]",
            "QuestionnaireResponse.item[0].item[1]",
            "QuestionnaireResponse.item[0].item[5]",
            "QuestionnaireResponse.item[0].item[6]");
    assertThat(extract(questionnaire).get(3).linkIds()).containsExactly("g", "g.kind");
  }

  @Test
  void linksResourcesByAnAllocatedId() {
    Questionnaire questionnaire =
        questionnaire(
            """
            {"resourceType": "Observation", "id": "t", "status": "final", "code": {"text": "x"},
             "focus": [{"_reference": @value(%nieuw)}]}
            """,
            """
            {"url": "%1$sextractAllocateId", "valueString": "nieuw"},
            {"url": "%1$stemplateExtract", "extension": [
              {"url": "template", "valueReference": {"reference": "#t"}},
              {"url": "fullUrl", "valueString": "%%nieuw"},
              {"url": "resourceId", "valueString": "'abc'"}]}
            """
                .formatted(Template.SDC),
            EXTRACT,
            "");

    List<Extracted> extracted = extract(questionnaire);

    assertThat(extracted.get(0).fullUrl()).startsWith("urn:uuid:");
    assertThat(extracted.get(0).resource().getIdPart()).isEqualTo("abc");
    assertThat(extracted.get(1).fullUrl()).isNotEqualTo(extracted.get(0).fullUrl());
    assertThat(((Observation) extracted.get(1).resource()).getFocusFirstRep().getReference())
        .isEqualTo(extracted.get(0).fullUrl());
  }

  @Test
  void makesNothingOfAGroupWithoutAnswers() {
    Questionnaire questionnaire =
        questionnaire("{\"resourceType\": \"Patient\", \"id\": \"t\"}", "", "", EXTRACT);
    QuestionnaireResponse empty = new QuestionnaireResponse();
    empty.addItem().setLinkId("g").addItem().setLinkId("g.kind");

    assertThat(extraction(questionnaire).extract(questionnaire, empty)).isEmpty();
  }

  @Test
  void namesQuestionnaireTemplateAndElementOfABadExpression() {
    assertThatThrownBy(
            () ->
                only(
                    """
                    {"resourceType": "Patient", "id": "t", "name": [{"_text": @value(item.nul()))}]}
                    """
                        .replace("()))", "())")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("http://example.org/q#t.name.text: item.nul()");
  }

  @Test
  void namesTheTemplateOfWhatIsNotR4() {
    assertThatThrownBy(
            () ->
                only(
                    """
                    {"resourceType": "Patient", "id": "t", "name":
                      [@value(item.where(linkId='g.naam').answer.value)]}
                    """))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("http://example.org/q#t");
  }

  @Test
  void refusesManyResultsForOneElement() {
    assertThatThrownBy(
            () ->
                only(
                    """
                    {"resourceType": "Patient", "id": "t", "name": [{
                      "_text": @value(item.where(linkId='g.roepnamen').answer.value)}]}
                    """))
        .hasMessageContaining("http://example.org/q#t.name.text: 2 results for one element");
  }

  private static final String EXTRACT =
      """
      {"url": "%stemplateExtract", "extension": [
        {"url": "template", "valueReference": {"reference": "#t"}}]}
      """
          .formatted(Template.SDC);

  /** The one resource that a template at the group {@code g} makes of the answers above. */
  private static Resource only(String template) {
    List<Extracted> extracted = extract(questionnaire(template, EXTRACT, "", ""));
    assertThat(extracted).hasSize(1);
    return extracted.get(0).resource();
  }

  private static List<Extracted> extract(Questionnaire questionnaire) {
    QuestionnaireResponse response =
        FHIR.newJsonParser()
            .parseResource(
                QuestionnaireResponse.class,
                "{\"resourceType\": \"QuestionnaireResponse\", \"subject\": {\"display\": \"Y\"},"
                    + "\"item\": ["
                    + ANSWERS
                    + "]}");
    return extraction(questionnaire).extract(questionnaire, response);
  }

  private static TemplateExtraction extraction(Questionnaire questionnaire) {
    return new TemplateExtraction(
        RealConformance.SUPPORT,
        RealConformance.only(questionnaire),
        RealConformance.categoriesOf(questionnaire));
  }

  private static Questionnaire questionnaire(
      String template, String onGroup, String onNames, String onChild) {
    return FHIR.newJsonParser()
        .parseResource(
            Questionnaire.class,
            """
            {"resourceType": "Questionnaire", "url": "http://example.org/q", "contained": [%s],
             "item": [{"linkId": "g", "type": "group", "extension": [%s], "item": [
               {"linkId": "g.naam", "type": "display"},
               {"linkId": "g.roepnamen", "type": "display", "extension": [%s]},
               {"linkId": "g.actief", "type": "display"},
               {"linkId": "g.kind", "type": "group", "extension": [%s],
                "item": [{"linkId": "g.kind.naam", "type": "display"}]}]}]}
            """
                .formatted(sdc(template), onGroup, onNames, onChild)
                .replace("[]", "[{\"url\": \"urn:none\"}]"));
  }

  private static String sdc(String template) {
    String quoted = "{\"url\": \"" + Template.SDC + "$2\", \"valueString\": \"$1\"}";
    return template
        .replaceAll(
            "@value\\((.*)\\)",
            "{\"extension\": [" + quoted.replace("$2", "templateExtractValue") + "]}")
        .replaceAll("@context\\((.*)\\)", quoted.replace("$2", "templateExtractContext"));
  }
}
