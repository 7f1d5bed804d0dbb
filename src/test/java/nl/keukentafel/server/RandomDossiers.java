package nl.keukentafel.server;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;
import nl.keukentafel.access.judgement.Gate;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Role;
import nl.keukentafel.server.RandomDossier.Item;
import nl.keukentafel.server.RandomDossier.Question;
import nl.keukentafel.server.RandomDossier.Tied;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task.TaskStatus;

/**
 * Thinks up dossiers.
 *
 * @param categories those that resources of each type in a dossier can have
 */
record RandomDossiers(Map<String, Set<Category>> categories) {
  private static final List<String> HELPERS =
      List.of("Organization/aanbieder-de-linde", "Organization/aanbieder-noord");
  private static final int MOST_TIES = 6;

  static RandomDossiers of(Gate gate, InformationCategories categories) {
    return new RandomDossiers(
        gate.stored().entrySet().stream()
            .filter(row -> row.getValue().reach() == Gate.Reach.DOSSIER)
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    row ->
                        categories.categoriesOfType(row.getKey()).stream()
                            .map(Category::of)
                            .collect(Collectors.toCollection(TreeSet::new)),
                    (one, other) -> one,
                    TreeMap::new)));
  }

  List<RandomDossier> generate(long seed, int number) {
    return generate(seed, number, "random-");
  }

  /**
   * @param prefix of their ids: two tests with one server need two
   */
  List<RandomDossier> generate(long seed, int number, String prefix) {
    List<RandomDossier> dossiers = new ArrayList<>();
    JqwikSession.run(
        () -> {
          Random random = new Random(seed);
          RandomGenerator<RandomDossier> generator = dossier().generator(1000);
          IntStream.range(0, number)
              .mapToObj(n -> numbered(generator.next(random).value(), prefix + n))
              .forEach(dossiers::add);
        });
    return dossiers;
  }

  private static RandomDossier numbered(RandomDossier one, String id) {
    return new RandomDossier(
        id, one.gemeente(), one.patient(), one.ties(), one.items(), one.questions());
  }

  private Arbitrary<RandomDossier> dossier() {
    return Combinators.combine(
            Arbitraries.of(Organisation.LINDEHOVEN, Organisation.WESTERBRUG), types())
        .flatAs(this::dossier);
  }

  /** Its items are of the two types that are looked for; there is one client in it. */
  private Arbitrary<RandomDossier> dossier(Organisation gemeente, Set<String> types) {
    Arbitrary<Item> item =
        Arbitraries.of(types.stream().filter(type -> !type.equals("Patient")).toList())
            .flatMap(type -> classOf(type, gemeente).map(what -> new Item(type, what)));
    return Combinators.combine(
            classOf("Patient", gemeente),
            tie().flatMap(tie -> tied(tie, gemeente)).list().ofMaxSize(MOST_TIES),
            item.list().ofMinSize(2).ofMaxSize(8),
            seat().set().ofSize(2),
            Arbitraries.integers().between(1, 4))
        .as(
            (patient, ties, items, seats, page) ->
                heldByItsParties(
                    new RandomDossier(
                        "", gemeente, patient, ties, items, questions(seats, types, page))));
  }

  /** An aanbieder holds nothing of a client before its first toewijzing: then the college does. */
  private static RandomDossier heldByItsParties(RandomDossier one) {
    Set<Controller> engaged =
        one.ties(Tie.Toewijzing.class)
            .filter(each -> each.binds() || each.isOver())
            .map(each -> each.aanbieder().controller())
            .collect(Collectors.toSet());
    UnaryOperator<DossierClass> held =
        what ->
            what.controller().kind() != Controller.Kind.AANBIEDER
                    || engaged.contains(what.controller())
                ? what
                : new DossierClass(one.gemeente().controller(), what.category(), what.herkomst());
    return new RandomDossier(
        one.id(),
        one.gemeente(),
        held.apply(one.patient()),
        one.ties().stream().map(each -> new Tied(each.tie(), held.apply(each.what()))).toList(),
        one.items().stream().map(each -> new Item(each.type(), held.apply(each.what()))).toList(),
        one.questions());
  }

  private static List<Question> questions(Set<Seat> seats, Set<String> types, int page) {
    return seats.stream()
        .flatMap(seat -> types.stream().map(type -> new Question(seat, type, page)))
        .toList();
  }

  private Arbitrary<Set<String>> types() {
    return Arbitraries.of(categories.keySet().stream().sorted().toList()).set().ofSize(2);
  }

  private Arbitrary<Tied> tied(Tie tie, Organisation gemeente) {
    String type = tie.resource(LocalDate.EPOCH).fhirType();
    return classOf(type, gemeente).map(what -> new Tied(tie, what));
  }

  private Arbitrary<DossierClass> classOf(String type, Organisation gemeente) {
    return Combinators.combine(
            Arbitraries.of(
                Controller.CLIENT,
                gemeente.controller(),
                Organisation.DE_LINDE.controller(),
                Organisation.NOORD.controller()),
            Arbitraries.of(categories.get(type)),
            Arbitraries.of(Herkomst.class))
        .as(DossierClass::new);
  }

  private static Arbitrary<Tie> tie() {
    return Arbitraries.oneOf(
        toewijzing(), toewijzing(), team(), relative(), request(), permission());
  }

  private static Arbitrary<Tie.Term> term() {
    return Combinators.combine(
            Arbitraries.of(-700, -30, 0, 1, 90).injectNull(0.2),
            Arbitraries.of(-31, -1, 0, 1, 365).injectNull(0.2))
        .as(Tie.Term::new);
  }

  private static Arbitrary<Organisation> aanbieder() {
    return Arbitraries.of(Organisation.DE_LINDE, Organisation.NOORD);
  }

  private static Arbitrary<Tie> toewijzing() {
    Arbitrary<ServiceRequestStatus> status =
        Arbitraries.frequency(
            Tuple.of(5, ServiceRequestStatus.ACTIVE),
            Tuple.of(1, ServiceRequestStatus.DRAFT),
            Tuple.of(1, ServiceRequestStatus.REVOKED),
            Tuple.of(1, ServiceRequestStatus.COMPLETED));
    return Combinators.combine(aanbieder(), status, term()).as(Tie.Toewijzing::new);
  }

  private static Arbitrary<Tie> team() {
    return Combinators.combine(bool(), Arbitraries.of(HELPERS)).as(Tie.Team::new);
  }

  private static Arbitrary<Tie> relative() {
    return Combinators.combine(bool(), bool(), term()).as(Tie.Relative::new);
  }

  private static Arbitrary<Tie> request() {
    return Combinators.combine(
            bool(),
            Arbitraries.of(
                TaskStatus.REQUESTED,
                TaskStatus.INPROGRESS,
                TaskStatus.ONHOLD,
                TaskStatus.DRAFT,
                TaskStatus.COMPLETED,
                TaskStatus.CANCELLED),
            Arbitraries.of(Organisation.NOORD, Organisation.DE_LINDE, Organisation.ADVISEUR))
        .as(Tie.Request::new);
  }

  private static Arbitrary<Tie> permission() {
    return Combinators.combine(
            often(),
            often(),
            often(),
            term(),
            Arbitraries.of(Organisation.class).list().ofMinSize(1).ofMaxSize(3),
            Arbitraries.of(Herkomst.class).list().ofMaxSize(4))
        .as(Tie.Permission::new);
  }

  private static Arbitrary<Boolean> bool() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<Boolean> often() {
    return Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false));
  }

  private static Arbitrary<Seat> seat() {
    return Arbitraries.of(Role.class).flatMap(RandomDossiers::seat);
  }

  private static Arbitrary<Seat> seat(Role role) {
    Arbitrary<Organisation> gemeente =
        Arbitraries.of(Organisation.LINDEHOVEN, Organisation.WESTERBRUG);
    return switch (role) {
      case CLIENT -> Arbitraries.just(new Seat(role, null, ""));
      case VERTEGENWOORDIGER ->
          Arbitraries.integers().between(1, MOST_TIES).map(n -> new Seat(role, null, "" + n));
      case WMO_CONSULENT, CONSULENT_VOORPORTAAL, FUNCTIONARIS_GEGEVENSBESCHERMING ->
          gemeente.map(college -> new Seat(role, college, "Practitioner/c"));
      case ZORGCOORDINATOR -> aanbieder().map(each -> new Seat(role, each, "Practitioner/z"));
      case HUISHOUDELIJKE_HULP ->
          Combinators.combine(aanbieder(), Arbitraries.of(HELPERS))
              .as((each, person) -> new Seat(role, each, person));
      case MEDISCH_ADVISEUR -> Arbitraries.just(new Seat(role, Organisation.ADVISEUR, "x"));
      case TOEZICHTHOUDER -> Arbitraries.just(new Seat(role, Organisation.TOEZICHT, "x"));
      case VEILIG_THUIS -> Arbitraries.just(new Seat(role, Organisation.VEILIG_THUIS, "x"));
      case CIZ -> Arbitraries.just(new Seat(role, Organisation.CIZ, "x"));
    };
  }
}
