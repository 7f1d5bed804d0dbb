package nl.keukentafel.server;

import static nl.keukentafel.conformance.RealConformance.RESOURCES;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.intake.RandomForm;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** The answered form that a step of a story sends: the answers in the places where they belong. */
final class FormStory {
  private final Map<String, Object> answers;
  private final Map<String, String> origins;
  private final Set<String> placed = new HashSet<>();

  private FormStory(Map<String, Object> answers, Map<String, String> origins) {
    this.answers = answers;
    this.origins = origins == null ? Map.of() : origins;
  }

  /**
   * @param client reference of the client
   * @param author reference of whoever answers
   * @param answers all that is told: of an amended form with what was told before
   */
  static QuestionnaireResponse of(
      Story.Step step, String client, String author, Map<String, Object> answers) {
    Questionnaire questionnaire =
        RESOURCES.find(Questionnaire.class, Canonical.questionnaire(step.form())).orElseThrow();
    QuestionnaireResponse form = new QuestionnaireResponse();
    form.getMeta().addProfile(Canonical.profile("wmo-formulier"));
    form.setLanguage("nl");
    form.setStatus(
        step.amends()
            ? QuestionnaireResponseStatus.AMENDED
            : QuestionnaireResponseStatus.COMPLETED);
    form.setQuestionnaire(questionnaire.getUrl() + "|" + questionnaire.getVersion());
    form.setSubject(new Reference(client)).setAuthor(new Reference(author));
    form.setAuthoredElement(
        new DateTimeType(step.authored() == null ? "2026-03-02T10:00:00+01:00" : step.authored()));
    form.getIdentifier()
        .setSystem("https://w3id.org/keukentafel/fhir/NamingSystem/formulier")
        .setValue(step.form() + "-" + step.who());
    FormStory story = new FormStory(answers, step.origins());
    form.setItem(story.items(questionnaire.getItem(), answers, ""));
    assertThat(story.placed).as("answers with a place").containsAll(answers.keySet());
    return form;
  }

  private List<QuestionnaireResponseItemComponent> items(
      List<QuestionnaireItemComponent> questions, Map<String, Object> told, String prefix) {
    List<QuestionnaireResponseItemComponent> items = new ArrayList<>();
    for (QuestionnaireItemComponent question : questions) {
      Object answer = told.get(question.getLinkId().substring(prefix.length()));
      if (question.getType() == QuestionnaireItemType.GROUP && !question.getRepeats()) {
        add(items, question, items(question.getItem(), told, prefix));
      } else if (answer != null) {
        placed.add(question.getLinkId());
        if (question.getType() == QuestionnaireItemType.GROUP) {
          for (Object each : (List<?>) answer) {
            add(
                items,
                question,
                items(question.getItem(), strings(each), question.getLinkId() + "."));
          }
        } else {
          QuestionnaireResponseItemComponent item = item(question);
          for (Object each : answer instanceof List<?> many ? many : List.of(answer)) {
            item.addAnswer().setValue(value(question, each));
          }
          items.add(item);
        }
      }
    }
    return items;
  }

  private void add(
      List<QuestionnaireResponseItemComponent> items,
      QuestionnaireItemComponent group,
      List<QuestionnaireResponseItemComponent> below) {
    if (!below.isEmpty()) {
      items.add(item(group).setItem(below));
    }
  }

  private QuestionnaireResponseItemComponent item(QuestionnaireItemComponent question) {
    QuestionnaireResponseItemComponent item = new QuestionnaireResponseItemComponent();
    item.setLinkId(question.getLinkId()).setText(question.getText());
    if (origins.containsKey(question.getLinkId())) {
      Forms.from(item, origins.get(question.getLinkId()));
    }
    return item;
  }

  private static Map<String, Object> strings(Object group) {
    Map<String, Object> told = new HashMap<>();
    ((Map<?, ?>) group).forEach((key, value) -> told.put(String.valueOf(key), value));
    return told;
  }

  private static Type value(QuestionnaireItemComponent question, Object told) {
    return switch (question.getType()) {
      case BOOLEAN -> new BooleanType((Boolean) told);
      case INTEGER -> new IntegerType((Integer) told);
      case DATE -> new DateType(String.valueOf(told));
      case REFERENCE -> new Reference(String.valueOf(told));
      case CHOICE -> code(question, String.valueOf(told));
      case QUANTITY ->
          new Quantity()
              .setValue(new BigDecimal(String.valueOf(told)))
              .setUnit("keer per week")
              .setSystem("http://unitsofmeasure.org")
              .setCode("/wk");
      default -> new StringType(String.valueOf(told));
    };
  }

  private static Coding code(QuestionnaireItemComponent question, String code) {
    return RandomForm.codes(question.getAnswerValueSet()).stream()
        .filter(each -> each.getCode().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError(question.getLinkId() + ": no code " + code))
        .copy();
  }
}
