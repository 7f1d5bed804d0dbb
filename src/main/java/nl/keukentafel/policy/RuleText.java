package nl.keukentafel.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import nl.keukentafel.policy.Controller.Kind;
import org.jspecify.annotations.Nullable;

/** Reads single rules out of a file that already follows the schema. */
record RuleText(LawFile file, Set<String> articles) {
  private static final Pattern BETWEEN_ARTICLES = Pattern.compile(" jo\\. | vgl\\. |; ");

  Rule rule(JsonNode text) {
    JsonNode who = text.get("who");
    JsonNode what = text.get("what");
    Scope scope =
        new Scope(
            codes(Act.class, text.get("act")),
            codes(Role.class, who.get("roles")),
            codes(Relation.class, who.get("relations")),
            codes(Relation.class, who.get("without")),
            codes(Kind.class, what.get("controllers")),
            what.has("own") ? what.get("own").asBoolean() : null,
            codes(Category.class, what.get("categories")),
            codes(Herkomst.class, what.get("herkomst")),
            text.has("why") ? codes(Purpose.class, text.get("why")) : all(Purpose.class),
            codes(Condition.class, text.get("when")));
    return rule(text, Verdict.of(text.get("effect").asText()), scope);
  }

  Rule fallback(JsonNode text) {
    Scope everything =
        new Scope(
            all(Act.class),
            all(Role.class),
            all(Relation.class),
            Set.of(),
            all(Kind.class),
            null,
            all(Category.class),
            all(Herkomst.class),
            all(Purpose.class),
            Set.of());
    return rule(text, Verdict.REFUSE, everything);
  }

  private Rule rule(JsonNode text, Verdict effect, Scope scope) {
    List<String> cited =
        Arrays.stream(BETWEEN_ARTICLES.split(text.get("article").asText()))
            .map(part -> part.split(" ", 2)[0])
            .filter(article -> !article.equals("lid"))
            .toList();
    for (String article : cited) {
      if (!articles.contains(article)) {
        throw file.wrong(text.get("article"), "unknown article: " + article);
      }
    }
    String link = text.get("link").asText();
    if (!link.matches(".*(artikel=|#art_)" + Pattern.quote(cited.get(0)) + "(&.*)?")) {
      throw file.wrong(text.get("link"), "the link does not lead to article " + cited.get(0));
    }
    return new Rule(
        text.get("id").asText(),
        text.path("number").asInt(),
        file.name(),
        file.header("title"),
        text.get("article").asText(),
        link,
        text.get("source").asText(),
        text.get("question").asText(),
        text.get("sentence").asText(),
        effect,
        scope);
  }

  /** Absent is none; {@code alle} is all. */
  private static <E extends Enum<E> & Coded> Set<E> codes(
      Class<E> system, @Nullable JsonNode node) {
    if (node != null && node.isTextual()) {
      return all(system);
    }
    EnumSet<E> codes = EnumSet.noneOf(system);
    if (node != null) {
      node.forEach(code -> codes.add(Coded.of(system, code.asText())));
    }
    return Collections.unmodifiableSet(codes);
  }

  private static <E extends Enum<E>> Set<E> all(Class<E> system) {
    return Collections.unmodifiableSet(EnumSet.allOf(system));
  }
}
