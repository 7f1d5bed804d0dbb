package nl.keukentafel.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Optional;
import nl.keukentafel.fhir.NamingSystems;
import nl.keukentafel.policy.Controller;

/**
 * The business identifier of an organisation, written {@code system|value} as in a FHIR token
 * search. https://hl7.org/fhir/R4/search.html#token
 */
public record OrganizationIdentifier(String system, String value) {
  /**
   * @throws IllegalArgumentException unless the text is {@code system|value}, both non-empty
   */
  @JsonCreator
  public static OrganizationIdentifier parse(String text) {
    int bar = text.indexOf('|');
    if (bar < 1 || bar == text.length() - 1 || bar != text.lastIndexOf('|')) {
      throw new IllegalArgumentException("an organization is written system|value");
    }
    return new OrganizationIdentifier(text.substring(0, bar), text.substring(bar + 1));
  }

  /** The one by which a controller is known; a client, who is a person, has none. */
  public static Optional<OrganizationIdentifier> of(Controller controller) {
    return switch (controller.kind()) {
      case COLLEGE ->
          Optional.of(new OrganizationIdentifier(NamingSystems.GEMEENTECODE, controller.key()));
      case AANBIEDER ->
          Optional.of(new OrganizationIdentifier(NamingSystems.AGB, controller.key()));
      case CLIENT -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return system + "|" + value;
  }
}
