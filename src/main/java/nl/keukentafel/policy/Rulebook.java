package nl.keukentafel.policy;

import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The laws in all their versions; each decision is made with what is in force on its date.
 *
 * <p>Before the first law that carries a default, that default alone holds: everything is refused.
 */
public final class Rulebook {
  /** The special law stands before the general one, in what a decision names first too. */
  private static final String[] LAWS = {
    "wmo2015/2024-01-01", "wmo2015/2026-01-01", "awb/2024-01-01", "avg/2018-05-25"
  };

  private static final Set<Category> ALL_CATEGORIES = EnumSet.allOf(Category.class);
  private static final Set<Relation> ALL_RELATIONS = EnumSet.allOf(Relation.class);

  /** The newest first; the last is of all times. */
  private final List<Edition> editions;

  private Rulebook(List<Edition> editions) {
    this.editions = editions;
  }

  /** The rulebook of this server. */
  public static Rulebook load() {
    return load(LAWS);
  }

  /**
   * @param names of files on the classpath, {@code <law>/<valid-from>} under {@code rules/}; a
   *     version that extends another comes after it
   * @throws IllegalArgumentException naming file and line, when a file is wrong
   */
  public static Rulebook load(String... names) {
    Map<String, InputStream> files = new LinkedHashMap<>();
    for (String name : names) {
      String path = "/rules/" + name + ".yaml";
      files.put(
          name,
          Objects.requireNonNull(Rulebook.class.getResourceAsStream(path), "no file " + path));
    }
    return of(files);
  }

  /** As {@link #load(String...)}, from streams by name; they are read and closed. */
  public static Rulebook of(Map<String, InputStream> files) {
    List<LawFile.Version> versions = new ArrayList<>();
    files.forEach((name, file) -> versions.add(LawFile.read(name, file).resolve(versions)));
    return new Rulebook(editions(versions));
  }

  public Decision decide(Facts facts) {
    return on(facts.asker().on()).decide(facts);
  }

  public Trace explain(Facts facts) {
    return on(facts.asker().on()).explain(facts);
  }

  /** Every class of these controllers that the asker may read. */
  public Set<DossierClass> readableClasses(Asker asker, Collection<Controller> controllers) {
    return readableClasses(asker, controllers, ALL_CATEGORIES);
  }

  public Set<DossierClass> readableClasses(
      Asker asker, Collection<Controller> controllers, Set<Category> categories) {
    return on(asker.on()).readable(asker, controllers, categories);
  }

  /** Whether any rule of any version could permit this, whatever the relation and conditions. */
  public boolean everPermits(Role role, Act act, Category category) {
    return editions.stream()
        .anyMatch(edition -> edition.refusedAsClass(role, ALL_RELATIONS, act, category).isEmpty());
  }

  /**
   * The rule that refuses this for every client, or nothing when some rule could permit it.
   *
   * @param possible the relations that the asker can have to a client at all
   */
  public Optional<Rule> refusedAsClass(
      Role role, Set<Relation> possible, Act act, Category category, LocalDate on) {
    return on(on).refusedAsClass(role, possible, act, category);
  }

  /** All rules in force, in the order of the files, the default last. */
  public List<Rule> rules(LocalDate on) {
    return on(on).rules();
  }

  private Edition on(LocalDate date) {
    for (Edition edition : editions) {
      if (!edition.from().isAfter(date)) {
        return edition;
      }
    }
    throw new IllegalArgumentException("no law on " + date);
  }

  private static List<Edition> editions(List<LawFile.Version> versions) {
    LawFile.Version first =
        versions.stream()
            .filter(version -> version.fallback() != null)
            .min(Comparator.comparing(LawFile.Version::validFrom))
            .orElseThrow(() -> new IllegalArgumentException("no law carries a default rule"));
    Edition before = Edition.of(LocalDate.MIN, List.of(), Objects.requireNonNull(first.fallback()));
    Stream<Edition> since =
        versions.stream()
            .map(LawFile.Version::validFrom)
            .filter(date -> !date.isBefore(first.validFrom()))
            .distinct()
            .sorted(Comparator.reverseOrder())
            .map(date -> edition(date, inForce(versions, date)));
    return Stream.concat(since, Stream.of(before)).toList();
  }

  private static Edition edition(LocalDate from, List<LawFile.Version> inForce) {
    Rule fallback =
        inForce.stream()
            .map(LawFile.Version::fallback)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    return Edition.of(from, inForce, fallback);
  }

  private static List<LawFile.Version> inForce(List<LawFile.Version> versions, LocalDate date) {
    Map<String, LawFile.Version> latest = new LinkedHashMap<>();
    for (LawFile.Version version : versions) {
      if (!version.validFrom().isAfter(date)) {
        latest.merge(version.law(), version, Rulebook::later);
      }
    }
    return List.copyOf(latest.values());
  }

  private static LawFile.Version later(LawFile.Version one, LawFile.Version other) {
    return one.validFrom().isAfter(other.validFrom()) ? one : other;
  }
}
