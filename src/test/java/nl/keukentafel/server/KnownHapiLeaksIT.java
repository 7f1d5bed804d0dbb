package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;

/** Ways around access that others found in HAPI, and that are closed here. */
@ServerTest
class KnownHapiLeaksIT {
  private static final List<String> TYPES =
      List.of("Observation", "CarePlan", "Contract", "Composition", "ServiceRequest");

  @LocalServerPort int port;
  @Autowired JdbcTemplate jdbc;
  private Party lindehoven;
  private Party deLinde;
  private Party noord;
  private Contract beschikking;

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
    lindehoven = Party.of(port, "gemeente-lindehoven", "wmo-consulent");
    deLinde = Party.of(port, "aanbieder-de-linde", "zorgcoordinator");
    noord = Party.of(port, "aanbieder-noord", "zorgcoordinator");
    Party.Answer answer = lindehoven.post("Contract", MevrouwT.beschikking());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    beschikking = answer.as(Contract.class);
  }

  /**
   * With {@code _has} one could guess the values of what one may not read, by whether a readable
   * resource came back: https://github.com/hapifhir/hapi-fhir/issues/6065.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Patient?_id=mevrouw-t&_has:Contract:patient:status=executed",
        "Patient?_has:Observation:patient:code=x",
        "Observation?patient=mevrouw-t&_has:Provenance:target:recorded=ge2020",
        "Observation?patient=mevrouw-t&_has:Composition:entry:_has:Contract:patient:status=x",
        "Organization?_has:Contract:authority:status=executed",
        "OrganizationAffiliation?_has:Contract:authority:status=executed"
      })
  void issue6065HasIsNoWayToGuessWhatIsHidden(String search) {
    for (Party party : List.of(lindehoven, deLinde, noord)) {
      ProperRefusal.of(party.get(search), 400);
      String[] parts = search.split("\\?");
      String[] parameter = parts[1].substring(parts[1].indexOf("_has")).split("=");
      ProperRefusal.of(
          party.search(parts[0] + "/_search", Map.of(parameter[0], parameter[1])), 400);
      assertThat(inBatch(party, search)).startsWith("400");
    }
  }

  /**
   * Bundle.total counted what the consent service took away:
   * https://github.com/hapifhir/hapi-fhir/issues/2012.
   */
  @Test
  void issue2012TheTotalCountsWhatIsShownAndNothingElse() {
    int counted = 0;
    for (String type : TYPES) {
      String search = type + "?patient=mevrouw-t";
      int shown = all(deLinde, search + "&_count=200").size();
      assertThat(total(deLinde, search)).as(type).isEqualTo(shown);
      assertThat(total(noord, search)).as(type).isZero();
      counted += total(lindehoven, search) - shown;
    }
    assertThat(counted).as("what is hidden from De Linde").isPositive();
  }

  /**
   * With a consent service there was no total, or a wrong one, for {@code _total=accurate} and
   * {@code _summary=count}: https://github.com/hapifhir/hapi-fhir/issues/3418.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"_total=accurate", "_summary=count", "_count=0", "_total=accurate&_count=1"})
  void issue3418TheTotalIsExactHoweverItIsAsked(String how) {
    for (Party party : List.of(lindehoven, deLinde, noord)) {
      for (String type : TYPES) {
        String search = type + "?patient=mevrouw-t&";
        assertThat(total(party, search + how))
            .as(type)
            .isEqualTo(all(party, search + "_count=200").size());
      }
    }
  }

  /**
   * The later pages of a search did not pass the start of the consent service:
   * https://github.com/hapifhir/hapi-fhir/issues/2369. Here a page is a search like the first.
   */
  @Test
  void issue2369EveryPageIsJudgedForWhoAsksIt() {
    String first = "Observation?patient=mevrouw-t&_count=2";
    List<String> paged = new ArrayList<>();
    for (String page = first; page != null; page = next(deLinde, page)) {
      assertThat(page).doesNotContain("_getpages");
      assertThat(ids(deLinde, page)).as(page).hasSizeBetween(1, 2);
      assertThat(ids(noord, page)).as(page).isEmpty();
      paged.addAll(ids(deLinde, page));
    }
    assertThat(paged)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(2)
        .containsExactlyElementsOf(ids(deLinde, "Observation?patient=mevrouw-t&_count=200"));
  }

  /** A page that the gemeente got leads an aanbieder to nothing of the gemeente. */
  @Test
  void issue2369APageOfAnotherShowsOnlyWhatIsOnesOwn() {
    CarePlan plan = MevrouwT.example(CarePlan.class, "wmo-ondersteuningsplan");
    plan.setCareTeam(null).setAuthor(new Reference("Organization/aanbieder-de-linde"));
    assertThat(deLinde.post("CarePlan", plan).status()).isEqualTo(201);
    String first = "CarePlan?patient=mevrouw-t&_count=1";
    List<String> own = all(deLinde, first);
    assertThat(own).isNotEmpty();
    for (String page = first; page != null; page = next(lindehoven, page)) {
      assertThat(ids(lindehoven, page)).hasSize(1);
      assertThat(own).containsAll(ids(deLinde, page));
    }
  }

  /**
   * A conditional create that matches gives the body of what the caller may not read:
   * https://github.com/hapifhir/hapi-fhir/issues/8253.
   */
  @Test
  void issue8253AConditionalCreateTellsNothingOfWhatItMatches() {
    int before = resources();
    Party westerbrug = Party.of(port, "gemeente-westerbrug", "wmo-consulent");
    String known = beschikking.getIdentifierFirstRep().getValue();
    for (Party party : List.of(lindehoven, westerbrug, deLinde)) {
      Party.Answer matching = conditional(party, "identifier=" + known);
      ProperRefusal.of(matching, 403);
      assertThat(matching.body())
          .isEqualTo(conditional(party, "identifier=bestaat-niet").body())
          .doesNotContain(beschikking.getIdElement().getIdPart());
      ProperRefusal.of(party.post("", conditionalEntry("identifier=" + known)), 403);
    }
    assertThat(resources()).isEqualTo(before);
  }

  /** What a PATCH answers was not judged either, in the same issue. */
  @Test
  void issue8253APatchTellsNothing() {
    String path = "Contract/" + beschikking.getIdElement().getIdPart();
    ProperRefusal.of(
        Party.answer(
            deLinde
                .request(path)
                .header("Content-Type", "application/json-patch+json")
                .header("Prefer", "return=representation")
                .method("PATCH", BodyPublishers.ofString("[]"))),
        400,
        403,
        404,
        405);
  }

  /** An include is a search in the type that it leads to, past the question that was judged. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "_include=Observation:patient",
        "_include=*",
        "_include=Observation:*",
        "_include:iterate=Patient:organization",
        "_include:recurse=Observation:patient",
        "_revinclude=Provenance:target",
        "_revinclude=*",
        "_revinclude:iterate=Contract:patient"
      })
  void anIncludeLeadsNowhere(String include) {
    for (Party party : List.of(lindehoven, deLinde, noord)) {
      ProperRefusal.of(party.get("Observation?patient=mevrouw-t&" + include), 400);
      ProperRefusal.of(party.get("Organization?" + include), 400);
      assertThat(inBatch(party, "Observation?patient=mevrouw-t&" + include)).startsWith("400");
    }
  }

  private static String inBatch(Party party, String search) {
    Bundle batch = new Bundle().setType(BundleType.BATCH);
    batch.addEntry().getRequest().setMethod(HTTPVerb.GET).setUrl(search);
    return party.post("", batch).as(Bundle.class).getEntryFirstRep().getResponse().getStatus();
  }

  private static Party.Answer conditional(Party party, String condition) {
    return Party.answer(
        party
            .request("Contract")
            .header("Content-Type", "application/fhir+json")
            .header("If-None-Exist", condition)
            .header("Prefer", "return=representation")
            .POST(
                BodyPublishers.ofString(
                    Party.FHIR.newJsonParser().encodeResourceToString(MevrouwT.beschikking()))));
  }

  private static Bundle conditionalEntry(String condition) {
    Bundle transaction = new Bundle().setType(BundleType.TRANSACTION);
    transaction
        .addEntry()
        .setResource(MevrouwT.beschikking())
        .getRequest()
        .setMethod(HTTPVerb.POST)
        .setUrl("Contract")
        .setIfNoneExist(condition);
    return transaction;
  }

  private static Bundle found(Party party, String search) {
    Party.Answer answer = party.get(search);
    assertThat(answer.status()).as(search + answer.body()).isEqualTo(200);
    return answer.as(Bundle.class);
  }

  private static List<String> ids(Party party, String search) {
    return found(party, search).getEntry().stream()
        .map(entry -> entry.getResource().getIdElement().getIdPart())
        .toList();
  }

  private static List<String> all(Party party, String first) {
    List<String> ids = new ArrayList<>();
    for (String page = first; page != null; page = next(party, page)) {
      ids.addAll(ids(party, page));
    }
    return ids;
  }

  private static int total(Party party, String search) {
    Bundle found = found(party, search);
    assertThat(found.hasTotal()).as(search).isTrue();
    return found.getTotal();
  }

  private static String next(Party party, String page) {
    Bundle.BundleLinkComponent next = found(party, page).getLink("next");
    return next == null ? null : next.getUrl().replaceFirst(".*/fhir/", "");
  }

  private int resources() {
    Integer count = jdbc.queryForObject("select count(*) from HFJ_RESOURCE", Integer.class);
    return count == null ? 0 : count;
  }
}
