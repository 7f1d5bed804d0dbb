package nl.keukentafel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.keukentafel.fhir.NamingSystems;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A search counts and shows what its caller may see, and gives nothing else away. */
@ServerTest
class NarrowIT {
  private static final String OBSERVATIONS = "Observation?patient=" + MevrouwT.ID;

  @LocalServerPort int port;

  static Stream<List<String>> readers() {
    return Stream.of(
        List.of("gemeente-lindehoven", "wmo-consulent"),
        List.of("aanbieder-de-linde", "zorgcoordinator"));
  }

  static Stream<List<String>> strangers() {
    return Stream.of(
        List.of("gemeente-westerbrug", "wmo-consulent"),
        List.of("aanbieder-noord", "zorgcoordinator"));
  }

  @BeforeEach
  void thereIsADossier() {
    MevrouwT.toldHerStory(port);
  }

  @ParameterizedTest
  @MethodSource("readers")
  void allPagesTogetherHoldEveryResourceOnce(List<String> reader) {
    Party party = party(reader);
    int total = total(party, OBSERVATIONS + "&_count=100");
    List<String> ids = new ArrayList<>();
    for (String page = OBSERVATIONS + "&_count=2"; page != null; page = next(party, page)) {
      Bundle found = party.get(page).as(Bundle.class);
      assertThat(found.getTotal()).as(page).isEqualTo(total);
      assertThat(found.getEntry()).as(page).hasSizeBetween(1, 2);
      ids.addAll(ids(found));
    }
    assertThat(ids).hasSize(total).doesNotHaveDuplicates().hasSizeGreaterThan(2);
  }

  @ParameterizedTest
  @MethodSource("readers")
  void theTotalIsTheSameWhateverIsAskedOfThePage(List<String> reader) {
    Party party = party(reader);
    assertThat(
            Stream.of("_count=1", "_count=3", "_count=0", "_summary=count", "_total=accurate")
                .map(page -> total(party, OBSERVATIONS + "&" + page)))
        .containsOnly(ids(party.get(OBSERVATIONS + "&_count=200").as(Bundle.class)).size());
  }

  @Test
  void helpByOthersIsCountedForTheGemeenteAndNotForTheAanbieder() {
    Party lindehoven = party("gemeente-lindehoven", "wmo-consulent");
    String client = NewClient.withHelp(lindehoven);
    QuestionnaireResponse gesprek = MevrouwT.gesprek();
    gesprek.setSubject(new Reference(client)).getIdentifier().setValue(client);
    assertThat(lindehoven.post("QuestionnaireResponse", gesprek).status()).isEqualTo(201);
    String plans = "CarePlan?patient=" + client;
    for (String page : List.of("", "&_summary=count", "&_count=1")) {
      assertThat(total(lindehoven, plans + page)).isPositive();
      assertThat(total(party("aanbieder-de-linde", "zorgcoordinator"), plans + page)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void aStrangerSeesTheSameAsWhenThereWereNoSuchClient(List<String> stranger) {
    Party party = party(stranger);
    for (String type : List.of("Observation", "CarePlan", "Composition", "Contract")) {
      for (String page : List.of("", "&_summary=count", "&_sort=-_lastUpdated&_count=1")) {
        String hidden = shape(party, type + "?patient=" + MevrouwT.ID + page, MevrouwT.ID);
        String absent = shape(party, type + "?patient=bestaat-niet" + page, "bestaat-niet");
        assertThat(hidden).contains("\"total\":0").isEqualTo(absent);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void aStrangerFindsNobodyByBsnOrId(List<String> stranger) {
    Party party = party(stranger);
    assertThat(byBsn(party, NamingSystems.BSN + "|999990032").getTotal()).isZero();
    assertThat(total(party, "Patient?_id=" + MevrouwT.ID)).isZero();
  }

  @ParameterizedTest
  @MethodSource("readers")
  void aReaderFindsTheOneClientByBsnAndById(List<String> reader) {
    Party party = party(reader);
    assertThat(ids(byBsn(party, NamingSystems.BSN + "|999990032"))).containsExactly(MevrouwT.ID);
    assertThat(ids(party.get("Patient?_id=" + MevrouwT.ID).as(Bundle.class)))
        .containsExactly(MevrouwT.ID);
  }

  @ParameterizedTest
  @ValueSource(strings = {NamingSystems.BSN + "|", "|", "", "999990032,999990019"})
  void anIdentifierThatIsNotOneNumberIsNoWayToListClients(String identifier) {
    Party.Answer answer =
        party("gemeente-lindehoven", "wmo-consulent")
            .search("Patient/_search", Map.of("identifier", identifier));
    ProperRefusal.of(answer, 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-date", "date", "-_lastUpdated", "_lastUpdated"})
  void sortingKeepsTheSet(String by) {
    for (List<String> reader : readers().toList()) {
      Party party = party(reader);
      List<String> sorted = ids(party.get(sortedBy(by)).as(Bundle.class));
      assertThat(sorted)
          .containsExactlyInAnyOrderElementsOf(
              ids(party.get(OBSERVATIONS + "&_count=200").as(Bundle.class)));
    }
  }

  @ParameterizedTest
  @CsvSource({"date,false", "-date,true"})
  void sortingByDateOrders(String by, boolean newestFirst) {
    Party lindehoven = party("gemeente-lindehoven", "wmo-consulent");
    QuestionnaireResponse later = MevrouwT.gesprek();
    later.getAuthoredElement().setValueAsString("2026-05-04T09:00:00+02:00");
    assertThat(lindehoven.post("QuestionnaireResponse", later).status()).isEqualTo(201);

    List<String> dates =
        lindehoven.get(sortedBy(by)).as(Bundle.class).getEntry().stream()
            .map(entry -> (Observation) entry.getResource())
            .map(found -> found.getEffectiveDateTimeType().getValueAsString())
            .toList();
    assertThat(dates)
        .isSortedAccordingTo(
            newestFirst ? Comparator.<String>reverseOrder() : Comparator.naturalOrder());
    assertThat(dates.get(0)).isNotEqualTo(dates.get(dates.size() - 1));
  }

  private static String sortedBy(String by) {
    return OBSERVATIONS + "&_count=200&_sort=" + by;
  }

  private Party party(List<String> clientAndRole) {
    return party(clientAndRole.get(0), clientAndRole.get(1));
  }

  private Party party(String client, String role) {
    return Party.of(port, client, role);
  }

  private static Bundle byBsn(Party party, String identifier) {
    return party.search("Patient/_search", Map.of("identifier", identifier)).as(Bundle.class);
  }

  private static int total(Party party, String search) {
    Party.Answer answer = party.get(search);
    assertThat(answer.status()).as(search + answer.body()).isEqualTo(200);
    Bundle found = answer.as(Bundle.class);
    assertThat(found.hasTotal()).isTrue();
    return found.getTotal();
  }

  private static List<String> ids(Bundle found) {
    return found.getEntry().stream()
        .map(entry -> entry.getResource().getIdElement().getIdPart())
        .toList();
  }

  private static String next(Party party, String page) {
    Bundle.BundleLinkComponent next = party.get(page).as(Bundle.class).getLink("next");
    return next == null ? null : next.getUrl().replaceFirst(".*/fhir/", "");
  }

  /** The body without what differs between any two answers: its id, its time, the client asked. */
  private static String shape(Party party, String search, String patient) {
    Party.Answer answer = party.get(search);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer
        .body()
        .replaceAll("\"(id|lastUpdated)\":\"[^\"]*\"", "")
        .replace("patient=" + patient, "");
  }
}
