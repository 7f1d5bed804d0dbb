package nl.keukentafel.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.access.judgement.Gate.Opening;
import nl.keukentafel.access.judgement.Gate.Reach;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Resource;

/**
 * Every request that the gate leaves open, made from its own table: type × interaction × parameter
 * × page. Writes are asked in a form that is refused or aims at {@code {id}}, which is hidden.
 */
record AllowList(Gate gate, Insider insider) {
  private static final List<String> PAGES =
      List.of(
          "",
          "&_summary=count",
          "&_count=0&_total=accurate",
          "&_count=1",
          "&_count=2&_offset=1",
          "&_elements=id&_lastUpdated=gt2020-01-01",
          "&_format=xml&_pretty=true",
          "&_id={id}");
  private static final Set<String> DATES =
      Set.of(
          "date",
          "authored",
          "authored-on",
          "issued",
          "recorded",
          "occurrence",
          "einddatum",
          "termijn");
  private static final Map<String, String> WORDS =
      Map.of(
          "identifier", "woord",
          "name", "woord",
          "url", "woord",
          "version", "1",
          "criteria", "woord",
          "akkoord", "true",
          "active", "true",
          "target", "Patient/{own}");

  List<Surface> requests() {
    List<Surface> requests = new ArrayList<>();
    gate.types()
        .forEach(
            (type, opening) -> {
              if (opening.reach() != Reach.LOG) { // it tells of the asking itself
                opening.allow().keySet().stream()
                    .flatMap(interaction -> requests(type, opening, interaction))
                    .map(request -> request.replace("{other}", insider.otherClient()))
                    .forEach(requests::add);
              }
            });
    return requests;
  }

  private Stream<Surface> requests(String type, Opening opening, String interaction) {
    String instance = type + "/{id}";
    String empty = "{\"resourceType\": \"" + type + "\"}";
    return switch (interaction) {
      case "read" -> Stream.of(Surface.get(instance), Surface.entry("batch", "GET", instance, ""));
      case "search" -> searches(type, opening);
      case "create" -> Stream.of(Surface.post(type, empty));
      case "update" ->
          Stream.of(
              Surface.of(
                      "PUT",
                      instance,
                      "{\"resourceType\": \"%s\", \"id\": \"{id}\"}".formatted(type))
                  .with("If-Match", "W/\"1\""));
      case "delete" -> Stream.of(Surface.of("DELETE", instance, ""));
      case "$explain-access" ->
          Stream.of("{own}", "{other}")
              .map(client -> Surface.post("Patient/" + client + "/" + interaction, QUESTION));
      case "$akkoord", "$besluit", "$correctie", "$vernietiging", "$bezwaar-inzien" ->
          Stream.of(Surface.post(instance + "/" + interaction, PARAMETERS));
      case "$bewaartermijn" ->
          Stream.of("{own}", "{other}", "{id}")
              .map(client -> Surface.post(type + "/" + interaction, RETENTION.formatted(client)));
      case "$extract" ->
          Stream.of("{own}", "{other}")
              .map(
                  client ->
                      Surface.post(type + "/$extract", Examples.json("wmo-formulier", client)));
      case "$populate" ->
          Stream.of("{own}", "{other}")
              .map(client -> Surface.post(type + "/$populate", POPULATE.formatted(client)));
      case "$validate" -> Stream.of(Surface.post(type + "/$validate", empty));
      default -> Stream.of(Surface.get(instance + "/" + interaction));
    };
  }

  private Stream<Surface> searches(String type, Opening opening) {
    if (type.equals("Patient")) {
      return Stream.concat(
          pages("Patient?_id={own}"),
          Stream.of(
              Surface.get("Patient?_id={other}"),
              Surface.form(
                  "Patient/_search", "identifier=http://fhir.nl/fhir/NamingSystem/bsn%7C{other}")));
    }
    if (opening.reach() == Reach.PUBLIC) {
      return opening.search().stream()
          .map(each -> Surface.get(type + "?_count=1&" + each + "=woord"));
    }
    List<String> asked = opening.search().stream().filter(each -> !each.equals("patient")).toList();
    if (opening.reach() != Reach.DOSSIER) {
      return Stream.concat(
          pages(type + "?_count=50"),
          asked.stream().map(each -> Surface.get(type + "?" + each + "=" + value(type, each))));
    }
    String own = type + "?patient={own}";
    Stream<String> sorts = gate.sort().stream().filter(opening.search()::contains);
    return Stream.of(
            pages(own),
            Stream.concat(Stream.of("_lastUpdated"), sorts)
                .map(each -> Surface.get(own + "&_count=3&_sort=-" + each)),
            asked.stream().map(each -> Surface.get(own + "&" + each + "=" + value(type, each))),
            Stream.of("", "&_summary=count")
                .map(page -> Surface.get(type + "?patient={other}" + page)),
            opening.worklist() == null
                ? Stream.<Surface>of()
                : Stream.of("_count=50", "_summary=count", "_count=1&_offset=1")
                    .map(page -> Surface.get(type + "?" + page)))
        .flatMap(each -> each);
  }

  private static Stream<Surface> pages(String search) {
    return PAGES.stream().map(page -> Surface.get(search + page));
  }

  /** A value that the example of the type has, so that the rows answer to it. */
  private static String value(String type, String parameter) {
    if (DATES.contains(parameter)) {
      return "ge2020-01-01";
    }
    if (WORDS.containsKey(parameter)) {
      return WORDS.get(parameter);
    }
    return Examples.ofType(type).stream()
        .map(name -> Examples.inDossier(name, "x", "x", "x", "x"))
        .flatMap(example -> values(example, parameter))
        .findFirst()
        .map(value -> value.replace("|", "%7C"))
        .orElse("Organization/aanbieder-noord");
  }

  private static Stream<String> values(Resource example, String parameter) {
    String element =
        java.util.regex.Pattern.compile("-(.)")
            .matcher(parameter)
            .replaceAll(letter -> letter.group(1).toUpperCase(java.util.Locale.ROOT));
    return example.getNamedProperty(element) == null
        ? Stream.of()
        : example.listChildrenByName(element).stream().flatMap(AllowList::token);
  }

  private static Stream<String> token(Base value) {
    return value instanceof CodeableConcept concept
        ? concept.getCoding().stream().map(coding -> coding.getSystem() + "%7C" + coding.getCode())
        : Stream.ofNullable(value.primitiveValue());
  }

  private static final String PARAMETERS = "{\"resourceType\": \"Parameters\"}";
  private static final String RETENTION =
      """
      {"resourceType": "Parameters", "parameter": [
        {"name": "client", "valueReference": {"reference": "Patient/%s"}}]}
      """;
  private static final String POPULATE =
      """
      {"resourceType": "Parameters", "parameter": [
        {"name": "canonical", "valueCanonical": "https://w3id.org/keukentafel/fhir/Questionnaire/gesprek"},
        {"name": "subject", "valueReference": {"reference": "Patient/%s"}}]}
      """;
  private static final String QUESTION =
      """
      {"resourceType": "Parameters", "parameter": [
        {"name": "informatiecategorie", "valueCode": "functioneren"},
        {"name": "herkomst", "valueCode": "wmo-onderzoek"}]}
      """;
}
