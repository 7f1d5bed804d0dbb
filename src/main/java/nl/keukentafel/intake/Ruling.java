package nl.keukentafel.intake;

import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Decision;

/**
 * Whether one answer may be recorded.
 *
 * @param location the item in the response, e.g. {@code QuestionnaireResponse.item[3].item[1]}
 */
public record Ruling(String linkId, String location, Category category, Decision decision) {
  public boolean permitted() {
    return decision.permitted();
  }
}
