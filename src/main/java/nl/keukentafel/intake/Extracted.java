package nl.keukentafel.intake;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;

/**
 * A resource that follows from a form.
 *
 * @param resource with an id only when it changes a resource that already exists
 * @param key the same for the same thing in an amended form: its template, and which one of those
 * @param fullUrl its temporary {@code urn:uuid:}, by which others from the same form refer to it
 * @param linkIds the item it came from, preceded by the items around it; empty when it came from
 *     the form as a whole
 * @param location that item as a path in the response, e.g. {@code
 *     QuestionnaireResponse.item[3].item[1]}
 */
public record Extracted(
    Resource resource, String key, String fullUrl, List<String> linkIds, String location) {
  public Extracted {
    linkIds = List.copyOf(linkIds);
  }

  /** The linkId of the top-level group that it came from. */
  public Optional<String> group() {
    return linkIds.stream().findFirst();
  }
}
