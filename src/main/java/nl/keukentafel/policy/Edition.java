package nl.keukentafel.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of every law as they stand between two changes, indexed by role, act and category. */
final class Edition {
  private static final int ACTS = Act.values().length;
  private static final int CATEGORIES = Category.values().length;

  private final LocalDate from;
  private final String version;
  private final List<Rule> rules;
  private final Rule fallback;
  private final List<List<Rule>> index = new ArrayList<>();
  private final Map<Role, List<Reach>> reading = new EnumMap<>(Role.class);

  private Edition(LocalDate from, String version, List<Rule> rules, Rule fallback) {
    this.from = from;
    this.version = version;
    this.rules = List.copyOf(rules);
    this.fallback = fallback;
    for (Role role : Role.values()) {
      reading.put(role, rules.stream().filter(rule -> reads(rule, role)).map(Reach::of).toList());
      for (Act act : Act.values()) {
        for (Category category : Category.values()) {
          index.add(rules.stream().filter(rule -> speaksOf(rule, role, act, category)).toList());
        }
      }
    }
  }

  static Edition of(LocalDate from, List<LawFile.Version> inForce, Rule fallback) {
    return new Edition(
        from,
        inForce.stream().map(LawFile.Version::name).collect(Collectors.joining(" ")),
        inForce.stream().flatMap(version -> version.rules().stream()).toList(),
        fallback);
  }

  LocalDate from() {
    return from;
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
      Set<Condition> lacks = rule.scope().missing(facts.asker(), facts.what().herkomst());
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

  /** The same as {@link #decide} for every class at once. */
  Set<DossierClass> readable(
      Asker asker, Collection<Controller> controllers, Set<Category> categories) {
    List<Reach> reaches = new ArrayList<>();
    for (Reach reach : reading.getOrDefault(asker.role(), List.of())) {
      if (reach.scope().about(asker)) {
        reaches.add(reach.heldBy(asker));
      }
    }
    BitSet asked = ReadableClasses.bits(categories);
    ReadableClasses readable = new ReadableClasses();
    for (Controller controller : controllers) {
      BitSet permitted = new BitSet();
      BitSet refused = new BitSet();
      for (Reach reach : reaches) {
        if (reach.scope().about(controller, asker)) {
          (reach.effect() == Verdict.PERMIT ? permitted : refused).or(reach.classes());
        }
      }
      permitted.and(asked);
      permitted.andNot(refused);
      readable.put(controller, permitted);
    }
    return readable;
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

  private static boolean reads(Rule rule, Role role) {
    return rule.scope().roles().contains(role) && rule.scope().acts().contains(Act.RAADPLEGEN);
  }

  private static List<Rule> plus(List<Rule> rules, Rule rule) {
    if (rules.isEmpty()) {
      return List.of(rule);
    }
    List<Rule> more = new ArrayList<>(rules);
    more.add(rule);
    return List.copyOf(more);
  }

  /** A rule on reading, with the classes that it speaks of. */
  private record Reach(Verdict effect, Scope scope, BitSet classes) {
    static Reach of(Rule rule) {
      Scope scope = rule.scope();
      return new Reach(
          rule.effect(), scope, ReadableClasses.bits(scope.categories(), scope.herkomsten()));
    }

    /** Without the sources for which a condition fails. */
    Reach heldBy(Asker asker) {
      if (scope.conditions().isEmpty()) {
        return this;
      }
      EnumSet<Herkomst> held = EnumSet.noneOf(Herkomst.class);
      for (Herkomst source : scope.herkomsten()) {
        if (scope.missing(asker, source).isEmpty()) {
          held.add(source);
        }
      }
      return new Reach(effect, scope, ReadableClasses.bits(scope.categories(), held));
    }
  }
}
