package nl.keukentafel.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.policy.Controller.Kind;
import org.jspecify.annotations.Nullable;

/** The rulebook as a page for jurists; its words are the displays of the code systems. */
final class RegelsPage {
  private static final LocalDate NOW = LocalDate.of(2026, 1, 1);
  private static final LocalDate BEFORE = LocalDate.of(2025, 12, 31);
  private static final Map<Class<?>, String> SYSTEMS =
      Map.of(
          Role.class, "rol",
          Relation.class, "relatie",
          Category.class, "informatiecategorie",
          Herkomst.class, "herkomst",
          Purpose.class, "doel",
          Condition.class, "voorwaarde");
  private static final String INTRO =
      """
      # De regels: wie mag wat lezen en vastleggen

      Deze pagina is gemaakt uit het regelboek in `src/main/resources/rules`. Verander een regel daar,
      niet hier.

      ## Zo leest u de tabellen

      - **De datum telt.** Een beslissing valt volgens de tekst die op die dag geldt. De tabellen geven
        de regels vanaf 1 januari 2026. Wat daarvoor anders was, staat onderaan. Voor 1 januari 2024
        geeft het regelboek niets vrij.
      - **Eerst de regels voor elke rol, dan die van de rol zelf.** Een regel geldt als alles in de rij
        klopt: wie het vraagt, om welke gegevens het gaat, wat ermee gebeurt en waarvoor.
      - **Nee gaat voor ja.** Past een regel die weigert, dan is het antwoord nee, ook als een andere
        regel het toestaat.
      - **Geen regel is ook nee.** %s (%s)
      - **Toestemming telt alleen waar een regel erom vraagt.** Dat staat in de kolom "Alleen als". De
        toestemming doorbreekt dan de geheimhouding van de bron die in de rij staat. De grondslag blijft
        het artikel (rn 3.6). Elders verandert toestemming niets.
      - **"Uit"** is de herkomst: van wie of uit welke wet het gegeven komt. **"Bij"** is wie voor het
        gegeven verantwoordelijk is. "Eigen" betekent: de organisatie namens wie iemand vraagt.
      - **"Bron"** is het randnummer (rn) in de juridische analyse van 8 mei 2024, of de plaats in het
        onderzoek waar de regel op rust.
      """;
  private static final String HEAD =
      """
      | Regel | Vraag | Artikel | Wie | Wat | Handeling | Alleen als | Ja of nee | Uitleg | Bron |
      |---|---|---|---|---|---|---|---|---|---|
      """;

  private final Rulebook rulebook;
  private final Map<Coded, JsonNode> words = new HashMap<>();

  RegelsPage(Rulebook rulebook) throws IOException {
    this.rulebook = rulebook;
    for (Map.Entry<Class<?>, String> system : SYSTEMS.entrySet()) {
      Map<String, JsonNode> concepts = new HashMap<>();
      read(system.getValue())
          .get("concept")
          .forEach(concept -> concepts.put(concept.get("code").asText(), concept));
      for (Object each : system.getKey().getEnumConstants()) {
        words.put((Coded) each, concepts.get(((Coded) each).code()));
      }
    }
  }

  String text() {
    List<Rule> rules = rulebook.rules(NOW);
    Rule fallback = rules.get(rules.size() - 1);
    List<Rule> ofALaw = rules.subList(0, rules.size() - 1);
    StringBuilder page = new StringBuilder(INTRO.formatted(fallback.sentence(), article(fallback)));
    page.append(meanings("Wie: de relatie met de cliënt", Relation.values()));
    page.append(meanings("Alleen als: de voorwaarden", Condition.values()));
    page.append(table("Elke rol", ofALaw.stream().filter(RegelsPage::ofEveryone)));
    for (Role role : Role.values()) {
      page.append(
          table(
              word(role),
              ofALaw.stream()
                  .filter(rule -> !ofEveryone(rule) && rule.scope().roles().contains(role))));
    }
    return page.append(differences(rules)).toString();
  }

  private String meanings(String title, Coded[] codes) {
    return Stream.of(codes)
        .map(code -> "- **" + word(code) + "**: " + words.get(code).get("definition").asText())
        .collect(Collectors.joining("\n", "\n### " + title + "\n\n", "\n"));
  }

  private String table(String title, Stream<Rule> rules) {
    return "\n## " + title + "\n\n" + HEAD + rules.map(this::row).collect(Collectors.joining());
  }

  private String row(Rule rule) {
    Scope scope = rule.scope();
    return Stream.of(
            "`" + rule.id() + "`",
            rule.question(),
            article(rule),
            who(scope),
            what(scope),
            scope.acts().stream().map(Act::code).collect(Collectors.joining(", ")),
            onlyIf(scope),
            rule.effect() == Verdict.PERMIT ? "ja" : "nee",
            rule.sentence(),
            rule.source())
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private String differences(List<Rule> now) {
    Map<String, Rule> before =
        rulebook.rules(BEFORE).stream().collect(Collectors.toMap(Rule::id, rule -> rule));
    StringBuilder rows = new StringBuilder();
    for (Rule rule : now) {
      Rule old = before.remove(rule.id());
      if (!rule.equals(old)) {
        rows.append(difference(rule.id(), old, rule));
      }
    }
    before.forEach((id, old) -> rows.append(difference(id, old, null)));
    return """

    ## Wat voor 1 januari 2026 anders was

    | Regel | Tot en met 31 december 2025 | Vanaf 1 januari 2026 |
    |---|---|---|
    """
        + rows;
  }

  private String difference(String id, @Nullable Rule before, @Nullable Rule now) {
    return "| `%s` | %s | %s |\n".formatted(id, summary(before), summary(now));
  }

  private String summary(@Nullable Rule rule) {
    return rule == null
        ? "geen regel"
        : article(rule) + ": " + rule.sentence() + "<br>Alleen als: " + onlyIf(rule.scope());
  }

  private String who(Scope scope) {
    String ties = words(scope.relations(), Relation.values(), "iedereen");
    return scope.without().isEmpty() ? ties : ties + "<br>maar niet: " + words(scope.without());
  }

  private String what(Scope scope) {
    String own = scope.own() == null ? "" : scope.own() ? " (eigen)" : " (niet eigen)";
    String controllers =
        scope.controllers().size() == Kind.values().length
            ? "iedereen"
            : scope.controllers().stream()
                .map(kind -> kind == Kind.CLIENT ? "cliënt" : kind.code())
                .collect(Collectors.joining(", "));
    return "%s<br>Uit: %s<br>Bij: %s"
        .formatted(
            words(scope.categories(), Category.values(), "alle gegevens"),
            words(scope.herkomsten(), Herkomst.values(), "elke herkomst"),
            controllers + own);
  }

  private String onlyIf(Scope scope) {
    List<String> conditions = new ArrayList<>();
    if (scope.purposes().size() < Purpose.values().length) {
      conditions.add("Doel: " + words(scope.purposes()));
    }
    if (!scope.conditions().isEmpty()) {
      conditions.add(words(scope.conditions()));
    }
    return conditions.isEmpty() ? "geen voorwaarde" : String.join("<br>", conditions);
  }

  private String words(Set<? extends Coded> codes, Coded[] system, String all) {
    return codes.size() == system.length ? all : words(codes);
  }

  private String words(Set<? extends Coded> codes) {
    return codes.stream().map(this::word).collect(Collectors.joining(", "));
  }

  private String word(Coded code) {
    return words.get(code).get("display").asText();
  }

  private static String article(Rule rule) {
    return "[" + rule.citation() + "](" + rule.link() + ")";
  }

  private static boolean ofEveryone(Rule rule) {
    return rule.scope().roles().size() == Role.values().length;
  }

  private static JsonNode read(String system) throws IOException {
    return new ObjectMapper()
        .readTree(Path.of("terminology", "CodeSystem-" + system + ".json").toFile());
  }
}
