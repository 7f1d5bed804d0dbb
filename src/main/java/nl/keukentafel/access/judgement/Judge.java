package nl.keukentafel.access.judgement;

import java.time.Clock;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Relations;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.identity.Caller;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Controller;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Facts;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Purpose;
import nl.keukentafel.policy.Relation;
import nl.keukentafel.policy.Role;
import nl.keukentafel.policy.Rule;
import nl.keukentafel.policy.Rulebook;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Puts a resource before the rulebook. */
public final class Judge {
  private final Rulebook rulebook;
  private final InformationCategories categories;
  private final Clock clock;

  /** Asked by every request, and the same for a whole day. */
  private record Outside(LocalDate on, Optional<Rule> rule) {}

  private final Map<Role, Outside> outside = new ConcurrentHashMap<>();

  public Judge(Rulebook rulebook, InformationCategories categories, Clock clock) {
    this.rulebook = rulebook;
    this.categories = categories;
    this.clock = clock;
  }

  public Decision decide(Asker asker, Act act, DossierClass what) {
    return rulebook.decide(new Facts(asker, act, what));
  }

  /** May the resource as a whole be read? Empty when it carries no label: then nobody may. */
  public Optional<Decision> mayRead(Asker asker, Resource resource) {
    return Labels.read(resource).map(what -> decide(asker, Act.RAADPLEGEN, what));
  }

  /** The classes in a dossier that resources of this type can have and that the caller may read. */
  public Set<DossierClass> readable(Relations relations, String type) {
    return rulebook.readableClasses(relations.asker(), relations.controllers(), ofType(type));
  }

  /** Everything that these holders have and the asker may read. */
  public Set<DossierClass> readable(Asker asker, Set<Controller> holders) {
    return rulebook.readableClasses(asker, holders);
  }

  /** The classes of this type that a college holds and the caller may read, of its own clients. */
  public Set<DossierClass> heldBy(Controller college, Caller caller, String type) {
    return rulebook.readableClasses(ofOwnGemeente(college, caller), Set.of(college), ofType(type));
  }

  /** The classes of this type that an aanbieder's caller may read of any client so tied to it. */
  public Set<DossierClass> ofAny(
      Set<Relation> tie, Set<Controller> controllers, Caller caller, String type) {
    return rulebook.readableClasses(
        toAny(tie, Relations.organisation(caller), caller), controllers, ofType(type));
  }

  /** The caller in relation to any client of their own gemeente. */
  public Asker ofOwnGemeente(Controller college, Caller caller) {
    return toAny(Set.of(Relation.VERANTWOORDELIJKE_GEMEENTE), college, caller);
  }

  private Asker toAny(Set<Relation> relations, @Nullable Controller organisation, Caller caller) {
    return new Asker(
        caller.role(),
        relations,
        organisation,
        caller.purpose() == null ? Purpose.defaultOf(caller.role()) : caller.purpose(),
        today(),
        Set.of(),
        Set.of());
  }

  public LocalDate today() {
    return LocalDate.now(clock);
  }

  private Set<Category> ofType(String type) {
    return categories.categoriesOfType(type).stream()
        .map(Category::of)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Category.class)));
  }

  /** Why nothing of this type may be read: the decision on the first category it can have. */
  public Optional<Decision> refusalOf(Relations relations, String type) {
    return categories.categoriesOfType(type).stream()
        .sorted()
        .findFirst()
        .map(
            category ->
                decide(
                    relations.asker(),
                    Act.RAADPLEGEN,
                    new DossierClass(
                        relations.controllers().stream()
                            .filter(controller -> controller.kind() == Controller.Kind.COLLEGE)
                            .findFirst()
                            .orElse(Controller.CLIENT),
                        Category.of(category),
                        Herkomst.WMO_ONDERZOEK)));
  }

  /** Whether {@code meta.profile} names the project's own profile, so that it is validated. */
  public boolean declaresProfile(Resource resource) {
    return categories
        .profileOf(resource)
        .map(profile -> resource.getMeta().hasProfile(profile))
        .orElse(false);
  }

  /** The category of what is written; empty when no profile of the project fits it. */
  public Optional<Category> category(Resource resource) {
    return categories.categoryOf(resource).map(Category::of);
  }

  /** The categories of the elements that have one of their own. */
  public Set<Category> elementCategories(Resource resource) {
    return categories.find(resource).stream()
        .flatMap(found -> found.categories().stream())
        .map(Category::of)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Category.class)));
  }

  /** The rule that keeps a role out of every dossier of every client, if there is one. */
  public Optional<Rule> refusedEverywhere(Role role) {
    LocalDate today = today();
    return outside.compute(
            role,
            (of, known) -> known != null && known.on.equals(today) ? known : outside(of, today))
        .rule;
  }

  private Outside outside(Role role, LocalDate today) {
    List<Optional<Rule>> refusals =
        Arrays.stream(Category.values())
            .map(
                category ->
                    rulebook.refusedAsClass(
                        role, EnumSet.allOf(Relation.class), Act.RAADPLEGEN, category, today))
            .toList();
    boolean everywhere = refusals.stream().allMatch(Optional::isPresent);
    return new Outside(today, everywhere ? refusals.get(0) : Optional.empty());
  }
}
