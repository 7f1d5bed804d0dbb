package nl.keukentafel.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import nl.keukentafel.policy.DecisionSpace.Point;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The decision space is walked once; at each point every invariant is looked at. */
class DecisionSpaceTest {
  private static final Rulebook RULEBOOK = Rulebook.load();
  private static final Invariant[] INVARIANTS = Invariant.values();
  private static final Map<Invariant, Point> BROKEN = new ConcurrentHashMap<>();
  private static final boolean[][][] PERMITTED =
      new boolean[Role.values().length][Act.values().length][Category.values().length];

  @BeforeAll
  static void walk() {
    LongAdder points = new LongAdder();
    for (Role role : Role.values()) {
      new DecisionSpace(RULEBOOK)
          .visit(
              role,
              point -> {
                points.increment();
                look(point);
              });
    }
    System.out.println("points of the decision space: " + points);
  }

  @ParameterizedTest
  @EnumSource
  void holdsAtEveryPoint(Invariant invariant) {
    assertThat(BROKEN.get(invariant)).isNull();
  }

  @Test
  void everPermitsIsTrueExactlyWhereSomePointIsPermitted() {
    for (Role role : Role.values()) {
      for (Act act : Act.values()) {
        for (Category category : Category.values()) {
          assertThat(RULEBOOK.everPermits(role, act, category))
              .as("%s %s %s", role, act, category)
              .isEqualTo(PERMITTED[role.ordinal()][act.ordinal()][category.ordinal()]);
        }
      }
    }
  }

  /** The walk sees it when one rule of the law is bent. */
  @ParameterizedTest
  @CsvSource({
    "NO_AANBIEDER_READS_WHO_HELPS_UNLESS_IT_ACTS_FOR_THE_COLLEGE, ZORGCOORDINATOR,"
        + " wmo-5.2.1-2a-netwerk, effect: refuse, effect: permit",
    "THE_COLLEGE_NEVER_RECORDS_OR_READS_WORK_ARRANGEMENTS, WMO_CONSULENT,"
        + " wmo-5.1.1-1-geen-matching, effect: refuse, effect: permit",
    "THE_RECORD_OF_THE_COLLEGE_NEVER_HOLDS_WORK_ARRANGEMENTS_OR_A_DIAGNOSE, ZORGCOORDINATOR,"
        + " wmo-2.6.3-vermenging, effect: refuse, effect: permit",
    "NO_AANBIEDER_GETS_THE_BESCHIKKING, ZORGCOORDINATOR, wmo-5.2.1-2a-beschikking,"
        + " effect: refuse, effect: permit",
    "THE_CIZ_AND_THE_FUNCTIONARIS_GET_NOTHING, CIZ, wmo-5.3.3-1-ciz, effect: refuse,"
        + " effect: permit",
    "WHO_HAS_NO_TIE_TO_THE_CLIENT_GETS_NOTHING, WMO_CONSULENT, wmo-5.3.3-1-andere-gemeente,"
        + " effect: refuse, effect: permit",
    "NOBODY_OF_A_GEMEENTE_OR_AANBIEDER_RECORDS_FOR_ANOTHER, ZORGCOORDINATOR,"
        + " wmo-5.1.2-1a-levering, own: true, own: false",
    "THE_HULP_NEVER_SEES_A_BSN, HUISHOUDELIJKE_HULP, wmo-5.1.2-1-hulp-bsn, effect: refuse,"
        + " effect: permit",
    "DATA_FROM_ANOTHER_LAW_NEEDS_CONSENT_FOR_ITS_SOURCE, WMO_CONSULENT, wmo-5.1.1-4-andere-wet,"
        + " when: [toestemming], when: [motivering]",
    "THE_CLIENT_READS_EVERYTHING_BUT_WHAT_ENDANGERS, CLIENT, wmo-5.2.6-afgeschermd,"
        + " effect: refuse, effect: permit",
    "CONSENT_CHANGES_NOTHING_WITHIN_THE_WMO_ITSELF, ZORGCOORDINATOR, wmo-5.2.1-1c-wlz,"
        + " herkomst: [ciz], herkomst: [client]",
  })
  void aBentLawIsSeen(Invariant invariant, Role role, String rule, String right, String wrong)
      throws IOException {
    DecisionSpace space = new DecisionSpace(bent(rule, right, wrong));
    assertThat(space.anyMatch(role, invariant::brokenAt)).isTrue();
  }

  private static void look(Point point) {
    for (Invariant invariant : INVARIANTS) {
      if (invariant.brokenAt(point)) {
        BROKEN.putIfAbsent(invariant, point);
      }
    }
    if (point.decision().permitted()) {
      Facts facts = point.facts();
      PERMITTED[point.asker().role().ordinal()][facts.act().ordinal()][
              point.what().category().ordinal()] =
          true;
    }
  }

  private static Rulebook bent(String rule, String right, String wrong) throws IOException {
    try (InputStream file = Rulebook.class.getResourceAsStream("/rules/wmo2015/2024-01-01.yaml")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
      int at = text.indexOf(right, text.indexOf("id: " + rule + "\n"));
      String bent = text.substring(0, at) + wrong + text.substring(at + right.length());
      return Rulebook.of(
          Map.of("wmo2015/2024-01-01", new ByteArrayInputStream(bent.getBytes(UTF_8))));
    }
  }
}
