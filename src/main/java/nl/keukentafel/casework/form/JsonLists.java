package nl.keukentafel.casework.form;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A list where FHIR has one value, https://hl7.org/fhir/R4/json.html: HAPI's parser takes the first
 * of it in silence.
 */
final class JsonLists {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final FhirContext fhir;

  JsonLists(FhirContext fhir) {
    this.fhir = fhir;
  }

  /** The first element that has a list and may not; nothing when the text is no JSON. */
  Optional<String> misplaced(String resource) {
    try {
      JsonNode json = JSON.readTree(resource);
      String type = json.path("resourceType").asText();
      return fhir.getResourceTypes().contains(type)
          ? misplaced(json, fhir.getResourceDefinition(type), type)
          : Optional.empty();
    } catch (JsonProcessingException noJson) {
      return Optional.empty();
    }
  }

  private static Optional<String> misplaced(
      JsonNode json, BaseRuntimeElementCompositeDefinition<?> definition, String path) {
    for (Iterator<Map.Entry<String, JsonNode>> each = json.fields(); each.hasNext(); ) {
      Map.Entry<String, JsonNode> property = each.next();
      String name = property.getKey().replaceFirst("^_", "");
      BaseRuntimeChildDefinition child = definition.getChildByName(name);
      if (child == null) {
        continue; // unknown, or an extension of a primitive: the parser minds those
      }
      String at = path + "." + name;
      if (property.getValue().isArray() && child.getMax() == 1) {
        return Optional.of(at);
      }
      if (child.getChildByName(name) instanceof BaseRuntimeElementCompositeDefinition<?> below) {
        Iterable<JsonNode> values =
            property.getValue().isArray() ? property.getValue() : List.of(property.getValue());
        for (JsonNode value : values) {
          Optional<String> found = misplaced(value, below, at);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }
}
