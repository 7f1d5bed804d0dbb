package nl.keukentafel.policy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of every law as they stand between two changes, indexed by role, act and category. */
final class Edition {
  private static final int ACTS = Act.values().length;
  private static final int CATEGORIES = Category.values().length;

  private final String version;
  private final List<Rule> rules;
  private final Rule fallback;
  private final List<List<Rule>> index = new ArrayList<>();

  private Edition(String version, List<Rule> rules, Rule fallback) {
    this.version = version;
    this.rules = List.copyOf(rules);
    this.fallback = fallback;
    for (Role role : Role.values()) {
      for (Act act : Act.values()) {
        for (Category category : Category.values()) {
          index.add(rules.stream().filter(rule -> speaksOf(rule, role, act, category)).toList());
        }
      }
    }
  }

  static Edition of(List<LawFile.Version> inForce, Rule fallback) {
    return new Edition(
        inForce.stream().map(LawFile.Version::name).collect(Collectors.joining(" ")),
        inForce.stream().flatMap(version -> version.rules().stream()).toList(),
        fallback);
  }

  List<Rule> rules() {
    return Stream.concat(rules.stream(), Stream.of(fallback)).toList();
  }

  /** A refusal wins over any permit; without a permit the default refuses. */
  Decision decide(Facts facts) {
    List<Rule> permits = List.of();
    List<Rule> refusals = List.of();
    @Nullable Rule nearest = null;
    Set<Condition> missing = Set.of();
    for (Rule rule : candidates(facts.asker().role(), facts.act(), facts.what().category())) {
      if (!rule.scope().concerns(facts)) {
        continue;
      }
      Set<Condition> lacks = rule.scope().missing(facts);
      if (rule.effect() == Verdict.REFUSE) {
        refusals = lacks.isEmpty() ? plus(refusals, rule) : refusals;
      } else if (lacks.isEmpty()) {
        permits = plus(permits, rule);
      } else if (nearest == null || lacks.size() < missing.size()) {
        nearest = rule;
        missing = lacks;
      }
    }
    if (!refusals.isEmpty()) {
      return new Decision(Verdict.REFUSE, refusals, null, Set.of(), version);
    }
    return permits.isEmpty()
        ? new Decision(Verdict.REFUSE, List.of(fallback), nearest, missing, version)
        : new Decision(Verdict.PERMIT, permits, null, Set.of(), version);
  }

  Trace explain(Facts facts) {
    return new Trace(
        facts,
        decide(facts),
        rules.stream().map(rule -> new Trace.Step(rule, rule.scope().failures(facts))).toList());
  }

  Optional<Rule> refusedAsClass(Role role, Set<Relation> possible, Act act, Category category) {
    List<Rule> candidates = candidates(role, act, category);
    List<Rule> refusals =
        candidates.stream()
            .filter(rule -> rule.effect() == Verdict.REFUSE && rule.scope().conditions().isEmpty())
            .toList();
    boolean open =
        candidates.stream()
            .filter(rule -> rule.effect() == Verdict.PERMIT)
            .anyMatch(permit -> someReach(permit.scope(), refusals, possible));
    if (open) {
      return Optional.empty();
    }
    return refusals.stream()
        .filter(rule -> possible.stream().allMatch(tie -> rule.scope().reaches(Set.of(tie))))
        .findFirst()
        .or(() -> Optional.of(fallback));
  }

  /** One relation may open a permit and another keep a refusal away, so they are tried in pairs. */
  private static boolean someReach(Scope permit, List<Rule> refusals, Set<Relation> possible) {
    return possible.stream()
        .flatMap(one -> possible.stream().map(other -> EnumSet.of(one, other)))
        .filter(permit::reaches)
        .anyMatch(
            ties ->
                refusals.stream()
                    .map(Rule::scope)
                    .noneMatch(refusal -> refusal.reaches(ties) && refusal.covers(permit)));
  }

  private List<Rule> candidates(Role role, Act act, Category category) {
    return index.get((role.ordinal() * ACTS + act.ordinal()) * CATEGORIES + category.ordinal());
  }

  private static boolean speaksOf(Rule rule, Role role, Act act, Category category) {
    Scope scope = rule.scope();
    return scope.roles().contains(role)
        && scope.acts().contains(act)
        && scope.categories().contains(category);
  }

  private static List<Rule> plus(List<Rule> rules, Rule rule) {
    if (rules.isEmpty()) {
      return List.of(rule);
    }
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return List.copyOf(more);
  }
}
