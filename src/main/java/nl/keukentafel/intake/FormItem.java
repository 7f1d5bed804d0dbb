package nl.keukentafel.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;

/**
 * An item of a response beside its definition, in the order of the questionnaire.
 *
 * @param definedSiblings the definitions of the items in the same group, itself included
 * @param siblings the items in the same group instance, itself included
 * @param location e.g. {@code QuestionnaireResponse.item[3].item[1]}
 */
record FormItem(
    QuestionnaireItemComponent question,
    QuestionnaireResponseItemComponent response,
    Optional<FormItem> parent,
    List<QuestionnaireItemComponent> definedSiblings,
    List<QuestionnaireResponseItemComponent> siblings,
    String location) {
  static final String ROOT = "QuestionnaireResponse";

  static List<FormItem> topLevel(Questionnaire questionnaire, QuestionnaireResponse response) {
    return pair(questionnaire.getItem(), response.getItem(), Optional.empty(), ROOT);
  }

  List<FormItem> children() {
    List<FormItem> children =
        new ArrayList<>(pair(question.getItem(), response.getItem(), Optional.of(this), location));
    List<QuestionnaireResponseItemAnswerComponent> answers = response.getAnswer();
    for (int i = 0; i < answers.size(); i++) {
      children.addAll(
          pair(
              question.getItem(),
              answers.get(i).getItem(),
              Optional.of(this),
              location + ".answer[" + i + "]"));
    }
    return children;
  }

  /** This item and all below it. */
  Stream<FormItem> all() {
    return Stream.concat(Stream.of(this), children().stream().flatMap(FormItem::all));
  }

  boolean isGroup() {
    return question.getType() == QuestionnaireItemType.GROUP;
  }

  boolean isAnswered() {
    return isAnswered(response);
  }

  /** An empty or blank text is no answer. */
  static boolean isAnswered(QuestionnaireResponseItemComponent item) {
    return item.getAnswer().stream()
        .filter(QuestionnaireResponseItemAnswerComponent::hasValue)
        .anyMatch(
            answer ->
                !answer.getValue().isPrimitive() || !answer.getValue().primitiveValue().isBlank());
  }

  String linkId() {
    return question.getLinkId();
  }

  /** Its linkId, preceded by those of the items around it. */
  List<String> linkIds() {
    return Stream.concat(
            parent.stream().flatMap(each -> each.linkIds().stream()), Stream.of(linkId()))
        .toList();
  }

  private static List<FormItem> pair(
      List<QuestionnaireItemComponent> questions,
      List<QuestionnaireResponseItemComponent> responses,
      Optional<FormItem> parent,
      String location) {
    List<FormItem> pairs = new ArrayList<>();
    for (QuestionnaireItemComponent question : questions) {
      for (int i = 0; i < responses.size(); i++) {
        if (question.getLinkId().equals(responses.get(i).getLinkId())) {
          pairs.add(
              new FormItem(
                  question,
                  responses.get(i),
                  parent,
                  questions,
                  responses,
                  location + ".item[" + i + "]"));
        }
      }
    }
    return pairs;
  }
}
