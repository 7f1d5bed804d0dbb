package nl.keukentafel.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** A way to break a valid answered form, as JSON. */
enum Breakage {
  UNKNOWN_QUESTION(
      (form, random) -> on(leaves(form), random, leaf -> put(leaf, "linkId", "onzin"))),
  QUESTION_AT_THE_WRONG_LEVEL(
      (form, random) -> on(leaves(form), random, leaf -> items(form).add(leaf.deepCopy()) != null)),
  ANSWER_OF_ANOTHER_TYPE(
      (form, random) ->
          on(
              leaves(form),
              random,
              leaf -> {
                boolean yesOrNo = answer(leaf).has("valueBoolean");
                answer(leaf).removeAll();
                return yesOrNo
                    ? put(answer(leaf), "valueString", "ja")
                    : answer(leaf).put("valueBoolean", true) != null;
              })),
  CODE_OUTSIDE_THE_LIST(
      (form, random) -> on(codes(form), random, code -> put(code, "code", "onzin"))),
  CODE_OF_ANOTHER_SYSTEM(
      (form, random) -> on(codes(form), random, code -> put(code, "system", "http://elders.nl"))),
  TOO_LONG(
      (form, random) ->
          on(
              with(form, "valueString"),
              random,
              leaf -> put(answer(leaf), "valueString", "x".repeat(2100)))),
  NEGATIVE_NUMBER(
      (form, random) ->
          on(
              with(form, "valueInteger"),
              random,
              leaf -> answer(leaf).put("valueInteger", -1 - random.nextInt(9)) != null)),
  NUMBER_AS_TEXT(
      (form, random) ->
          on(
              with(form, "valueInteger"),
              random,
              leaf -> put(answer(leaf), "valueInteger", "drie"))),
  LIST_OF_ONE(
      (form, random) ->
          on(
              leaves(form),
              random,
              leaf -> leaf.set("linkId", leaf.arrayNode().add(leaf.get("linkId"))) != null)),
  IMPOSSIBLE_DATE(
      (form, random) ->
          on(
              with(form, "valueDate"),
              random,
              leaf -> put(answer(leaf), "valueDate", "2026-02-31"))),
  TWO_ANSWERS_TO_ONE_QUESTION(
      (form, random) ->
          on(
              with(form, "valueBoolean"),
              random,
              leaf -> answers(leaf).add(answer(leaf).deepCopy()) != null)),
  THE_SAME_QUESTION_TWICE(
      (form, random) -> {
        ObjectNode group = (ObjectNode) items(form).get(random.nextInt(items(form).size()));
        items(form).add(group.deepCopy());
        return true;
      }),
  ANSWER_TO_A_GROUP(
      (form, random) -> {
        ObjectNode group = (ObjectNode) items(form).get(random.nextInt(items(form).size()));
        group.putArray("answer").addObject().put("valueString", "x");
        return true;
      }),
  ANSWER_WITHOUT_VALUE(
      (form, random) -> on(leaves(form), random, leaf -> answer(leaf).removeAll() != null)),
  QUESTION_WITHOUT_NAME(
      (form, random) -> on(leaves(form), random, leaf -> leaf.remove("linkId") != null)),
  REASON_FOR_WHAT_IS_NOT_SAID(
      (form, random) ->
          on(
              groups(form, "belemmeringen"),
              random,
              group -> add(group, "belemmeringen.oorzaak-motivering"))),
  WHAT_MAY_NOT_BE_RECORDED(
      (form, random) ->
          on(groups(form, "belemmeringen"), random, group -> add(group, "belemmeringen.oorzaak"))),
  NESTED_FOR_EVER(
      (form, random) -> {
        ObjectNode inner = (ObjectNode) items(form).get(0);
        for (int i = 0; i < 60; i++) {
          inner = inner.withArray("item").addObject().put("linkId", "diep");
        }
        return true;
      }),
  NO_ANSWERS((form, random) -> form.remove("item") != null),
  UNKNOWN_FORM((form, random) -> put(form, "questionnaire", "https://elders.nl/Questionnaire/x")),
  ANOTHER_VERSION(
      (form, random) -> put(form, "questionnaire", form.get("questionnaire").asText() + "9")),
  NO_FORM((form, random) -> form.remove("questionnaire") != null),
  NOT_COMPLETED((form, random) -> put(form, "status", "in-progress")),
  NO_SUCH_STATUS((form, random) -> put(form, "status", "klaar")),
  NO_IDENTIFIER((form, random) -> form.remove("identifier") != null),
  IDENTIFIER_WITHOUT_SYSTEM(
      (form, random) -> ((ObjectNode) form.get("identifier")).remove("system") != null),
  ENDLESS_IDENTIFIER(
      (form, random) -> put((ObjectNode) form.get("identifier"), "value", "1".repeat(600))),
  NO_CLIENT((form, random) -> form.remove("subject") != null),
  AN_ORGANISATION_AS_CLIENT(
      (form, random) ->
          put((ObjectNode) form.get("subject"), "reference", "Organization/gemeente-lindehoven")),
  THE_CLIENT_OF_ANOTHER(
      (form, random) ->
          put((ObjectNode) form.get("subject"), "reference", "Patient/mevrouw-janssen")),
  A_CLIENT_ELSEWHERE(
      (form, random) ->
          put((ObjectNode) form.get("subject"), "reference", "https://elders.nl/fhir/Patient/1")),
  ANOTHER_AUTHOR(
      (form, random) ->
          put((ObjectNode) form.get("author"), "reference", "Organization/gemeente-westerbrug")),
  NO_AUTHOR((form, random) -> form.remove("author") != null),
  NO_MOMENT((form, random) -> form.remove("authored") != null),
  NO_SUCH_MOMENT((form, random) -> put(form, "authored", "gisteren")),
  SOMETHING_CONTAINED(
      (form, random) ->
          form.putArray("contained").addObject().put("resourceType", "Basic").put("id", "x")
              != null),
  A_NARRATIVE(
      (form, random) ->
          form.putObject("text")
                  .put("status", "generated")
                  .put("div", "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>")
              != null),
  UNKNOWN_PROPERTY((form, random) -> put(form, "onzin", "x")),
  ANOTHER_RESOURCE((form, random) -> put(form, "resourceType", "Observation")),
  TWO_FOR_ONE((form, random) -> form.putArray("status").add("completed").add("amended") != null),
  ONE_FOR_A_LIST((form, random) -> put(form, "item", "x"));

  private final BiPredicate<ObjectNode, Random> change;

  Breakage(BiPredicate<ObjectNode, Random> change) {
    this.change = change;
  }

  /** Whether there was something to break in this way. */
  boolean breaks(ObjectNode form, Random random) {
    return change.test(form, random);
  }

  private static boolean on(List<ObjectNode> nodes, Random random, Predicate<ObjectNode> change) {
    return !nodes.isEmpty() && change.test(nodes.get(random.nextInt(nodes.size())));
  }

  private static boolean put(ObjectNode node, String name, String value) {
    node.put(name, value);
    return true;
  }

  private static boolean add(ObjectNode group, String linkId) {
    ArrayNode items = group.withArray("item");
    for (JsonNode item : items) {
      if (item.path("linkId").asText().startsWith("belemmeringen.oorzaak")) {
        return false;
      }
    }
    items.addObject().put("linkId", linkId).putArray("answer").addObject().put("valueString", "x");
    return true;
  }

  private static ArrayNode items(ObjectNode owner) {
    return owner.withArray("item");
  }

  private static ArrayNode answers(ObjectNode leaf) {
    return leaf.withArray("answer");
  }

  private static ObjectNode answer(ObjectNode leaf) {
    return (ObjectNode) answers(leaf).get(0);
  }

  private static List<ObjectNode> groups(ObjectNode form, String linkId) {
    List<ObjectNode> found = new ArrayList<>();
    items(form)
        .forEach(
            item -> {
              if (item.path("linkId").asText().equals(linkId)) {
                found.add((ObjectNode) item);
              }
            });
    return found;
  }

  private static List<ObjectNode> leaves(ObjectNode owner) {
    List<ObjectNode> found = new ArrayList<>();
    owner
        .path("item")
        .forEach(
            item -> {
              if (item.has("answer")) {
                found.add((ObjectNode) item);
              }
              found.addAll(leaves((ObjectNode) item));
            });
    return found;
  }

  private static List<ObjectNode> with(ObjectNode form, String value) {
    return leaves(form).stream().filter(leaf -> answer(leaf).has(value)).toList();
  }

  private static List<ObjectNode> codes(ObjectNode form) {
    return with(form, "valueCoding").stream()
        .map(leaf -> (ObjectNode) answer(leaf).get("valueCoding"))
        .toList();
  }
}
