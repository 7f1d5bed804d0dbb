package nl.keukentafel.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import nl.keukentafel.intake.Expressions.Scope;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Base;

/**
 * Fills a template of template-based extraction,
 * https://hl7.org/fhir/uv/sdc/extraction.html#template-based-extraction.
 *
 * <p>It works on JSON, because a template is not yet a resource: elements may lack the value that
 * their type requires. A primitive and its {@code _sibling} are taken together as one object that
 * holds the value under {@link #VALUE}.
 *
 * @param name for messages: the questionnaire and the template in it
 */
record Template(String name, ObjectNode json, Expressions expressions, JsonValues values) {
  static final String SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";
  private static final String CONTEXT = SDC + "templateExtractContext";
  private static final String EXTRACT = SDC + "templateExtractValue";
  private static final String VALUE = "";

  /** The filled template, once per result of the context that it may carry at its root. */
  List<JsonNode> fill(Scope scope) {
    return fill(json.deepCopy(), scope, name);
  }

  private List<JsonNode> fill(ObjectNode element, Scope scope, String path) {
    Optional<Expression> context = Expression.take(element, CONTEXT);
    Optional<Expression> extract = Expression.take(element, EXTRACT);
    List<Scope> scopes = new ArrayList<>();
    if (context.isPresent()) {
      for (Base focus : evaluate(context.get(), scope, path)) {
        Scope inner = scope.at(focus);
        scopes.add(context.get().name().map(name -> inner.with(name, focus)).orElse(inner));
      }
    } else {
      scopes.add(scope);
    }
    List<JsonNode> filled = new ArrayList<>();
    for (Scope each : scopes) {
      if (extract.isPresent()) {
        evaluate(extract.get(), each, path).stream().map(values::of).forEach(filled::add);
      } else {
        ObjectNode children = fillChildren(element.deepCopy(), each, path);
        if (!isHollow(children, element)) {
          filled.add(children);
        }
      }
    }
    return filled;
  }

  private ObjectNode fillChildren(ObjectNode element, Scope scope, String path) {
    ObjectNode filled = element.objectNode();
    for (String property : properties(element)) {
      JsonNode plain = element.path(property);
      JsonNode sibling = element.path("_" + property);
      if (sibling.isMissingNode() && !plain.isContainerNode()) {
        filled.set(property, plain);
        continue;
      }
      boolean primitive = !sibling.isMissingNode() || !isComplex(plain);
      boolean list = plain.isArray() || sibling.isArray();
      String at = path + "." + property;
      List<JsonNode> results = new ArrayList<>();
      for (ObjectNode each : elements(list, plain, sibling)) {
        results.addAll(fill(each, scope, at));
      }
      if (!list && results.size() > 1) {
        throw new IllegalStateException(at + ": " + results.size() + " results for one element");
      }
      if (primitive) {
        putPrimitives(filled, property, results, list);
      } else {
        put(filled, property, results, list);
      }
    }
    return filled;
  }

  private List<Base> evaluate(Expression expression, Scope scope, String path) {
    try {
      return expressions.evaluate(expression.text(), scope);
    } catch (FHIRException | IllegalArgumentException | UnsupportedOperationException e) {
      throw new IllegalStateException(path + ": " + expression.text() + ": " + e.getMessage(), e);
    }
  }

  private static Set<String> properties(ObjectNode element) {
    Set<String> names = new LinkedHashSet<>();
    for (Iterator<String> each = element.fieldNames(); each.hasNext(); ) {
      names.add(each.next().replaceFirst("^_", ""));
    }
    return names;
  }

  private static boolean isComplex(JsonNode plain) {
    return plain.isArray() ? plain.path(0).isObject() : plain.isObject();
  }

  private static List<ObjectNode> elements(boolean list, JsonNode plain, JsonNode sibling) {
    if (!list) {
      return List.of(element(plain, sibling));
    }
    return IntStream.range(0, Math.max(plain.size(), sibling.size()))
        .mapToObj(i -> element(plain.path(i), sibling.path(i)))
        .toList();
  }

  private static ObjectNode element(JsonNode plain, JsonNode sibling) {
    if (plain instanceof ObjectNode complex) {
      return complex;
    }
    ObjectNode primitive =
        sibling instanceof ObjectNode extended ? extended : JsonNodeFactory.instance.objectNode();
    if (plain.isValueNode() && !plain.isNull()) {
      primitive.set(VALUE, plain);
    }
    return primitive;
  }

  /** Whether nothing is left of an element; a url alone is nothing to an extension. */
  private static boolean isHollow(ObjectNode filled, ObjectNode template) {
    return filled.isEmpty()
        || (template.size() > filled.size() && filled.size() == 1 && filled.has("url"));
  }

  private static void put(ObjectNode owner, String property, List<JsonNode> values, boolean list) {
    if (values.isEmpty()) {
      return;
    }
    if (list) {
      owner.putArray(property).addAll(values);
    } else {
      owner.set(property, values.get(0));
    }
  }

  private static void putPrimitives(
      ObjectNode owner, String property, List<JsonNode> results, boolean list) {
    ArrayNode plain = owner.arrayNode();
    ArrayNode siblings = owner.arrayNode();
    for (JsonNode result : results) {
      if (result instanceof ObjectNode primitive
          && (primitive.has(VALUE) || primitive.has("extension"))) {
        JsonNode value = primitive.remove(VALUE);
        plain.add(value);
        siblings.add(primitive.isEmpty() ? null : primitive);
      } else {
        plain.add(result);
        siblings.addNull();
      }
    }
    if (has(plain)) {
      owner.set(property, list ? plain : plain.get(0));
    }
    if (has(siblings)) {
      owner.set("_" + property, list ? siblings : siblings.get(0));
    }
  }

  private static boolean has(ArrayNode nodes) {
    for (JsonNode each : nodes) {
      if (!each.isNull()) {
        return true;
      }
    }
    return false;
  }

  /** A FHIRPath expression in an extension of a template, and the name that its result may get. */
  private record Expression(String text, Optional<String> name) {
    /** Reads the expression and takes its extension out of the element. */
    static Optional<Expression> take(ObjectNode element, String url) {
      for (Iterator<JsonNode> each = element.path("extension").elements(); each.hasNext(); ) {
        JsonNode extension = each.next();
        if (url.equals(extension.path("url").asText())) {
          each.remove();
          if (element.path("extension").isEmpty()) {
            element.remove("extension");
          }
          return Optional.of(of(extension));
        }
      }
      return Optional.empty();
    }

    private static Expression of(JsonNode extension) {
      JsonNode full = extension.path("valueExpression");
      return full.isMissingNode()
          ? new Expression(extension.path("valueString").asText(), Optional.empty())
          : new Expression(
              full.path("expression").asText(), Optional.ofNullable(full.path("name").textValue()));
    }
  }
}
