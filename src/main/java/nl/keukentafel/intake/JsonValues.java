package nl.keukentafel.intake;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Resource;

/** FHIR values as JSON and back, https://hl7.org/fhir/R4/json.html. */
final class JsonValues {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final FhirContext context;

  JsonValues(FhirContext context) {
    this.context = context;
  }

  JsonNode of(Base value) {
    if (value instanceof BooleanType truth) {
      return BooleanNode.valueOf(truth.booleanValue());
    }
    if (value instanceof IntegerType number) {
      return IntNode.valueOf(number.getValue());
    }
    if (value instanceof DecimalType number) {
      return DecimalNode.valueOf(number.getValue());
    }
    return value.isPrimitive() ? TextNode.valueOf(value.primitiveValue()) : object(value);
  }

  ObjectNode object(Base value) {
    try {
      return (ObjectNode) JSON.readTree(context.newJsonParser().encodeToString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value.fhirType(), e);
    }
  }

  /**
   * @throws DataFormatException when it is not exactly R4
   */
  Resource resource(JsonNode json) {
    return (Resource)
        context
            .newJsonParser()
            .setParserErrorHandler(new StrictErrorHandler())
            .parseResource(json.toString());
  }
}
