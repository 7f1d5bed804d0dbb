package nl.keukentafel.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemComponent;
import org.hl7.fhir.r4.model.Questionnaire.QuestionnaireItemType;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.StructureDefinition.StructureDefinitionKind;

/**
 * What kind of information each resource, element and question holds: the codes of CodeSystem
 * {@code informatiecategorie} that profiles and questionnaires carry as an extension.
 */
public final class InformationCategories {
  private record Profile(String type, Optional<String> root, List<ElementCategory> elements) {}

  private final Map<String, Profile> profiles = new LinkedHashMap<>();
  private final Map<String, Map<String, Set<String>>> questionnaires = new LinkedHashMap<>();
  private final Map<String, String> forms = new LinkedHashMap<>();

  InformationCategories(ConformanceResources resources) {
    for (StructureDefinition each : resources.all(StructureDefinition.class)) {
      if (each.getKind() == StructureDefinitionKind.RESOURCE) {
        ProfileCategories of = new ProfileCategories(each, resources);
        profiles.put(each.getUrl(), new Profile(each.getType(), of.root(), of.elements()));
      }
    }
    for (Questionnaire each : resources.all(Questionnaire.class)) {
      Map<String, Set<String>> byLinkId = new LinkedHashMap<>();
      collect(each, each.getItem(), Set.of(), byLinkId);
      questionnaires.put(each.getUrl(), byLinkId);
      ProfileCategories.codes(each).forEach(category -> forms.put(each.getUrl(), category));
    }
  }

  /**
   * The canonical of the first profile in {@code meta.profile} that is the project's own, or else
   * of the only own profile that its type has.
   */
  public Optional<String> profileOf(Resource resource) {
    String type = resource.fhirType();
    Optional<String> declared =
        resource.getMeta().getProfile().stream()
            .map(PrimitiveType::getValue)
            .map(InformationCategories::withoutVersion)
            .filter(url -> profiles.containsKey(url) && profiles.get(url).type().equals(type))
            .findFirst();
    if (declared.isPresent()) {
      return declared;
    }
    List<String> ofType =
        profiles.entrySet().stream()
            .filter(entry -> entry.getValue().type().equals(type))
            .map(Map.Entry::getKey)
            .toList();
    return ofType.size() == 1 ? Optional.of(ofType.get(0)) : Optional.empty();
  }

  /**
   * The category of the resource as a whole: of an answered form what its questionnaire says, else
   * what the profile says; empty when neither does.
   */
  public Optional<String> categoryOf(Resource resource) {
    return Optional.of(resource)
        .filter(QuestionnaireResponse.class::isInstance)
        .flatMap(form -> ofForm(String.valueOf(((QuestionnaireResponse) form).getQuestionnaire())))
        .or(() -> profileOf(resource).map(profiles::get).flatMap(Profile::root));
  }

  /**
   * The category of an answered form as a whole, when it has another than forms have.
   *
   * @param questionnaire its canonical; the version, if any, is ignored
   */
  public Optional<String> ofForm(String questionnaire) {
    return Optional.ofNullable(forms.get(withoutVersion(questionnaire)));
  }

  /** The categories that resources of this type can have as a whole. */
  public Set<String> categoriesOfType(String resourceType) {
    return Stream.concat(
            profiles.values().stream()
                .filter(profile -> profile.type().equals(resourceType))
                .flatMap(profile -> profile.root().stream()),
            resourceType.equals("QuestionnaireResponse")
                ? forms.values().stream()
                : Stream.<String>of())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The values in the resource that have a category of their own, outermost first. */
  public List<Found> find(Resource resource) {
    return profileOf(resource).map(profiles::get).stream()
        .flatMap(profile -> profile.elements().stream())
        .flatMap(element -> element.find(resource))
        .toList();
  }

  /**
   * The categories of every item, by linkId; empty for an unknown questionnaire. An item has those
   * of the group around it when it says nothing itself.
   *
   * @param canonical its version, if any, is ignored
   */
  public Map<String, Set<String>> ofQuestionnaire(String canonical) {
    return questionnaires.getOrDefault(withoutVersion(canonical), Map.of());
  }

  private static void collect(
      Questionnaire questionnaire,
      List<QuestionnaireItemComponent> items,
      Set<String> inherited,
      Map<String, Set<String>> byLinkId) {
    for (QuestionnaireItemComponent item : items) {
      Set<String> own = ProfileCategories.codes(item);
      Set<String> categories = own.isEmpty() ? inherited : own;
      if (categories.isEmpty() && !isSilent(item.getType())) {
        throw new IllegalStateException(
            questionnaire.getUrl() + ": item " + item.getLinkId() + " has no informatiecategorie");
      }
      byLinkId.put(item.getLinkId(), categories);
      collect(questionnaire, item.getItem(), categories, byLinkId);
    }
  }

  private static boolean isSilent(QuestionnaireItemType type) {
    return type == QuestionnaireItemType.GROUP || type == QuestionnaireItemType.DISPLAY;
  }

  private static String withoutVersion(String canonical) {
    return canonical.replaceFirst("\\|.*", "");
  }
}
