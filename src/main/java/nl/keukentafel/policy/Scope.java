package nl.keukentafel.policy;

import java.util.EnumSet;
import java.util.Set;
import nl.keukentafel.policy.Trace.Aspect;
import org.jspecify.annotations.Nullable;

/**
 * The part of the decision space that a rule speaks of.
 *
 * @param without relations that take the asker out of the rule's reach
 * @param own whether the asker acts for the controller of the data; absent when that is no matter
 */
public record Scope(
    Set<Act> acts,
    Set<Role> roles,
    Set<Relation> relations,
    Set<Relation> without,
    Set<Controller.Kind> controllers,
    @Nullable Boolean own,
    Set<Category> categories,
    Set<Herkomst> herkomsten,
    Set<Purpose> purposes,
    Set<Condition> conditions) {

  /** What the index leaves open holds, apart from the conditions. */
  boolean concerns(Facts facts) {
    return about(facts.asker())
        && herkomsten.contains(facts.what().herkomst())
        && about(facts.what().controller(), facts.asker());
  }

  /** Whether it concerns this asker, given the role. */
  boolean about(Asker asker) {
    return purposes.contains(asker.purpose()) && reaches(asker.relations());
  }

  /** Whether it concerns data of this controller. */
  boolean about(Controller controller, Asker asker) {
    return controllers.contains(controller.kind())
        && (own == null || own == asker.actsFor(controller));
  }

  Set<Condition> missing(Asker asker, Herkomst source) {
    Set<Condition> missing = Set.of();
    for (Condition condition : conditions) {
      if (!asker.holds(condition, source)) {
        missing = missing.isEmpty() ? EnumSet.noneOf(Condition.class) : missing;
        missing.add(condition);
      }
    }
    return missing;
  }

  Set<Aspect> failures(Facts facts) {
    EnumSet<Aspect> failures = EnumSet.noneOf(Aspect.class);
    add(failures, Aspect.WHO, who(facts));
    add(failures, Aspect.WHAT, what(facts));
    add(failures, Aspect.ACT, act(facts));
    add(failures, Aspect.WHY, why(facts));
    add(failures, Aspect.WHEN, missing(facts.asker(), facts.what().herkomst()).isEmpty());
    return failures;
  }

  boolean reaches(Set<Relation> ties) {
    boolean reached = false;
    for (Relation tie : ties) {
      if (without.contains(tie)) {
        return false;
      }
      reached |= relations.contains(tie);
    }
    return reached;
  }

  /** Wherever the other rule speaks of data and purpose, this one does. */
  boolean covers(Scope other) {
    return (own == null || own.equals(other.own))
        && controllers.containsAll(other.controllers)
        && herkomsten.containsAll(other.herkomsten)
        && purposes.containsAll(other.purposes);
  }

  private boolean who(Facts facts) {
    return roles.contains(facts.asker().role()) && reaches(facts.asker().relations());
  }

  private boolean what(Facts facts) {
    DossierClass what = facts.what();
    return about(what.controller(), facts.asker())
        && categories.contains(what.category())
        && herkomsten.contains(what.herkomst());
  }

  private boolean act(Facts facts) {
    return acts.contains(facts.act());
  }

  private boolean why(Facts facts) {
    return purposes.contains(facts.asker().purpose());
  }

  private static void add(Set<Aspect> failures, Aspect aspect, boolean holds) {
    if (!holds) {
      failures.add(aspect);
    }
  }
}
