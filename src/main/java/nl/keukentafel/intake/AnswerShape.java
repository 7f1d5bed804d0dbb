package nl.keukentafel.intake;

import java.util.List;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemAnswerComponent;

/**
 * What HAPI's validator lets pass: an answer without a value, and a {@code text} that is longer
 * than {@code Questionnaire.item.maxLength}, https://hl7.org/fhir/R4/questionnaire.html.
 */
public final class AnswerShape {
  private AnswerShape() {}

  /** The linkIds of the questions whose answer has no value or is too long. */
  public static List<String> broken(Questionnaire questionnaire, QuestionnaireResponse response) {
    return FormItem.topLevel(questionnaire, response).stream()
        .flatMap(FormItem::all)
        .filter(
            item -> item.response().getAnswer().stream().anyMatch(answer -> isBroken(item, answer)))
        .map(FormItem::linkId)
        .toList();
  }

  private static boolean isBroken(FormItem item, QuestionnaireResponseItemAnswerComponent answer) {
    return !answer.hasValue()
        || (item.question().hasMaxLength()
            && answer.getValue().isPrimitive()
            && answer.getValue().primitiveValue().length() > item.question().getMaxLength());
  }
}
