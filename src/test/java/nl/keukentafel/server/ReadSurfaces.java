package nl.keukentafel.server;

import static nl.keukentafel.server.Surface.entry;
import static nl.keukentafel.server.Surface.get;
import static nl.keukentafel.server.Surface.of;
import static nl.keukentafel.server.Surface.post;

import java.util.List;
import java.util.stream.Stream;

/** Ways to ask for one resource, its past, and what belongs to it. */
final class ReadSurfaces {
  private ReadSurfaces() {}

  static Stream<Surface> all(List<String> types) {
    return Stream.of(
            types.stream().map(type -> get(type + "/{id}")),
            Stream.of("Patient", "Contract", "CarePlan")
                .map(type -> entry("batch", "GET", type + "/{id}", "")),
            shapes(),
            history(),
            operations())
        .flatMap(each -> each);
  }

  private static Stream<Surface> shapes() {
    return Stream.of(
        of("HEAD", "Patient/{id}", ""),
        of("OPTIONS", "Patient/{id}", ""),
        of("TRACE", "Patient/{id}", ""),
        get("Patient/{id}/"),
        get("Patient/{id}.json"),
        get("patient/{id}"),
        get("Patient/{id}?_format=xml"),
        get("Patient/{id}?_format=text/turtle"),
        get("Patient/{id}?_format=html/json"),
        get("Patient/{id}?_pretty=true"),
        get("Patient/{id}?_summary=true"),
        get("Patient/{id}?_summary=count"),
        get("Patient/{id}?_elements=id"),
        get("Patient/{id}?_count=0&_total=accurate"),
        get("Patient/{id}?onzin=1"),
        get("Subscription/{subscription}"),
        get("Subscription/{subscription}/$status"),
        get("Subscription/{subscription}/$events"),
        get("Patient/{id}").with("Accept", "application/fhir+xml"),
        get("Patient/{id}").with("Accept", "text/html"),
        get("Patient/{id}").with("Accept", "application/x-turtle"),
        get("Patient/{id}").with("If-None-Match", "W/\"1\""),
        get("Contract/{id}").with("If-None-Match", "*"),
        get("Contract/{id}").with("If-Modified-Since", "Wed, 01 Jan 2025 00:00:00 GMT"),
        get("Contract/{id}").with("If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT"),
        get("Contract/{id}").with("If-Match", "W/\"1\""),
        get("Contract/{id}").with("Range", "bytes=0-10"),
        get("Patient/{id}").with("X-Forwarded-Host", "elders.example"),
        get("Patient/{id}").with("X-Request-Id", "{id}"),
        get("Patient/{id}").with("Wmo-Noodgeval", "Mevrouw ligt bewusteloos in de keuken"),
        get("Patient/{id}").with("Cache-Control", "no-store, max-results=1"),
        of("GET", "Contract/{id}", "").with("X-HTTP-Method-Override", "DELETE"),
        post("Contract/{id}", "{}").with("X-HTTP-Method-Override", "GET").isClosed());
  }

  private static Stream<Surface> history() {
    return Stream.of(
        get("Contract/{id}/_history/1").isClosed(),
        get("Contract/{id}/_history/7").isClosed(),
        get("Contract/{id}/_history").isClosed(),
        get("Contract/{id}/_history?_count=1&_since=2020-01-01").isClosed(),
        get("Contract/_history").isClosed(),
        get("Patient/_history").isClosed(),
        get("_history").isClosed(),
        entry("batch", "GET", "Contract/{id}/_history/1", ""),
        entry("transaction", "GET", "Contract/{id}", "").isClosed());
  }

  private static Stream<Surface> operations() {
    return Stream.of(
            "Patient/{id}/$everything",
            "Patient/$everything?_id={id}",
            "Patient/{id}/$summary",
            "Patient/{id}/$meta",
            "Patient/$meta",
            "$meta",
            "Patient/{id}/$graphql?query=%7Bname%7Bfamily%7D%7D",
            "$graphql?query=%7BPatient(id:%22{id}%22)%7Bname%7Bfamily%7D%7D%7D",
            "$export?_type=Patient",
            "Patient/$export",
            "Patient/{id}/$export",
            "$export-poll-status?_jobId=1",
            "Contract/{id}/$diff",
            "$diff?from=Contract/{id}&to=Contract/{id}",
            "Composition/{id}/$document",
            "Observation/$lastn?patient={id}",
            "Observation/$stats?patient={id}",
            "$get-resource-counts",
            "$perform-reindexing-pass",
            "Patient/{id}/Observation",
            "Patient/{id}/*",
            "Patient/{id}/identifier",
            "Binary/{id}",
            "List/{id}",
            "PractitionerRole/{id}",
            "AuditEvent/{id}",
            "?_getpages={id}",
            "?_getpages={id}&_getpagesoffset=10&_count=10")
        .map(Surface::get)
        .map(Surface::isClosed);
  }
}
