package nl.keukentafel.policy;

import java.util.List;
import java.util.Set;

/** How a decision came about: every rule in force, and where each one failed. */
public record Trace(Facts facts, Decision decision, List<Step> steps) {
  /** The five questions that a rule asks of the facts. */
  public enum Aspect {
    WHO,
    WHAT,
    ACT,
    WHY,
    WHEN
  }

  public record Step(Rule rule, Set<Aspect> failed) {
    public boolean matched() {
      return failed.isEmpty();
    }
  }

  public List<Step> matched() {
    return steps.stream().filter(Step::matched).toList();
  }
}
