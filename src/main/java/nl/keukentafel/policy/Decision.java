package nl.keukentafel.policy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verdict with its reasons.
 *
 * @param rules the deciding rules, never empty, in the order of the law
 * @param nearest after a refusal for want of a permit: the permitting rule of which only a
 *     condition failed
 * @param missing the conditions that the nearest rule asks for and that do not hold
 * @param version the versions of the laws that were in force, e.g. {@code wmo2015/2026-01-01
 *     avg/2018-05-25}
 */
public record Decision(
    Verdict verdict,
    List<Rule> rules,
    @Nullable Rule nearest,
    Set<Condition> missing,
    String version) {
  private static final Set<Condition> CONSENTS =
      EnumSet.of(Condition.TOESTEMMING, Condition.TOESTEMMING_ADVIES);

  public boolean permitted() {
    return verdict == Verdict.PERMIT;
  }

  public Rule rule() {
    return rules.get(0);
  }

  /**
   * The rule that tells most: after a refusal for want of a condition, the one that asks for it.
   */
  public Rule telling() {
    return nearest == null ? rule() : nearest;
  }

  /** Whether it is permitted only because the client consented. */
  public boolean restsOnConsent() {
    return permitted()
        && rules.stream()
            .anyMatch(rule -> !Collections.disjoint(rule.scope().conditions(), CONSENTS));
  }

  public List<String> articles() {
    return rules.stream().map(Rule::citation).distinct().toList();
  }
}
