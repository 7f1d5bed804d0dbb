package nl.keukentafel.policy;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that can be asked: roles, relations (single and in pairs), purposes, conditions, consents,
 * acts, controllers, categories and sources, in both versions of the law.
 */
record DecisionSpace(Rulebook rulebook) {
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

  /**
   * @param bare the decision if no condition held and there were no consent
   * @param readable whether the class is among the readable classes of the asker
   */
  record Point(Facts facts, Decision decision, Decision bare, boolean readable) {
    Asker asker() {
      return facts.asker();
    }

    DossierClass what() {
      return facts.what();
    }

    boolean reads() {
      return facts.act() == Act.RAADPLEGEN;
    }
  }

  void visit(Role role, Consumer<Point> visitor) {
    askers(role).forEach(bare -> points(bare).forEach(visitor));
  }

  boolean anyMatch(Role role, Predicate<Point> predicate) {
    return askers(role).anyMatch(bare -> points(bare).anyMatch(predicate));
  }

  private static Stream<Asker> askers(Role role) {
    return DATES.stream()
        .flatMap(on -> relations().flatMap(ties -> purposes(role, ties, on)))
        .parallel();
  }

  private Stream<Point> points(Asker bare) {
    List<Facts> questions = questions(bare).toList();
    List<Decision> closed = questions.stream().map(rulebook::decide).toList();
    return variants(bare)
        .flatMap(
            asker -> {
              Set<DossierClass> readable = rulebook.readableClasses(asker, CONTROLLERS);
              return IntStream.range(0, questions.size())
                  .mapToObj(
                      i -> {
                        Facts facts = about(asker, questions.get(i));
                        Decision decision =
                            asker.equals(bare) ? closed.get(i) : rulebook.decide(facts);
                        return new Point(
                            facts, decision, closed.get(i), readable.contains(facts.what()));
                      });
            });
  }

  /** Every purpose for a single relation; for a pair its own and that of the onderzoek. */
  private static Stream<Asker> purposes(Role role, Set<Relation> ties, LocalDate on) {
    Set<Purpose> purposes = EnumSet.of(Purpose.defaultOf(role), Purpose.ONDERZOEK);
    if (ties.size() == 1) {
      purposes = EnumSet.allOf(Purpose.class);
    }
    return purposes.stream()
        .map(
            purpose ->
                new Asker(
                    role, ties, Question.organisation(role), purpose, on, Set.of(), Set.of()));
  }

  /** Nothing and everything; for its own purpose also every consent, and each condition alone. */
  private static Stream<Asker> variants(Asker bare) {
    Set<Herkomst> sources = EnumSet.allOf(Herkomst.class);
    Set<Condition> conditions = EnumSet.allOf(Condition.class);
    Stream.Builder<Asker> variants = Stream.builder();
    variants.add(bare).add(given(bare, conditions, sources));
    if (bare.purpose() == Purpose.defaultOf(bare.role())) {
      variants.add(given(bare, Set.of(), sources));
      if (bare.relations().size() == 1) {
        conditions.forEach(one -> variants.add(given(bare, EnumSet.of(one), Set.of())));
      }
    }
    return variants.build();
  }

  private static Stream<Set<Relation>> relations() {
    return Stream.of(Relation.values())
        .flatMap(
            one -> Stream.of(Relation.values()).map(other -> Set.copyOf(EnumSet.of(one, other))))
        .filter(ties -> ties.size() == 1 || !ties.contains(Relation.GEEN))
        .distinct();
  }

  private static Stream<Facts> questions(Asker asker) {
    return Stream.of(Act.values())
        .flatMap(act -> CLASSES.stream().map(what -> new Facts(asker, act, what)));
  }

  private static Facts about(Asker asker, Facts facts) {
    return new Facts(asker, facts.act(), facts.what());
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
}
