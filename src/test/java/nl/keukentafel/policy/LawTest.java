package nl.keukentafel.policy;

import static nl.keukentafel.policy.Category.ACHTERGROND;
import static nl.keukentafel.policy.Category.AFSPRAKEN;
import static nl.keukentafel.policy.Category.ANTWOORDEN;
import static nl.keukentafel.policy.Category.BESLUIT;
import static nl.keukentafel.policy.Category.BSN;
import static nl.keukentafel.policy.Category.CALAMITEIT;
import static nl.keukentafel.policy.Category.CONTACT;
import static nl.keukentafel.policy.Category.DIAGNOSE;
import static nl.keukentafel.policy.Category.EVALUATIE;
import static nl.keukentafel.policy.Category.FUNCTIONEREN;
import static nl.keukentafel.policy.Category.HUISDIEREN;
import static nl.keukentafel.policy.Category.HUISELIJK_GEWELD;
import static nl.keukentafel.policy.Category.HUISHOUDEN;
import static nl.keukentafel.policy.Category.HULPVRAAG;
import static nl.keukentafel.policy.Category.IDENTIFICATIE;
import static nl.keukentafel.policy.Category.KLACHT;
import static nl.keukentafel.policy.Category.MANTELZORG;
import static nl.keukentafel.policy.Category.MATCHING;
import static nl.keukentafel.policy.Category.MEDISCH_ADVIES;
import static nl.keukentafel.policy.Category.NETWERK;
import static nl.keukentafel.policy.Category.PLAN;
import static nl.keukentafel.policy.Category.SIGNAAL;
import static nl.keukentafel.policy.Category.STATUS;
import static nl.keukentafel.policy.Category.TOESTEMMING;
import static nl.keukentafel.policy.Category.TOEWIJZING;
import static nl.keukentafel.policy.Category.UITVOERING;
import static nl.keukentafel.policy.Category.VEILIGHEID;
import static nl.keukentafel.policy.Category.VERSLAG;
import static nl.keukentafel.policy.Category.VERTEGENWOORDIGING;
import static nl.keukentafel.policy.Category.WLZ_INDICATIE;
import static nl.keukentafel.policy.Category.WONING;
import static nl.keukentafel.policy.Herkomst.CIZ;
import static nl.keukentafel.policy.Herkomst.JEUGDWET;
import static nl.keukentafel.policy.Herkomst.ZORGVERZEKERAAR;
import static nl.keukentafel.policy.Question.AANBIEDER;
import static nl.keukentafel.policy.Question.GEMEENTE;
import static nl.keukentafel.policy.Question.OTHER_AANBIEDER;
import static nl.keukentafel.policy.Question.OTHER_GEMEENTE;
import static nl.keukentafel.policy.Relation.ADVIESAANVRAAG;
import static nl.keukentafel.policy.Relation.GEBONDEN_AANBIEDER;
import static nl.keukentafel.policy.Relation.GEMANDATEERDE_AANBIEDER;
import static nl.keukentafel.policy.Relation.TOEGEWEZEN_HULP;
import static nl.keukentafel.policy.Relation.VERANTWOORDELIJKE_GEMEENTE;
import static nl.keukentafel.policy.Relation.VERTEGENWOORDIGT;
import static nl.keukentafel.policy.Relation.VOORMALIG_AANBIEDER;
import static nl.keukentafel.policy.Relation.ZELF;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rows of the rulebook's table that no casus tells, as they must be decided. */
class LawTest {
  private static final Rulebook RULEBOOK = Rulebook.load();
  private static final String DEFAULT = "wmo-5.3.3-geheimhouding";

  private final Question client = Question.of(Role.CLIENT, ZELF);
  private final Question consulent = Question.of(Role.WMO_CONSULENT, VERANTWOORDELIJKE_GEMEENTE);
  private final Question coordinator = Question.of(Role.ZORGCOORDINATOR, GEBONDEN_AANBIEDER);
  private final Question hulp =
      Question.of(Role.HUISHOUDELIJKE_HULP, GEBONDEN_AANBIEDER, TOEGEWEZEN_HULP);

  @Test
  void clientAndRepresentativeReadEverythingButDomesticViolence() {
    Set<Category> all = EnumSet.complementOf(EnumSet.of(HUISELIJK_GEWELD));
    Question mentor = Question.of(Role.VERTEGENWOORDIGER, VERTEGENWOORDIGT);
    for (Controller controller : Set.of(GEMEENTE, AANBIEDER, Controller.CLIENT)) {
      assertThat(read(client, controller)).isEqualTo(all);
      assertThat(read(mentor, controller)).isEqualTo(all);
    }
    assertThat(read(Question.of(Role.VERTEGENWOORDIGER), GEMEENTE)).isEmpty();
  }

  @Test
  void theClientDoesNotReadWhatHarmsAnother() {
    Facts facts = client.with(Condition.PRIVACY_ANDER).reads(GEMEENTE, MANTELZORG);
    assertThat(rule(facts)).isEqualTo("wmo-5.3.2-privacy-ander");
  }

  @Test
  void theClientAnswersTheAanbiederAndRecordsConsent() {
    assertThat(recorded(client, AANBIEDER))
        .containsExactlyInAnyOrder(
            MATCHING, VEILIGHEID, AFSPRAKEN, ANTWOORDEN, PLAN, VERSLAG, KLACHT, TOESTEMMING);
  }

  @Test
  void theClientTellsTheGemeenteWhatTheOnderzoekNeedsAndApprovesIt() {
    Set<Category> told =
        EnumSet.of(CONTACT, HULPVRAAG, FUNCTIONEREN, MANTELZORG, NETWERK, HUISHOUDEN, WONING);
    told.addAll(EnumSet.of(HUISDIEREN, WLZ_INDICATIE, ANTWOORDEN, PLAN, VERSLAG, TOESTEMMING));
    told.add(KLACHT);
    assertThat(recorded(client, GEMEENTE)).isEqualTo(told);
  }

  @Test
  void consentAsGroundForProcessingIsNotRecorded() {
    Facts facts = client.with(Condition.TOESTEMMING_VERWERKING).records(GEMEENTE, TOESTEMMING);
    assertThat(rule(facts)).isEqualTo("avg-6-1a-toestemming");
  }

  @Test
  void theConsulentRecordsWhatTheOnderzoekNeedsAndNoMore() {
    Set<Category> table =
        EnumSet.of(
            IDENTIFICATIE, BSN, CONTACT, HULPVRAAG, FUNCTIONEREN, MANTELZORG, NETWERK, HUISHOUDEN);
    table.addAll(EnumSet.of(WONING, HUISDIEREN, VERSLAG, BESLUIT, TOEWIJZING, MEDISCH_ADVIES));
    table.addAll(EnumSet.of(STATUS, VERTEGENWOORDIGING, TOESTEMMING, EVALUATIE));
    table.addAll(EnumSet.of(WLZ_INDICATIE, ANTWOORDEN, HUISELIJK_GEWELD, KLACHT));
    assertThat(recorded(consulent, GEMEENTE)).isEqualTo(table);
    assertThat(recorded(consulent, OTHER_GEMEENTE)).isEmpty();
    assertThat(recorded(consulent, AANBIEDER)).isEmpty();
  }

  @Test
  void theRefusalToRecordMatchingPointsToTheAanbieder() {
    for (Category category : Set.of(MATCHING, VEILIGHEID, AFSPRAKEN)) {
      Rule rule = RULEBOOK.decide(consulent.everyConsent().records(GEMEENTE, category)).rule();
      assertThat(rule.article()).contains("5.1.1", "5.1.2");
      assertThat(rule.sentence()).contains("de aanbieder mag het zelf vragen");
    }
  }

  @Test
  void theConsulentReadsHowTheHulpGoesAndNothingElseOfTheAanbieder() {
    assertThat(read(consulent, AANBIEDER))
        .containsExactlyInAnyOrder(IDENTIFICATIE, CONTACT, PLAN, UITVOERING, SIGNAAL, EVALUATIE);
    assertThat(rule(consulent.everyConsent().reads(AANBIEDER, MATCHING)))
        .isEqualTo("wmo-5.1.1-1-geen-matching");
    assertThat(rule(Question.of(Role.WMO_CONSULENT).reads(AANBIEDER, PLAN)))
        .isEqualTo("wmo-5.3.3-1-andere-gemeente");
  }

  @Test
  void theAanbiederReadsWhatDeliveryNeeds() {
    Set<Category> needed =
        EnumSet.of(IDENTIFICATIE, CONTACT, HULPVRAAG, FUNCTIONEREN, HUISHOUDEN, WONING, HUISDIEREN);
    needed.addAll(EnumSet.of(TOEWIJZING, VERSLAG));
    assertThat(read(hulp, GEMEENTE)).isEqualTo(needed);
    needed.add(BSN);
    assertThat(read(coordinator, GEMEENTE)).isEqualTo(needed);
    assertThat(read(coordinator, OTHER_AANBIEDER)).isEmpty();
  }

  @Test
  void theHulpReadsNothingOfClientsOfColleagues() {
    Question colleague = Question.of(Role.HUISHOUDELIJKE_HULP, GEBONDEN_AANBIEDER);
    assertThat(read(colleague, GEMEENTE)).isEmpty();
    assertThat(read(colleague, AANBIEDER)).isEmpty();
  }

  @Test
  void theAanbiederKeepsItsOwnFile() {
    assertThat(recorded(coordinator, AANBIEDER))
        .contains(MATCHING, VEILIGHEID, AFSPRAKEN, PLAN, UITVOERING, SIGNAAL, EVALUATIE, CALAMITEIT)
        .doesNotContain(MANTELZORG, NETWERK, BESLUIT, DIAGNOSE, ACHTERGROND);
    assertThat(recorded(coordinator, GEMEENTE)).isEmpty();
  }

  @Test
  void aFormerAanbiederReadsItsOwnFileOnly() {
    Question former = Question.of(Role.ZORGCOORDINATOR, VOORMALIG_AANBIEDER);
    assertThat(read(former, AANBIEDER)).contains(PLAN, UITVOERING).doesNotContain(NETWERK);
    assertThat(read(former, GEMEENTE)).isEmpty();
    assertThat(recorded(former, AANBIEDER)).containsExactly(KLACHT);
  }

  @Test
  void dataFromElsewhereNeedsConsentForItsSource() {
    for (Question asker : Set.of(consulent, coordinator)) {
      for (Herkomst source : Set.of(JEUGDWET, ZORGVERZEKERAAR)) {
        Facts without = asker.reads(GEMEENTE, FUNCTIONEREN, source);
        Facts with = asker.consentFor(source).reads(GEMEENTE, FUNCTIONEREN, source);
        assertThat(RULEBOOK.decide(without).missing()).containsExactly(Condition.TOESTEMMING);
        assertThat(RULEBOOK.decide(with).permitted()).isTrue();
      }
    }
  }

  @Test
  void theCollegeHearsOfTheCizWithoutConsentSince2026() {
    Facts in2024 = consulent.on(2024).reads(GEMEENTE, WLZ_INDICATIE, CIZ);
    assertThat(RULEBOOK.decide(in2024).missing()).containsExactly(Condition.TOESTEMMING);
    assertThat(rule(consulent.reads(GEMEENTE, WLZ_INDICATIE, CIZ))).isEqualTo("wmo-5.1.1-5b-wlz");
    assertThat(RULEBOOK.decide(coordinator.reads(GEMEENTE, WLZ_INDICATIE, CIZ)).missing())
        .containsExactly(Condition.TOESTEMMING);
  }

  @Test
  void whoDoesTheOnderzoekAndDeliversReadsTheNetworkForTheOnderzoekOnly() {
    Question both = Question.of(Role.ZORGCOORDINATOR, GEBONDEN_AANBIEDER, GEMANDATEERDE_AANBIEDER);
    assertThat(rule(both.reads(GEMEENTE, NETWERK))).isEqualTo("wmo-5.2.1-2a-onderzoek");
    assertThat(rule(both.purpose(Purpose.ONDERZOEK).reads(GEMEENTE, NETWERK)))
        .isEqualTo("wmo-2.6.3-onderzoek");
    assertThat(rule(coordinator.purpose(Purpose.ONDERZOEK).reads(GEMEENTE, NETWERK)))
        .isEqualTo("wmo-5.2.1-2a-netwerk");
  }

  @Test
  void theAdviserReadsWithinARequestAndWithConsentOnly() {
    Question adviser = Question.of(Role.MEDISCH_ADVISEUR, ADVIESAANVRAAG);
    assertThat(read(adviser, GEMEENTE)).isEmpty();
    assertThat(read(adviser.with(Condition.TOESTEMMING_ADVIES), GEMEENTE))
        .containsExactlyInAnyOrder(FUNCTIONEREN, HULPVRAAG, MEDISCH_ADVIES);
    assertThat(recorded(adviser.with(Condition.TOESTEMMING_ADVIES), GEMEENTE))
        .containsExactly(MEDISCH_ADVIES);
    assertThat(read(Question.of(Role.MEDISCH_ADVISEUR).everyConsent(), GEMEENTE)).isEmpty();
  }

  @Test
  void theVoorportaalSeesWhatAMeldingNeeds() {
    Question desk = Question.of(Role.CONSULENT_VOORPORTAAL, VERANTWOORDELIJKE_GEMEENTE);
    assertThat(read(desk, GEMEENTE))
        .containsExactlyInAnyOrder(IDENTIFICATIE, BSN, CONTACT, HULPVRAAG, WLZ_INDICATIE, STATUS);
  }

  @Test
  void theFunctionarisReadsNoDossier() {
    Facts facts = Question.of(Role.FUNCTIONARIS_GEGEVENSBESCHERMING).reads(GEMEENTE, FUNCTIONEREN);
    assertThat(rule(facts)).isEqualTo("avg-39-toezicht");
  }

  @ParameterizedTest
  @EnumSource
  void theReadableClassesAreThoseThatMayBeRead(Role role) {
    Set<Relation> ties = EnumSet.complementOf(EnumSet.of(Relation.GEEN, GEMANDATEERDE_AANBIEDER));
    Question asker = Question.of(role, ties.toArray(Relation[]::new)).consentFor(JEUGDWET);
    Set<DossierClass> readable = new HashSet<>();
    for (Controller controller : List.of(GEMEENTE, OTHER_GEMEENTE, AANBIEDER)) {
      for (Category category : Category.values()) {
        for (Herkomst source : Herkomst.values()) {
          Facts facts = asker.reads(controller, category, source);
          if (RULEBOOK.decide(facts).permitted()) {
            readable.add(facts.what());
          }
        }
      }
    }
    assertThat(
            RULEBOOK.readableClasses(asker.asker(), List.of(GEMEENTE, OTHER_GEMEENTE, AANBIEDER)))
        .containsExactlyInAnyOrderElementsOf(readable);
  }

  @Test
  void theClassThatEveryClientIsRefusedIsNamedByItsRule() {
    assertThat(RULEBOOK.everPermits(Role.CIZ, Act.RAADPLEGEN, FUNCTIONEREN)).isFalse();
    assertThat(RULEBOOK.everPermits(Role.TOEZICHTHOUDER, Act.VASTLEGGEN, TOESTEMMING)).isFalse();
    assertThat(refusedAsClass(Role.CIZ, FUNCTIONEREN)).isEqualTo("wmo-5.3.3-1-ciz");
    assertThat(refusedAsClass(Role.WMO_CONSULENT, MATCHING)).isEqualTo("wmo-5.1.1-1-geen-matching");
    assertThat(refusedAsClass(Role.ZORGCOORDINATOR, BESLUIT)).isEqualTo("wmo-5.2.1-2a-beschikking");
    assertThat(refusedAsClass(Role.ZORGCOORDINATOR, NETWERK)).isEqualTo("wmo-5.2.1-2a-netwerk");
    assertThat(refusedAsClass(Role.TOEZICHTHOUDER, NETWERK)).isEqualTo(DEFAULT);
    assertThat(refusedAsClass(Role.WMO_CONSULENT, NETWERK)).isNull();
    assertThat(RULEBOOK.everPermits(Role.ZORGCOORDINATOR, Act.RAADPLEGEN, NETWERK)).isTrue();
  }

  private static @Nullable String refusedAsClass(Role role, Category category) {
    Set<Relation> withoutMandate = EnumSet.complementOf(EnumSet.of(GEMANDATEERDE_AANBIEDER));
    return RULEBOOK
        .refusedAsClass(role, withoutMandate, Act.RAADPLEGEN, category, Question.TODAY)
        .map(Rule::id)
        .orElse(null);
  }

  private static String rule(Facts facts) {
    return RULEBOOK.decide(facts).rule().id();
  }

  private static Set<Category> read(Question asker, Controller controller) {
    return Stream.of(Category.values())
        .filter(category -> RULEBOOK.decide(asker.reads(controller, category)).permitted())
        .collect(Collectors.toSet());
  }

  private static Set<Category> recorded(Question asker, Controller controller) {
    return Stream.of(Category.values())
        .filter(category -> RULEBOOK.decide(asker.records(controller, category)).permitted())
        .collect(Collectors.toSet());
  }
}
