package nl.keukentafel.conformance;

import java.util.Set;
import org.hl7.fhir.r4.model.Base;

/**
 * One value in a resource that is of another category than the resource as a whole.
 *
 * @param owner the element or resource that holds it
 * @param property the name of the element in the owner, e.g. {@code telecom}
 * @param categories codes of CodeSystem {@code informatiecategorie}; all of them apply
 */
public record Found(Base owner, String property, Base value, Set<String> categories) {
  /** Takes the value out of its owner. */
  public void remove() {
    owner.removeChild(property, value);
  }
}
