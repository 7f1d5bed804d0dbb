package nl.keukentafel.policy;

import static nl.keukentafel.policy.Question.AANBIEDER;
import static nl.keukentafel.policy.Question.GEMEENTE;
import static nl.keukentafel.policy.Relation.GEBONDEN_AANBIEDER;
import static nl.keukentafel.policy.Relation.VERANTWOORDELIJKE_GEMEENTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import nl.keukentafel.policy.Trace.Aspect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words in which the rulebook is asked and answers. */
class VocabularyTest {
  private static final Rulebook RULEBOOK = Rulebook.load();
  private static final Set<Relation> ALL = EnumSet.allOf(Relation.class);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gm-9901.functioneren.wmo-onderzoek",
        "agb-99000001.matching.aanbieder",
        "client.toestemming.client"
      })
  void aDossierClassIsReadAsItIsWritten(String code) {
    assertThat(DossierClass.of(code).code()).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gm-9901.functioneren",
        "gm-9901.functioneren.wmo-onderzoek.x",
        "kvk-1.functioneren.client",
        "gm-9901.geheim.client",
        "gm-9901.functioneren.buren"
      })
  void whatIsNoDossierClassIsRefused(String code) {
    assertThatThrownBy(() -> DossierClass.of(code)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyCodeIsFoundAgain() {
    for (Purpose each : Purpose.values()) {
      assertThat(Purpose.of(each.code())).isSameAs(each);
    }
    for (Condition each : Condition.values()) {
      assertThat(Condition.of(each.code())).isSameAs(each);
    }
  }

  @Test
  void aRefusalForWantOfAConditionTellsTheRuleThatAsksForIt() {
    Facts cause =
        Question.of(Role.WMO_CONSULENT, VERANTWOORDELIJKE_GEMEENTE)
            .records(GEMEENTE, Category.ACHTERGROND);
    Decision refused = RULEBOOK.decide(cause);

    assertThat(refused.permitted()).isFalse();
    assertThat(refused.rule().id()).isEqualTo("wmo-5.3.3-geheimhouding");
    assertThat(refused.telling().id()).isEqualTo("wmo-5.1.1-1-achtergrond");
    assertThat(refused.missing()).containsExactly(Condition.MOTIVERING);

    Asker motivated = cause.asker().with(Condition.MOTIVERING);
    Decision permitted = RULEBOOK.decide(new Facts(motivated, cause.act(), cause.what()));
    assertThat(permitted.permitted()).isTrue();
    assertThat(permitted.telling()).isEqualTo(permitted.rule());
  }

  @Test
  void aTraceTellsOfEachRuleWhereItFailed() {
    Trace trace =
        RULEBOOK.explain(
            Question.of(Role.WMO_CONSULENT, VERANTWOORDELIJKE_GEMEENTE)
                .purpose(Purpose.TOEZICHT)
                .records(GEMEENTE, Category.ACHTERGROND));

    assertThat(failed(trace, "wmo-5.1.1-1-achtergrond")).containsExactly(Aspect.WHY, Aspect.WHEN);
    assertThat(failed(trace, "wmo-5.1.1-1-teruglezen")).contains(Aspect.ACT);
    assertThat(failed(trace, "wmo-5.2.1-2a-levering")).contains(Aspect.WHO, Aspect.ACT);
    assertThat(failed(trace, "wmo-5.1.1-1-onderzoek")).contains(Aspect.WHAT);
    assertThat(trace.matched()).isEmpty();
  }

  @Test
  void aTraceOfAPermitHasTheDecidingRuleAmongTheMatched() {
    Trace trace =
        RULEBOOK.explain(
            Question.of(Role.ZORGCOORDINATOR, GEBONDEN_AANBIEDER)
                .reads(GEMEENTE, Category.FUNCTIONEREN));

    assertThat(trace.matched())
        .extracting(Trace.Step::rule)
        .containsExactlyElementsOf(trace.decision().rules())
        .isNotEmpty();
    assertThat(trace.matched()).allMatch(Trace.Step::matched);
  }

  @Test
  void readableClassesHoldWhatIsGrantedAndNothingElse() {
    Set<DossierClass> readable =
        RULEBOOK.readableClasses(
            Question.of(Role.ZORGCOORDINATOR, GEBONDEN_AANBIEDER).asker(),
            List.of(GEMEENTE, AANBIEDER));

    assertThat(readable).isNotEmpty().allMatch(readable::contains);
    assertThat(
            readable.contains(
                new DossierClass(GEMEENTE, Category.MANTELZORG, Herkomst.WMO_ONDERZOEK)))
        .isFalse();
    assertThat(
            readable.contains(
                new DossierClass(
                    Question.OTHER_GEMEENTE, Category.FUNCTIONEREN, Herkomst.WMO_ONDERZOEK)))
        .isFalse();
    assertThat(readable.contains(new Object())).isFalse();
  }

  @Test
  void aRefusalOfAClassStandsOnlyWhereNoRuleCouldPermit() {
    LocalDate today = Question.TODAY;
    assertThat(
            RULEBOOK.refusedAsClass(
                Role.ZORGCOORDINATOR,
                Set.of(GEBONDEN_AANBIEDER),
                Act.RAADPLEGEN,
                Category.NETWERK,
                today))
        .hasValueSatisfying(rule -> assertThat(rule.id()).isEqualTo("wmo-5.2.1-2a-netwerk"));
    assertThat(
            RULEBOOK.refusedAsClass(
                Role.ZORGCOORDINATOR, ALL, Act.RAADPLEGEN, Category.FUNCTIONEREN, today))
        .isEmpty();
    assertThat(RULEBOOK.refusedAsClass(Role.CIZ, ALL, Act.RAADPLEGEN, Category.FUNCTIONEREN, today))
        .hasValueSatisfying(rule -> assertThat(rule.number()).isEqualTo(22));
    assertThat(RULEBOOK.refusedAsClass(Role.CIZ, ALL, Act.VASTLEGGEN, Category.BSN, today))
        .isPresent();
  }

  private static Set<Aspect> failed(Trace trace, String rule) {
    return trace.steps().stream()
        .filter(step -> step.rule().id().equals(rule))
        .map(Trace.Step::failed)
        .findFirst()
        .orElseThrow();
  }
}
