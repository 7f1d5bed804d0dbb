package nl.keukentafel.server;

import static nl.keukentafel.server.Surface.entry;
import static nl.keukentafel.server.Surface.form;
import static nl.keukentafel.server.Surface.get;

import java.util.List;
import java.util.stream.Stream;
import nl.keukentafel.fhir.NamingSystems;

/** Ways to search for what is hidden, to count it, and to sort or page by it. */
final class SearchSurfaces {
  private static final String BSN = NamingSystems.BSN + "%7C{bsn}";

  private SearchSurfaces() {}

  static Stream<Surface> all(List<String> types) {
    List<String> ofOneClient = types.stream().filter(type -> !type.equals("Patient")).toList();
    return Stream.of(
            Stream.of("", "&_summary=count").map(each -> get("AuditEvent?patient={id}" + each)),
            ofOneClient.stream().map(type -> get(type + "?patient={id}")),
            pages(),
            open(),
            closed())
        .flatMap(each -> each);
  }

  private static Stream<Surface> pages() {
    return Stream.of(
            "_count=0",
            "_count=1",
            "_count=999999",
            "_offset=1",
            "_offset=999",
            "_count=1&_offset=1",
            "_total=accurate",
            "_total=none",
            "_total=estimate",
            "_summary=true",
            "_summary=text",
            "_summary=data",
            "_elements=id",
            "_sort=-date",
            "_summary=count",
            "_sort=_lastUpdated",
            "_lastUpdated=gt2020-01-01",
            "_id={id}",
            "status=final",
            "code=x",
            "date=ge2020-01-01",
            "_format=xml",
            "_pretty=true")
        .map(page -> get("Observation?patient={id}&" + page));
  }

  private static Stream<Surface> open() {
    return Stream.of(
        get("Patient?_id={id}"),
        get("Patient?_id={id}&_summary=count"),
        get("CarePlan?patient={id}&_summary=count"),
        get("Observation?patient=Patient/{id}"),
        get("Observation?patient=http://localhost/fhir/Patient/{id}"),
        get("Provenance?patient={id}&target=Contract/{id}"),
        get("Task?patient={id}&owner=Organization/aanbieder-de-linde"),
        get("CareTeam?patient={id}&participant=PractitionerRole/{id}"),
        get("QuestionnaireResponse?patient={id}&identifier={word}"),
        get("Subscription?url=https://localhost:1/{word}"),
        get("Subscription?_id={subscription}"),
        get("Organization?name={word}"),
        get("Task?owner=Organization/aanbieder-de-linde"),
        get("Task?owner=Organization/gemeente-lindehoven"),
        get("ServiceRequest?performer=Organization/aanbieder-de-linde"),
        get("ServiceRequest?_id={id}"),
        get("Observation?_id={id}"),
        get("Contract?status=executed"),
        get("Contract?_id={id}&_summary=count"),
        get("Contract?identifier={word}"),
        form("Patient/_search", "identifier=" + BSN),
        form("Patient/_search", "identifier=" + BSN + "&_summary=count"),
        form("Patient/_search", "_id={id}"),
        form("Patient/_search", "identifier=" + BSN + "&_id={id}"),
        form("Observation/_search", "patient={id}"),
        form("Observation/_search?patient={id}", "_count=0"),
        get("Observation/_search?patient={id}"),
        entry("batch", "GET", "Observation?patient={id}", ""),
        entry("batch", "GET", "Contract?patient={id}&_summary=count", ""),
        entry("batch", "GET", "Patient?_id={id}", ""),
        entry("batch", "GET", "Patient?identifier=" + BSN, ""),
        get("Observation?patient={id}").with("Prefer", "handling=lenient"),
        get("Observation?patient={id}").with("Prefer", "respond-async"),
        get("Observation?patient={id}").with("Cache-Control", "no-cache"));
  }

  private static Stream<Surface> closed() {
    return Stream.of(
            "Patient?identifier=" + BSN,
            "Patient?identifier:of-type=x%7CBSN%7C{bsn}",
            "Patient?family={word}",
            "Patient?_has:Contract:patient:_id={id}",
            "Observation?patient={own}&_has:Provenance:target:patient={id}",
            "Observation?patient.name={word}",
            "Observation?patient:Patient.identifier=" + BSN,
            "Observation?subject.name={word}",
            "Observation?patient:identifier=" + BSN,
            "Observation?patient:missing=false",
            "Observation?subject=Patient/{id}",
            "Observation?patient={id},{own}",
            "Observation?patient={own}&patient={id}",
            "Observation?patient={id}/_history/1",
            "Observation?patient={own}&_id:not={id}",
            "Observation?patient={own}&code:not=x",
            "Observation?patient={own}&code:missing=true",
            "Observation?patient={own}&code:text={word}",
            "Observation?patient={own}&code:in=x",
            "Organization?name:contains={word}",
            "Observation?_filter=patient+eq+{id}",
            "Observation?patient={own}&_filter=patient+eq+{id}",
            "Observation?_text={word}",
            "Observation?_content={word}",
            "Observation?patient={own}&_list={id}",
            "Observation?patient={id}&_include=Observation:patient",
            "Provenance?patient={own}&_include=*",
            "Provenance?patient={own}&_include:iterate=Provenance:target",
            "Organization?_revinclude=Patient:organization",
            "Organization?_revinclude:iterate=*",
            "Organization?_has:Patient:organization:_id={id}",
            "Observation?patient={own}&_security=x",
            "Observation?patient={own}&_tag=gm-9901.functioneren.wmo-onderzoek",
            "Observation?patient={id}&dossierklasse=gm-9901.functioneren.wmo-onderzoek",
            "Observation?patient={own}&_profile=x",
            "Observation?patient={own}&_source=x",
            "Observation?patient={own}&_sort=code",
            "Observation?patient={own}&_sort=patient",
            "Observation?patient={own}&_query=x",
            "Observation?patient={own}&_contained=both",
            "Observation?patient={own}&_type=Patient",
            "Observation?patient={own}&_count=-1",
            "?_type=Patient&_id={id}",
            "_search?_id={id}",
            "Practitioner?_id={id}")
        .map(Surface::get)
        .map(Surface::isClosed);
  }
}
