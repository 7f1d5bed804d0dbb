package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is asked in a bundle is judged as if it were asked by itself. */
@ServerTest
class BatchIT {
  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party linde;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    linde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
  }

  @Test
  void hiddenAndAbsentAreTheSameInABatch() {
    Contract beschikking = stored(MevrouwT.beschikking());
    CarePlan help = helpByOthers();
    Party.Answer answer =
        linde.post(
            "",
            bundle(
                BundleType.BATCH,
                get("Observation?patient=mevrouw-t&_count=1"),
                get("CarePlan/" + help.getIdElement().getIdPart()),
                get("CarePlan/bestaat-niet"),
                get("Contract/" + beschikking.getIdElement().getIdPart()),
                get("Contract/bestaat-niet"),
                get("Patient/mevrouw-t")));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<BundleEntryComponent> entries = answer.as(Bundle.class).getEntry();

    assertThat(((Bundle) entries.get(0).getResource()).getTotal()).isPositive();
    assertThat(entries.get(5).getResource()).isInstanceOf(Patient.class);
    List<String> hidden = entries.subList(1, 5).stream().map(BatchIT::said).toList();
    assertThat(hidden).containsOnly(hidden.get(1));
    assertThat(entries.get(1).getResponse().getStatus()).startsWith("404");
    assertThat(answer.body())
        .doesNotContain(help.getIdElement().getIdPart())
        .doesNotContain(beschikking.getIdElement().getIdPart())
        .doesNotContain(beschikking.getIdentifierFirstRep().getValue())
        .doesNotContain("mantelzorghulp");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Observation?patient=mevrouw-t&code:not=x",
        "Observation",
        "Observation?patient=mevrouw-t&_include=*",
        "Patient?identifier=http://fhir.nl/fhir/NamingSystem/bsn%7C999990032",
        "Patient/mevrouw-t/_history",
        "Patient/mevrouw-t/$everything",
        "AuditEvent?patient=mevrouw-t",
        "?_getpages=x",
        "Nergens/1"
      })
  void aReadThatIsClosedByItselfIsClosedInABatch(String url) {
    Party.Answer answer =
        linde.post("", bundle(BundleType.BATCH, get(url), get("Patient/mevrouw-t")));
    List<BundleEntryComponent> entries = answer.as(Bundle.class).getEntry();
    assertThat(entries.get(0).getResponse().getStatus()).startsWith("4");
    ProperRefusal.inDutch((OperationOutcome) entries.get(0).getResponse().getOutcome());
    assertThat(answer.body()).doesNotContainPattern("HAPI-\\d");
    assertThat(entries.get(1).getResource()).isInstanceOf(Patient.class);
  }

  static Stream<BundleEntryComponent> closedToDeLinde() {
    BundleEntryComponent conditional = post(MevrouwT.toewijzing());
    conditional.getRequest().setIfNoneExist("identifier=x");
    return Stream.of(
        post(MevrouwT.beschikking()),
        post(MevrouwT.toewijzing()),
        post(MevrouwT.gesprek()),
        conditional,
        with(HTTPVerb.PUT, "Contract/x", MevrouwT.beschikking()),
        with(HTTPVerb.PUT, "Contract?identifier=x", MevrouwT.beschikking()),
        with(HTTPVerb.DELETE, "Contract/x", null),
        with(HTTPVerb.DELETE, "Patient?_id=mevrouw-t", null),
        with(HTTPVerb.PATCH, "Contract/x", new Patient()),
        with(HTTPVerb.POST, "Patient/mevrouw-t/$meta-add", new Patient()),
        with(HTTPVerb.HEAD, "Patient/mevrouw-t", null));
  }

  @ParameterizedTest
  @MethodSource("closedToDeLinde")
  void aWriteThatIsNotAllowedStopsTheWholeBundle(BundleEntryComponent closed) {
    for (BundleType type : List.of(BundleType.BATCH, BundleType.TRANSACTION)) {
      assertStoresNothing(linde, bundle(type, get("Patient/mevrouw-t"), closed), 403);
    }
  }

  @Test
  void nothingOfATransactionIsStoredWhenItsSecondEntryIsNotAllowed() {
    Contract elsewhere = MevrouwT.beschikking();
    elsewhere.getSubjectFirstRep().setReference("Patient/mevrouw-janssen");
    assertStoresNothing(
        lindehoven, transaction(post(MevrouwT.beschikking()), post(elsewhere)), 404);

    Contract incomplete = MevrouwT.beschikking();
    incomplete.getApplies().setStart(null);
    assertStoresNothing(
        lindehoven, transaction(post(MevrouwT.beschikking()), post(incomplete)), 422);
    assertStoresNothing(
        lindehoven, transaction(post(MevrouwT.beschikking()), post(MevrouwT.gesprek())), 403);
    assertStoresNothing(
        lindehoven,
        transaction(post(MevrouwT.beschikking()), get("Observation?patient=mevrouw-t&code:not=x")),
        400,
        403);
  }

  @Test
  void aTransactionOfTheGemeenteIsStoredAndLoggedWhole() {
    Party.Answer answer =
        lindehoven.post("", transaction(post(MevrouwT.beschikking()), post(MevrouwT.toewijzing())));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    List<String> made =
        answer.as(Bundle.class).getEntry().stream()
            .map(entry -> entry.getResponse().getLocation().replaceFirst("/_history/.*", ""))
            .toList();
    assertThat(made).hasSize(2);
    made.forEach(each -> assertThat(lindehoven.get(each).status()).isEqualTo(200));

    List<Map<String, Object>> rows =
        jdbc.queryForList(
            "select * from access_log where request_id = ? and act = 'vastleggen'",
            answer.http().headers().firstValue("X-Request-Id").orElseThrow());
    assertThat(rows)
        .extracting(row -> row.get("RESOURCES"))
        .containsExactlyInAnyOrderElementsOf(made);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsEntry("OUTCOME", "permit")
                    .containsEntry("PATIENT", "mevrouw-t"));
  }

  private void assertStoresNothing(Party party, Bundle bundle, Integer... statuses) {
    int before = resources();
    ProperRefusal.of(party.post("", bundle), statuses);
    assertThat(resources()).isEqualTo(before);
  }

  private int resources() {
    Integer count = jdbc.queryForObject("select count(*) from HFJ_RESOURCE", Integer.class);
    return count == null ? 0 : count;
  }

  private CarePlan helpByOthers() {
    return (CarePlan)
        lindehoven
            .get("CarePlan?patient=mevrouw-t&_count=1")
            .as(Bundle.class)
            .getEntryFirstRep()
            .getResource();
  }

  private Contract stored(Contract contract) {
    return lindehoven.post("Contract", contract).as(Contract.class);
  }

  private static String said(BundleEntryComponent entry) {
    return Party.FHIR
        .newJsonParser()
        .encodeResourceToString(new Bundle().addEntry(entry.copy().setFullUrl(null)));
  }

  private static Bundle transaction(BundleEntryComponent... entries) {
    return bundle(BundleType.TRANSACTION, entries);
  }

  private static Bundle bundle(BundleType type, BundleEntryComponent... entries) {
    Bundle bundle = new Bundle().setType(type);
    List.of(entries).forEach(entry -> bundle.addEntry(entry.copy()));
    return bundle;
  }

  private static BundleEntryComponent get(String url) {
    return with(HTTPVerb.GET, url, null);
  }

  private static BundleEntryComponent post(Resource resource) {
    return with(HTTPVerb.POST, resource.fhirType(), resource);
  }

  private static BundleEntryComponent with(HTTPVerb method, String url, Resource resource) {
    BundleEntryComponent entry = new BundleEntryComponent().setResource(resource);
    entry.getRequest().setMethod(method).setUrl(url);
    return entry;
  }
}
