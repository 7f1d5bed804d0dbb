package nl.keukentafel.policy;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a decision costs: at most 1 µs for one, at most 5 µs for all that an asker may read. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecisionBenchmark {
  private static final Rulebook RULEBOOK = Rulebook.load();
  private static final List<Controller> DOSSIER =
      List.of(Question.GEMEENTE, Question.AANBIEDER, Controller.CLIENT);
  private static final int POINTS = 11 * 2 * 3 * 32 * 11;
  private static final Facts[] EVERYTHING =
      Stream.of(Role.values()).flatMap(DecisionBenchmark::points).toArray(Facts[]::new);

  /** Every role with its own tie to the client asks for every class of a dossier, to either act. */
  @Benchmark
  @OperationsPerInvocation(POINTS)
  public void decide(Blackhole result) {
    for (Facts facts : EVERYTHING) {
      result.consume(RULEBOOK.decide(facts));
    }
  }

  @Benchmark
  public Set<DossierClass> readableClasses(Reader reader) {
    return RULEBOOK.readableClasses(reader.asker, DOSSIER);
  }

  /** The same, and every class looked at. */
  @Benchmark
  public void readableClassesWalked(Reader reader, Blackhole result) {
    RULEBOOK.readableClasses(reader.asker, DOSSIER).forEach(result::consume);
  }

  /** A client reads nearly every class there is, a helper a few, the CIZ none. */
  @State(Scope.Benchmark)
  public static class Reader {
    @Param({"CLIENT", "WMO_CONSULENT", "ZORGCOORDINATOR", "HUISHOUDELIJKE_HULP", "CIZ"})
    Role role = Role.CLIENT;

    Asker asker = asker(role);

    @org.openjdk.jmh.annotations.Setup
    public void ask() {
      asker = asker(role);
    }
  }

  private static Stream<Facts> points(Role role) {
    Asker asker = asker(role);
    return Stream.of(Act.values())
        .flatMap(
            act ->
                DOSSIER.stream()
                    .flatMap(
                        controller ->
                            Stream.of(Category.values())
                                .flatMap(
                                    category ->
                                        Stream.of(Herkomst.values())
                                            .map(
                                                from ->
                                                    new Facts(
                                                        asker,
                                                        act,
                                                        new DossierClass(
                                                            controller, category, from))))));
  }

  private static Asker asker(Role role) {
    return switch (role) {
      case CLIENT -> Question.of(role, Relation.ZELF).asker();
      case VERTEGENWOORDIGER -> Question.of(role, Relation.VERTEGENWOORDIGT).asker();
      case WMO_CONSULENT, CONSULENT_VOORPORTAAL ->
          Question.of(role, Relation.VERANTWOORDELIJKE_GEMEENTE).asker();
      case ZORGCOORDINATOR -> Question.of(role, Relation.GEBONDEN_AANBIEDER).asker();
      case HUISHOUDELIJKE_HULP ->
          Question.of(role, Relation.GEBONDEN_AANBIEDER, Relation.TOEGEWEZEN_HULP).asker();
      case MEDISCH_ADVISEUR -> Question.of(role, Relation.ADVIESAANVRAAG).asker();
      case TOEZICHTHOUDER, VEILIG_THUIS -> Question.of(role, Relation.MELDING_ONTVANGEN).asker();
      case CIZ, FUNCTIONARIS_GEGEVENSBESCHERMING -> Question.of(role).asker();
    };
  }
}
