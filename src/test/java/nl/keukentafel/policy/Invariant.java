package nl.keukentafel.policy;

import static nl.keukentafel.policy.Category.AFSPRAKEN;
import static nl.keukentafel.policy.Category.BESLUIT;
import static nl.keukentafel.policy.Category.BSN;
import static nl.keukentafel.policy.Category.HUISELIJK_GEWELD;
import static nl.keukentafel.policy.Category.MANTELZORG;
import static nl.keukentafel.policy.Category.MANTELZORGER_PERSOON;
import static nl.keukentafel.policy.Category.MATCHING;
import static nl.keukentafel.policy.Category.NETWERK;
import static nl.keukentafel.policy.Category.VEILIGHEID;
import static nl.keukentafel.policy.Herkomst.JEUGDWET;
import static nl.keukentafel.policy.Herkomst.PARTICIPATIEWET;
import static nl.keukentafel.policy.Herkomst.SCHULDHULPVERLENING;
import static nl.keukentafel.policy.Herkomst.ZORGAANBIEDER_ZVW;
import static nl.keukentafel.policy.Herkomst.ZORGVERZEKERAAR;
import static nl.keukentafel.policy.Role.CIZ;
import static nl.keukentafel.policy.Role.CLIENT;
import static nl.keukentafel.policy.Role.CONSULENT_VOORPORTAAL;
import static nl.keukentafel.policy.Role.FUNCTIONARIS_GEGEVENSBESCHERMING;
import static nl.keukentafel.policy.Role.HUISHOUDELIJKE_HULP;
import static nl.keukentafel.policy.Role.WMO_CONSULENT;
import static nl.keukentafel.policy.Role.ZORGCOORDINATOR;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import nl.keukentafel.policy.DecisionSpace.Point;

/** What must hold at every point of the decision space, as the exception that would break it. */
enum Invariant {
  NO_AANBIEDER_READS_WHO_HELPS_UNLESS_IT_ACTS_FOR_THE_COLLEGE(
      point ->
          permits(point, Sets.AANBIEDERS, Sets.OTHERS)
              && point.reads()
              && !point.asker().relations().contains(Relation.GEMANDATEERDE_AANBIEDER)),
  THE_COLLEGE_NEVER_RECORDS_OR_READS_WORK_ARRANGEMENTS(
      point -> permits(point, Sets.GEMEENTE, Sets.WORK)),
  THE_RECORD_OF_THE_COLLEGE_NEVER_HOLDS_WORK_ARRANGEMENTS_OR_A_DIAGNOSE(
      point ->
          point.decision().permitted()
              && !point.reads()
              && point.what().controller().kind() == Controller.Kind.COLLEGE
              && (Sets.WORK.contains(point.what().category())
                  || point.what().category() == Category.DIAGNOSE)),
  NO_AANBIEDER_GETS_THE_BESCHIKKING(point -> permits(point, Sets.AANBIEDERS, Sets.DECISION)),
  THE_CIZ_AND_THE_FUNCTIONARIS_GET_NOTHING(
      point -> permits(point, Sets.OUTSIDERS, Sets.EVERYTHING)),
  WHO_HAS_NO_TIE_TO_THE_CLIENT_GETS_NOTHING(
      point -> point.decision().permitted() && point.asker().relations().contains(Relation.GEEN)),
  NOBODY_OF_A_GEMEENTE_OR_AANBIEDER_RECORDS_FOR_ANOTHER(
      point ->
          point.decision().permitted()
              && !point.reads()
              && (point.what().controller().equals(Question.OTHER_AANBIEDER)
                  || point.what().controller().equals(Question.OTHER_GEMEENTE))
              && !point.asker().relations().contains(Relation.GEMANDATEERDE_AANBIEDER)
              && (Sets.AANBIEDERS.contains(point.asker().role())
                  || Sets.GEMEENTE.contains(point.asker().role()))),
  THE_HULP_NEVER_SEES_A_BSN(point -> permits(point, Sets.HULP, Sets.NUMBER)),
  DATA_FROM_ANOTHER_LAW_NEEDS_CONSENT_FOR_ITS_SOURCE(
      point ->
          point.decision().permitted()
              && Sets.ELSEWHERE.contains(point.what().herkomst())
              && !point.asker().consentedSources().contains(point.what().herkomst())
              && !point.asker().conditions().contains(Condition.NOODGEVAL)
              && (permits(point, Sets.AANBIEDERS, Sets.EVERYTHING)
                  || permits(point, Sets.GEMEENTE, Sets.EVERYTHING))),
  THE_CLIENT_READS_EVERYTHING_BUT_WHAT_ENDANGERS(
      point ->
          point.asker().role() == CLIENT
              && point.asker().relations().contains(Relation.ZELF)
              && point.reads()
              && point.decision().permitted()
                  == (point.what().category() == HUISELIJK_GEWELD
                      || point.asker().conditions().contains(Condition.PRIVACY_ANDER))),
  NO_CONSENT_OR_OTHER_CONDITION_UNDOES_AN_EXPLICIT_REFUSAL(
      point ->
          point.decision().permitted()
              && !point.bare().permitted()
              && point.bare().rule().number() > 0),
  A_CONDITION_OPENS_ONLY_WHAT_A_RULE_ASKS_IT_FOR(
      point ->
          point.decision().permitted()
              && !point.bare().permitted()
              && point.decision().rules().stream()
                  .anyMatch(rule -> rule.scope().conditions().isEmpty())),
  CONSENT_CHANGES_NOTHING_WITHIN_THE_WMO_ITSELF(
      point ->
          point.decision().verdict() != point.bare().verdict()
              && Sets.WITHIN.contains(point.what().herkomst())
              && point.asker().conditions().isEmpty()),
  EVERY_DECISION_NAMES_A_RULE_THAT_SAYS_SO(
      point -> point.decision().rule().effect() != point.decision().verdict()),
  THE_READABLE_CLASSES_AGREE_WITH_THE_DECISION(
      point -> point.reads() && point.readable() != point.decision().permitted());

  private final Predicate<Point> exception;

  Invariant(Predicate<Point> exception) {
    this.exception = exception;
  }

  boolean brokenAt(Point point) {
    return exception.test(point);
  }

  private static boolean permits(Point point, Set<Role> roles, Set<Category> categories) {
    return point.decision().permitted()
        && roles.contains(point.asker().role())
        && categories.contains(point.what().category());
  }

  private static final class Sets {
    static final Set<Role> AANBIEDERS = EnumSet.of(ZORGCOORDINATOR, HUISHOUDELIJKE_HULP);
    static final Set<Role> GEMEENTE = EnumSet.of(WMO_CONSULENT, CONSULENT_VOORPORTAAL);
    static final Set<Role> HULP = EnumSet.of(HUISHOUDELIJKE_HULP);
    static final Set<Role> OUTSIDERS = EnumSet.of(CIZ, FUNCTIONARIS_GEGEVENSBESCHERMING);
    static final Set<Category> OTHERS = EnumSet.of(MANTELZORG, MANTELZORGER_PERSOON, NETWERK);
    static final Set<Category> WORK = EnumSet.of(MATCHING, VEILIGHEID, AFSPRAKEN);
    static final Set<Category> DECISION = EnumSet.of(BESLUIT);
    static final Set<Category> NUMBER = EnumSet.of(BSN);
    static final Set<Category> EVERYTHING = EnumSet.allOf(Category.class);
    static final Set<Herkomst> ELSEWHERE =
        EnumSet.of(
            JEUGDWET, PARTICIPATIEWET, SCHULDHULPVERLENING, ZORGVERZEKERAAR, ZORGAANBIEDER_ZVW);
    static final Set<Herkomst> WITHIN =
        EnumSet.of(Herkomst.CLIENT, Herkomst.WMO_ONDERZOEK, Herkomst.AANBIEDER);
  }
}
