package nl.keukentafel.policy;

import static nl.keukentafel.policy.Category.AFSPRAKEN;
import static nl.keukentafel.policy.Category.BESLUIT;
import static nl.keukentafel.policy.Category.MANTELZORG;
import static nl.keukentafel.policy.Category.MANTELZORGER_PERSOON;
import static nl.keukentafel.policy.Category.MATCHING;
import static nl.keukentafel.policy.Category.NETWERK;
import static nl.keukentafel.policy.Category.VEILIGHEID;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What must hold at every point: all roles, relations (single and in pairs), purposes, conditions,
 * controllers, categories and sources, in both versions of the law.
 */
class DecisionSpaceTest {
  private static final Rulebook RULEBOOK = Rulebook.load();
  private static final List<LocalDate> DATES =
      List.of(LocalDate.of(2024, 5, 8), LocalDate.of(2026, 6, 1));
  private static final List<Controller> CONTROLLERS =
      List.of(
          Question.GEMEENTE,
          Question.OTHER_GEMEENTE,
          Question.AANBIEDER,
          Question.OTHER_AANBIEDER,
          Controller.CLIENT);
  private static final List<DossierClass> CLASSES =
      CONTROLLERS.stream()
          .flatMap(
              controller ->
                  Stream.of(Category.values())
                      .flatMap(
                          category ->
                              Stream.of(Herkomst.values())
                                  .map(from -> new DossierClass(controller, category, from))))
          .toList();
  private static final Set<Role> AANBIEDERS =
      EnumSet.of(Role.ZORGCOORDINATOR, Role.HUISHOUDELIJKE_HULP);
  private static final Set<Role> GEMEENTE =
      EnumSet.of(Role.WMO_CONSULENT, Role.CONSULENT_VOORPORTAAL);
  private static final Set<Category> OTHERS = EnumSet.of(MANTELZORG, MANTELZORGER_PERSOON, NETWERK);
  private static final Set<Category> WORK = EnumSet.of(MATCHING, VEILIGHEID, AFSPRAKEN);

  @Test
  void noAanbiederEverReadsWhoHelpsUnlessItActsForTheCollege() {
    refuses(
        asker ->
            AANBIEDERS.contains(asker.role())
                && !asker.relations().contains(Relation.GEMANDATEERDE_AANBIEDER),
        Act.RAADPLEGEN,
        OTHERS);
  }

  @Test
  void theCollegeNeverRecordsOrReadsWorkArrangements() {
    refuses(asker -> GEMEENTE.contains(asker.role()), Act.VASTLEGGEN, WORK);
    refuses(asker -> GEMEENTE.contains(asker.role()), Act.RAADPLEGEN, WORK);
  }

  @Test
  void noAanbiederEverReadsTheBeschikking() {
    refuses(asker -> AANBIEDERS.contains(asker.role()), Act.RAADPLEGEN, EnumSet.of(BESLUIT));
  }

  @Test
  void theCizNeverGetsAnything() {
    refuses(asker -> asker.role() == Role.CIZ, Act.RAADPLEGEN, EnumSet.allOf(Category.class));
  }

  @ParameterizedTest
  @EnumSource
  void consentNeverUndoesAnExplicitRefusal(Role role) {
    askers(role)
        .filter(asker -> asker.conditions().isEmpty() && asker.consentedSources().isEmpty())
        .forEach(
            asker ->
                points(asker)
                    .filter(facts -> explicitlyRefused(RULEBOOK.decide(facts)))
                    .forEach(facts -> staysRefused(facts)));
  }

  @ParameterizedTest
  @EnumSource
  void aConditionOpensOnlyWhatARuleAsksItFor(Role role) {
    askers(role)
        .filter(asker -> !asker.conditions().isEmpty() || !asker.consentedSources().isEmpty())
        .forEach(
            asker -> {
              Asker bare = given(asker, Set.of(), Set.of());
              points(asker)
                  .filter(facts -> RULEBOOK.decide(facts).permitted())
                  .filter(facts -> !RULEBOOK.decide(about(bare, facts)).permitted())
                  .filter(facts -> RULEBOOK.decide(facts).rule().scope().conditions().isEmpty())
                  .findFirst()
                  .ifPresent(
                      facts -> {
                        throw new AssertionError("opened by no rule: " + facts);
                      });
            });
  }

  @ParameterizedTest
  @EnumSource
  void consentChangesNothingWithinTheWmoItself(Role role) {
    Set<Herkomst> within = EnumSet.of(Herkomst.CLIENT, Herkomst.WMO_ONDERZOEK, Herkomst.AANBIEDER);
    askers(role)
        .filter(asker -> asker.conditions().isEmpty() && asker.consentedSources().isEmpty())
        .forEach(
            asker -> {
              Asker consented = given(asker, Set.of(), EnumSet.allOf(Herkomst.class));
              points(asker)
                  .filter(facts -> within.contains(facts.what().herkomst()))
                  .filter(
                      facts ->
                          RULEBOOK.decide(facts).verdict()
                              != RULEBOOK.decide(about(consented, facts)).verdict())
                  .findFirst()
                  .ifPresent(
                      facts -> {
                        throw new AssertionError("changed by consent: " + facts);
                      });
            });
  }

  @ParameterizedTest
  @EnumSource
  void readableClassesAgreesWithDecideAtEveryPoint(Role role) {
    askers(role)
        .forEach(
            asker ->
                assertThat(RULEBOOK.readableClasses(asker, CONTROLLERS))
                    .isEqualTo(
                        points(asker)
                            .filter(facts -> facts.act() == Act.RAADPLEGEN)
                            .filter(facts -> RULEBOOK.decide(facts).permitted())
                            .map(Facts::what)
                            .collect(Collectors.toSet())));
  }

  @ParameterizedTest
  @EnumSource
  void everPermitsIsTrueExactlyWhereSomePointIsPermitted(Role role) {
    Set<String> permitted =
        askers(role)
            .flatMap(DecisionSpaceTest::points)
            .filter(facts -> RULEBOOK.decide(facts).permitted())
            .map(facts -> facts.act() + " " + facts.what().category())
            .collect(Collectors.toSet());
    for (Act act : Act.values()) {
      for (Category category : Category.values()) {
        assertThat(RULEBOOK.everPermits(role, act, category))
            .as("%s %s %s", role, act, category)
            .isEqualTo(permitted.contains(act + " " + category));
      }
    }
  }

  private static void refuses(Predicate<Asker> who, Act act, Set<Category> categories) {
    Stream.of(Role.values())
        .flatMap(DecisionSpaceTest::askers)
        .filter(who)
        .flatMap(DecisionSpaceTest::points)
        .filter(facts -> facts.act() == act && categories.contains(facts.what().category()))
        .filter(facts -> RULEBOOK.decide(facts).permitted())
        .findFirst()
        .ifPresent(
            facts -> {
              throw new AssertionError("permitted: " + facts);
            });
  }

  private static boolean explicitlyRefused(Decision decision) {
    return !decision.permitted() && decision.rule().number() > 0;
  }

  private static void staysRefused(Facts facts) {
    Asker all = given(facts.asker(), EnumSet.allOf(Condition.class), EnumSet.allOf(Herkomst.class));
    if (RULEBOOK.decide(about(all, facts)).permitted()) {
      throw new AssertionError("undone: " + facts);
    }
  }

  private static Stream<Asker> askers(Role role) {
    return DATES.stream()
        .flatMap(on -> relations().flatMap(ties -> askers(bare(role, ties, on))))
        .parallel();
  }

  /** Every purpose, every consent and everything at once; each condition by itself. */
  private static Stream<Asker> askers(Asker bare) {
    Set<Herkomst> sources = EnumSet.allOf(Herkomst.class);
    Set<Condition> conditions = EnumSet.allOf(Condition.class);
    Stream<Asker> together =
        Stream.of(bare, given(bare, Set.of(), sources), given(bare, conditions, sources));
    if (bare.relations().size() > 1) {
      return Stream.concat(together, Stream.of(aiming(bare, Purpose.ONDERZOEK)));
    }
    return Stream.of(
            together,
            EnumSet.complementOf(EnumSet.of(bare.purpose())).stream()
                .map(purpose -> aiming(bare, purpose)),
            conditions.stream().map(one -> given(bare, EnumSet.of(one), Set.of())))
        .flatMap(asker -> asker);
  }

  private static Asker bare(Role role, Set<Relation> ties, LocalDate on) {
    Controller organisation = Question.organisation(role);
    Purpose purpose = Purpose.defaultOf(role);
    return new Asker(role, ties, organisation, purpose, on, Set.of(), Set.of());
  }

  private static Asker aiming(Asker asker, Purpose purpose) {
    return new Asker(
        asker.role(),
        asker.relations(),
        asker.organisation(),
        purpose,
        asker.on(),
        asker.conditions(),
        asker.consentedSources());
  }

  private static Stream<Set<Relation>> relations() {
    return Stream.of(Relation.values())
        .flatMap(
            one -> Stream.of(Relation.values()).map(other -> Set.copyOf(EnumSet.of(one, other))))
        .filter(ties -> ties.size() == 1 || !ties.contains(Relation.GEEN))
        .distinct();
  }

  private static Stream<Facts> points(Asker asker) {
    return Stream.of(Act.values())
        .flatMap(act -> classes().map(what -> new Facts(asker, act, what)));
  }

  private static Stream<DossierClass> classes() {
    return CLASSES.stream();
  }

  private static Asker given(Asker asker, Set<Condition> conditions, Set<Herkomst> sources) {
    return new Asker(
        asker.role(),
        asker.relations(),
        asker.organisation(),
        asker.purpose(),
        asker.on(),
        conditions,
        sources);
  }

  private static Facts about(Asker asker, Facts facts) {
    return new Facts(asker, facts.act(), facts.what());
  }
}
