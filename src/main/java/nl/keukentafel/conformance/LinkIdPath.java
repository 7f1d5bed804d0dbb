package nl.keukentafel.conformance;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;

/** Turns where the validator found something in a response into the question it is about. */
final class LinkIdPath {
  private static final Pattern ITEM = Pattern.compile("\\.(item|answer)(?:\\[(\\d+)])?");

  private LinkIdPath() {}

  /**
   * @param location e.g. {@code QuestionnaireResponse.item[0].item[2].answer[0]}
   * @return the linkId of the deepest item on that path; empty when it is about no item
   */
  static Optional<String> of(QuestionnaireResponse response, String location) {
    List<QuestionnaireResponseItemComponent> items = response.getItem();
    Optional<QuestionnaireResponseItemComponent> found = Optional.empty();
    Matcher step = ITEM.matcher(location);
    while (step.find()) {
      int index = step.group(2) == null ? 0 : Integer.parseInt(step.group(2));
      if (step.group(1).equals("item")) {
        if (index >= items.size()) {
          break;
        }
        found = Optional.of(items.get(index));
        items = items.get(index).getItem();
      } else if (found.isPresent() && index < found.get().getAnswer().size()) {
        items = found.get().getAnswer().get(index).getItem();
      }
    }
    return found.map(QuestionnaireResponseItemComponent::getLinkId);
  }
}
