package nl.keukentafel.policy;

import static nl.keukentafel.policy.Category.NETWERK;
import static nl.keukentafel.policy.Category.PLAN;
import static nl.keukentafel.policy.Category.WONING;
import static nl.keukentafel.policy.Herkomst.CLIENT;
import static nl.keukentafel.policy.Herkomst.JEUGDWET;
import static nl.keukentafel.policy.Question.GEMEENTE;
import static nl.keukentafel.policy.Question.OTHER_GEMEENTE;
import static nl.keukentafel.policy.Relation.MELDING_ONTVANGEN;
import static nl.keukentafel.policy.Relation.VERANTWOORDELIJKE_GEMEENTE;
import static nl.keukentafel.policy.Role.WMO_CONSULENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.policy.Trace.Aspect;
import org.junit.jupiter.api.Test;

/** Conformance of the engine, on a law of three rules. */
class RulebookTest {
  private final Rulebook rulebook = Rulebook.load("kern/2020-01-01", "kern/2021-01-01");
  private final Question consulent =
      Question.of(WMO_CONSULENT, VERANTWOORDELIJKE_GEMEENTE).on(2020);

  @Test
  void aRulePermitsWhenEverythingItAsksHolds() {
    Decision decision = rulebook.decide(consulent.reads(GEMEENTE, WONING));
    assertThat(decision.permitted()).isTrue();
    assertThat(decision.articles()).containsExactly("Kernwet, artikel 1 lid 1");
    assertThat(decision.version()).isEqualTo("kern/2020-01-01");
  }

  @Test
  void theDefaultRefusesWhatNoRulePermits() {
    assertThat(decidingRule(consulent.records(GEMEENTE, WONING))).isEqualTo("kern-3-stil");
  }

  @Test
  void ownDataIsNotThatOfAnotherOfTheSameKind() {
    assertThat(decidingRule(consulent.reads(OTHER_GEMEENTE, WONING))).isEqualTo("kern-3-stil");
  }

  @Test
  void anotherPurposeDoesNotOpenTheRule() {
    Question other = consulent.purpose(Purpose.LEVERING);
    assertThat(decidingRule(other.reads(GEMEENTE, WONING))).isEqualTo("kern-3-stil");
  }

  @Test
  void aRefusalWinsOverAPermit() {
    assertThat(decidingRule(consulent.reads(GEMEENTE, NETWERK))).isEqualTo("kern-2-netwerk");
  }

  @Test
  void aRelationCanTakeTheAskerOutOfARefusal() {
    Question also = Question.of(WMO_CONSULENT, VERANTWOORDELIJKE_GEMEENTE, MELDING_ONTVANGEN);
    assertThat(decidingRule(also.on(2020).reads(GEMEENTE, NETWERK))).isEqualTo("kern-1-lezen");
  }

  @Test
  void consentCountsForItsSourceOnly() {
    Facts jeugd = consulent.consentFor(JEUGDWET).reads(GEMEENTE, PLAN, JEUGDWET);
    Facts elsewhere = consulent.consentFor(CLIENT).reads(GEMEENTE, PLAN, JEUGDWET);
    assertThat(decidingRule(jeugd)).isEqualTo("kern-1-jeugd");
    assertThat(decidingRule(elsewhere)).isEqualTo("kern-3-stil");
  }

  @Test
  void aRefusalNamesTheMissingConditionOfTheNearestRule() {
    Decision decision = rulebook.decide(consulent.reads(GEMEENTE, PLAN, JEUGDWET));
    assertThat(decision.missing()).containsExactly(Condition.TOESTEMMING);
    assertThat(decision.nearest()).extracting(Rule::id).isEqualTo("kern-1-jeugd");
  }

  @Test
  void anExplicitRefusalNamesNoWayOut() {
    assertThat(rulebook.decide(consulent.reads(GEMEENTE, NETWERK, JEUGDWET)).missing()).isEmpty();
  }

  @Test
  void aLaterVersionReplacesRulesByIdAndRepealsOthers() {
    Question later = consulent.on(2021);
    assertThat(decidingRule(later.reads(GEMEENTE, PLAN, JEUGDWET))).isEqualTo("kern-1-jeugd");
    assertThat(decidingRule(later.reads(GEMEENTE, NETWERK))).isEqualTo("kern-1-lezen");
    assertThat(rulebook.rules(LocalDate.of(2021, 1, 1)))
        .extracting(Rule::id, Rule::version)
        .map(Object::toString)
        .containsExactly(
            "(\"kern-1-lezen\", \"kern/2020-01-01\")",
            "(\"kern-1-jeugd\", \"kern/2021-01-01\")",
            "(\"kern-3-stil\", \"kern/2020-01-01\")");
  }

  @Test
  void beforeTheFirstVersionEverythingIsRefused() {
    assertThat(decidingRule(consulent.on(2019).reads(GEMEENTE, WONING))).isEqualTo("kern-3-stil");
  }

  @Test
  void theTraceSaysOnWhichAspectEachRuleFailed() {
    Facts facts = consulent.purpose(Purpose.LEVERING).reads(GEMEENTE, PLAN, JEUGDWET);
    Trace trace = rulebook.explain(facts);
    assertThat(trace.steps())
        .extracting(Trace.Step::failed)
        .containsExactly(Set.of(Aspect.WHAT, Aspect.WHY), Set.of(Aspect.WHEN), Set.of(Aspect.WHAT));
    assertThat(trace.matched()).isEmpty();
    assertThat(trace.decision()).isEqualTo(rulebook.decide(facts));
  }

  @Test
  void everyRuleThatDecidesIsNamed() {
    Rulebook twice = Rulebook.load("kern/2020-01-01", "wmo2015/2024-01-01");
    Facts facts = Question.of(Role.ZORGCOORDINATOR).reads(GEMEENTE, NETWERK);
    assertThat(twice.decide(facts).rules())
        .extracting(Rule::id)
        .containsExactly("kern-2-netwerk", "wmo-5.2.1-2a-netwerk", "wmo-5.2.1-2a-geen-toewijzing");
  }

  @Test
  void noRelationAtAllIsTheRelationGeen() {
    assertThat(Question.of(WMO_CONSULENT).asker().relations()).containsExactly(Relation.GEEN);
    assertThat(Question.of(WMO_CONSULENT, Relation.GEEN, Relation.ZELF).asker().relations())
        .containsExactly(Relation.ZELF);
  }

  @Test
  void readableClassesStayWithinTheCategoriesAskedFor() {
    List<Controller> dossier = List.of(GEMEENTE, OTHER_GEMEENTE, Controller.CLIENT);
    assertThat(rulebook.readableClasses(consulent.asker(), dossier, Set.of(PLAN, NETWERK)))
        .containsExactly(new DossierClass(GEMEENTE, PLAN, CLIENT));
    assertThat(rulebook.readableClasses(consulent.asker(), dossier)).hasSize(2);
  }

  @Test
  void aRuleOnRecordingOpensNothingToRead() {
    Question hulp = Question.of(Role.HUISHOUDELIJKE_HULP, Relation.TOEGEWEZEN_HULP);
    assertThat(Rulebook.load().readableClasses(hulp.asker(), List.of(Question.AANBIEDER)))
        .extracting(DossierClass::category)
        .contains(PLAN)
        .doesNotContain(Category.CALAMITEIT, Category.HUISELIJK_GEWELD);
  }

  @Test
  void aClassIsClosedWhereARefusalReachesEveryPermit() {
    assertThat(closedBy(NETWERK, VERANTWOORDELIJKE_GEMEENTE)).contains("kern-2-netwerk");
    assertThat(closedBy(NETWERK, VERANTWOORDELIJKE_GEMEENTE, MELDING_ONTVANGEN)).isEmpty();
    assertThat(closedBy(NETWERK, MELDING_ONTVANGEN)).contains("kern-3-stil");
    assertThat(closedBy(WONING, VERANTWOORDELIJKE_GEMEENTE)).isEmpty();
    assertThat(closedBy(WONING, MELDING_ONTVANGEN)).contains("kern-3-stil");
  }

  @Test
  void anEarlierLawThatCarriesNoDefaultDoesNotDecideAlone() {
    Rulebook both = Rulebook.load("wmo2015/2024-01-01", "avg/2018-05-25");
    Question officer = Question.of(Role.FUNCTIONARIS_GEGEVENSBESCHERMING);
    Decision before = both.decide(officer.on(2020).reads(GEMEENTE, WONING));
    assertThat(before.rule().id()).isEqualTo("wmo-5.3.3-geheimhouding");
    assertThat(before.version()).isEmpty();
    assertThat(both.decide(officer.on(2024).reads(GEMEENTE, WONING)).version())
        .isEqualTo("wmo2015/2024-01-01 avg/2018-05-25");
  }

  @Test
  void aVersionExtendsItsOwnLaw() {
    Rulebook both = Rulebook.load("wmo2015/2024-01-01", "kern/2020-01-01", "kern/2021-01-01");
    assertThat(both.rules(LocalDate.of(2021, 1, 1)))
        .extracting(Rule::id)
        .containsExactly("kern-1-lezen", "kern-1-jeugd", "kern-3-stil");
  }

  private Optional<String> closedBy(Category category, Relation... possible) {
    return rulebook
        .refusedAsClass(
            WMO_CONSULENT, Set.of(possible), Act.RAADPLEGEN, category, LocalDate.of(2020, 6, 1))
        .map(Rule::id);
  }

  private String decidingRule(Facts facts) {
    return rulebook.decide(facts).rule().id();
  }
}
