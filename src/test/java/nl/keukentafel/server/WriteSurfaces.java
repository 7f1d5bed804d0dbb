package nl.keukentafel.server;

import static nl.keukentafel.server.Surface.entry;
import static nl.keukentafel.server.Surface.of;
import static nl.keukentafel.server.Surface.post;

import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.fhir.NamingSystems;

/** Ways to learn something of what is hidden by writing to it, beside it or about it. */
final class WriteSurfaces {
  private static final List<String> PROFILES =
      List.of(
          "wmo-formulier", "wmo-beschikking", "wmo-toewijzing", "wmo-toestemming", "wmo-aanvraag");
  private static final String TOEWIJZING = Examples.json("wmo-toewijzing", "{id}");
  private static final String BESCHIKKING = Examples.json("wmo-beschikking", "{id}");
  private static final String VERSION_1 = "W/\"1\"";

  private WriteSurfaces() {}

  static Stream<Surface> all() {
    return Stream.of(
            PROFILES.stream().map(WriteSurfaces::create),
            PROFILES.stream().skip(1).map(WriteSurfaces::inTransaction),
            creates(),
            changes(),
            operations())
        .flatMap(each -> each);
  }

  private static Surface create(String profile) {
    String json = Examples.json(profile, "{id}");
    return post(typeOf(json), json).named("POST " + profile + " of {id}");
  }

  private static Surface inTransaction(String profile) {
    String json = Examples.json(profile, "{id}");
    return entry("transaction", "POST", typeOf(json), json)
        .named("transaction of " + profile + " of {id}");
  }

  private static Stream<Surface> creates() {
    String own = Examples.json("wmo-toewijzing", "{own}");
    return Stream.of(
        create("wmo-formulier").with("Prefer", "handling=lenient"),
        create("wmo-beschikking").with("Prefer", "return=representation"),
        create("wmo-beschikking").with("If-None-Exist", "patient={id}").isClosed(),
        create("wmo-hulpvraag").isClosed(),
        post("ServiceRequest", own.replace("Organization/aanbieder-noord", "Contract/{id}"))
            .named("POST wmo-toewijzing of {own}, performer Contract/{id}"),
        post(
                "ServiceRequest",
                own.replaceFirst("\\{", "{\"basedOn\":[{\"reference\":\"Contract/{id}\"}],"))
            .named("POST wmo-toewijzing of {own}, basedOn Contract/{id}"),
        post("Consent", referring(Examples.json("wmo-toestemming", "{own}")))
            .named("POST wmo-toestemming of {own}, about Contract/{id}"),
        post("QuestionnaireResponse", referring(Examples.json("wmo-formulier", "{own}")))
            .named("POST wmo-formulier of {own}, about Contract/{id}"),
        post(
                "ServiceRequest",
                own.replace("Patient/{own}", "Patient?identifier=" + NamingSystems.BSN + "|{bsn}"))
            .named("POST wmo-toewijzing of Patient?identifier={bsn}"),
        post(
                "ServiceRequest",
                TOEWIJZING.replace("\"Patient/{id}\"", "\"http://localhost/fhir/Patient/{id}\""))
            .named("POST wmo-toewijzing of an absolute address"),
        post("ServiceRequest", TOEWIJZING.replace("Patient/{id}", "Patient/{id}/_history/1"))
            .named("POST wmo-toewijzing of a version of {id}"),
        post("Subscription", subscription("Contract?patient={id}"))
            .named("POST Subscription to Contract?patient={id}"),
        post("Subscription", subscription(Canonical.topic("beschikking") + "?patient={id}"))
            .named("POST Subscription to a topic?patient={id}"));
  }

  private static Stream<Surface> changes() {
    String stored = BESCHIKKING.replace("voorbeeld-beschikking", "{id}");
    return Stream.of(
        of("PUT", "Contract/{id}", stored).with("If-Match", VERSION_1),
        of("PUT", "Contract/{id}", stored).with("If-Match", "W/\"9\""),
        of("PUT", "Contract/{id}", stored),
        of("PUT", "Contract/{id}", stored.replace("Patient/{id}", "Patient/{own}"))
            .with("If-Match", VERSION_1)
            .named("PUT Contract/{id} as of {own}"),
        of("PUT", "Contract/{id}/_history/1", stored).isClosed(),
        of(
                "PUT",
                "Patient/{id}",
                Examples.json("wmo-client", "x").replace("voorbeeld-client", "{id}"))
            .isClosed(),
        of("PUT", "Contract?identifier=x", stored).isClosed(),
        of("PUT", "Subscription/{subscription}", subscription(Canonical.topic("beschikking")))
            .with("If-Match", VERSION_1),
        of("PATCH", "Contract/{id}", "[{\"op\":\"test\",\"path\":\"/status\",\"value\":\"x\"}]")
            .with("Content-Type", "application/json-patch+json")
            .isClosed(),
        of("PATCH", "Contract/{id}", "{\"resourceType\":\"Parameters\"}").isClosed(),
        of("DELETE", "Contract/{id}", "").isClosed(),
        of("DELETE", "Patient/{id}", "").isClosed(),
        of("DELETE", "Contract?_id={id}", "").isClosed(),
        of("DELETE", "Contract/{id}?_cascade=delete", "").isClosed(),
        of("DELETE", "Subscription/{subscription}", "").isClosed(),
        of("DELETE", "Subscription?_id={subscription}", "").isClosed(),
        entry("batch", "PUT", "Contract/{id}", stored).isClosed(),
        entry("batch", "DELETE", "Contract/{id}", "").isClosed(),
        entry("batch", "PATCH", "Contract/{id}", "{\"resourceType\":\"Parameters\"}").isClosed(),
        entry("batch", "HEAD", "Contract/{id}", "").isClosed(),
        entry("batch", "POST", "Patient/{id}/$explain-access", "{\"resourceType\":\"Parameters\"}")
            .isClosed(),
        entry("batch", "POST", "ServiceRequest", TOEWIJZING)
            .named("batch of POST wmo-toewijzing of {id}"),
        entry("transaction", "PUT", "Contract/{id}", stored).isClosed(),
        entry("transaction", "DELETE", "Subscription/{subscription}", "").isClosed());
  }

  private static Surface populate(String subject) {
    return post(
            "Questionnaire/$populate",
            """
            {"resourceType": "Parameters", "parameter": [
              {"name": "canonical", "valueCanonical": "%s"},
              {"name": "subject", "valueReference": {"reference": "%s"}}]}
            """
                .formatted(Canonical.questionnaire("gesprek"), subject))
        .named("POST Questionnaire/$populate for " + subject);
  }

  private static Stream<Surface> operations() {
    return Stream.of(
        of("POST", "Composition/{id}/$akkoord", "{\"resourceType\":\"Parameters\"}").isClosed(),
        of("POST", "CarePlan/{id}/$akkoord", "{\"resourceType\":\"Parameters\"}").isClosed(),
        post("QuestionnaireResponse/$extract", Examples.json("wmo-formulier", "{id}")),
        populate("Patient/{id}"),
        populate("Contract/{id}"),
        explain("Patient/{id}", "\"role\", \"valueCode\": \"wmo-consulent\""),
        explain("Patient/{id}", "\"act\", \"valueCode\": \"vastleggen\""),
        explain("Patient/{id}", "\"act\", \"valueCode\": \"raadplegen\""),
        explain("Patient/{own}", resource("Contract/{id}")),
        explain("Patient/{own}", resource("Patient/{id}")),
        explain("Patient/{id}", resource("Contract/{id}")),
        of("POST", "Patient/{id}/$validate", Examples.json("wmo-client", "x")),
        of("POST", "Contract/$validate", BESCHIKKING),
        of("POST", "Contract/$validate?profile=http://localhost/fhir/Contract/{id}", BESCHIKKING),
        of("POST", "Contract/$validate?mode=delete&id={id}", BESCHIKKING),
        of("POST", "Contract/$validate", referring(BESCHIKKING))
            .named("POST Contract/$validate with more references"),
        closed("Contract/{id}/$meta-add"),
        closed("Contract/{id}/$meta-delete"),
        closed("Contract/{id}/$expunge"),
        closed("Contract/$expunge"),
        closed("$expunge"),
        closed("$reindex"),
        closed("Contract/{id}/$reindex"),
        closed("Contract/{id}/$reindex-dryrun"),
        closed("$graphql"),
        closed("$mark-all-resources-for-reindexing"),
        closed("$process-message"),
        closed("$delete-expunge?url=Contract?_id={id}"),
        closed("Patient/$member-match"),
        closed("Patient/$match"),
        closed("$replace-references"),
        closed("Patient/$merge"),
        closed("Subscription/{subscription}/$trigger-subscription"),
        closed("Subscription/{subscription}/$status"));
  }

  private static Surface closed(String path) {
    return post(path, "{\"resourceType\":\"Parameters\"}").isClosed();
  }

  private static Surface explain(String patient, String parameter) {
    return post(
            patient + "/$explain-access",
            """
            {"resourceType": "Parameters", "parameter": [
              {"name": %s},
              {"name": "informatiecategorie", "valueCode": "functioneren"},
              {"name": "herkomst", "valueCode": "wmo-onderzoek"}]}
            """
                .formatted(parameter))
        .named(patient + "/$explain-access, " + parameter);
  }

  private static String resource(String reference) {
    return "\"resource\", \"valueReference\": {\"reference\": \"" + reference + "\"}";
  }

  private static String referring(String json) {
    return json.replaceFirst(
        "\\{",
        "{\"extension\":[{\"url\":\"http://example.org/x\",\"valueReference\":{\"reference\":"
            + "\"Contract/{id}\"}}],");
  }

  private static String subscription(String criteria) {
    return Party.FHIR
        .newJsonParser()
        .encodeResourceToString(HiddenDossier.subscription(criteria, "x"));
  }

  private static String typeOf(String json) {
    return Party.FHIR.newJsonParser().parseResource(json).fhirType();
  }
}
