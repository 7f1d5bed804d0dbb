package nl.keukentafel.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.conformance.ElementCategory.Discriminator;
import nl.keukentafel.conformance.ElementCategory.Step;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.ElementDefinition.ElementDefinitionSlicingDiscriminatorComponent;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.UriType;

/** What a profile, with the profiles it derives from, says of the category of its elements. */
final class ProfileCategories {
  static final String EXTENSION = Canonical.extension("informatiecategorie");

  private final StructureDefinition profile;
  private final List<ElementDefinition> definitions = new ArrayList<>();

  ProfileCategories(StructureDefinition profile, ConformanceResources resources) {
    this.profile = profile;
    Optional<StructureDefinition> each = Optional.of(profile);
    while (each.isPresent()) {
      definitions.addAll(each.get().getDifferential().getElement());
      each =
          Optional.ofNullable(each.get().getBaseDefinition())
              .flatMap(base -> resources.find(StructureDefinition.class, base));
    }
  }

  /** The category of the resource as a whole. */
  Optional<String> root() {
    return definitions.stream()
        .filter(definition -> definition.getPath().equals(profile.getType()))
        .flatMap(definition -> codes(definition).stream())
        .findFirst();
  }

  List<ElementCategory> elements() {
    return definitions.stream()
        .filter(definition -> definition.getPath().contains("."))
        .filter(definition -> definition.hasExtension(EXTENSION))
        .map(definition -> new ElementCategory(steps(definition), codes(definition)))
        .toList();
  }

  static Set<String> codes(IBaseHasExtensions element) {
    return element.getExtension().stream()
        .filter(extension -> EXTENSION.equals(extension.getUrl()))
        .map(extension -> ((Base) extension.getValue()).primitiveValue())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Step> steps(ElementDefinition definition) {
    List<Step> steps = new ArrayList<>();
    String id = profile.getType();
    for (String part : tail(definition.getId(), 1)) {
      String parent = id;
      id = id + "." + part;
      String name = part.replaceFirst(":.*", "");
      steps.add(
          new Step(name, part.equals(name) ? List.of() : discriminators(parent + "." + name, id)));
    }
    return steps;
  }

  /**
   * @throws IllegalStateException when the profile does not tell the slice apart by value: then
   *     nobody could say what to withhold
   */
  private List<Discriminator> discriminators(String sliced, String slice) {
    List<Discriminator> found = new ArrayList<>();
    List<String> paths = discriminatorPaths(sliced);
    for (ElementDefinition each : definitions) {
      String id = each.getId();
      if (!id.equals(slice) && !id.startsWith(slice + ".")) {
        continue;
      }
      List<String> path = tail(id.substring(slice.length()), id.equals(slice) ? 0 : 1);
      if (each.hasFixedOrPattern() && paths.stream().anyMatch(at -> covers(at, path))) {
        found.add(new Discriminator(path, each.hasFixed() ? each.getFixed() : each.getPattern()));
      } else if (id.equals(slice) && sliced.endsWith("xtension") && each.hasType()) {
        String url = each.getTypeFirstRep().getProfile().get(0).getValue();
        found.add(new Discriminator(List.of("url"), new UriType(url)));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalStateException(
          profile.getUrl() + ": nothing tells slice " + slice + " apart");
    }
    return found;
  }

  private List<String> discriminatorPaths(String sliced) {
    List<String> paths =
        definitions.stream()
            .filter(definition -> sliced.equals(definition.getId()))
            .flatMap(definition -> definition.getSlicing().getDiscriminator().stream())
            .map(ElementDefinitionSlicingDiscriminatorComponent::getPath)
            .toList();
    return paths.isEmpty() ? List.of("$this") : paths;
  }

  private static boolean covers(String discriminator, List<String> path) {
    String found = String.join(".", path);
    return discriminator.equals("$this")
        || found.equals(discriminator)
        || found.startsWith(discriminator + ".")
        || discriminator.startsWith(found + ".");
  }

  private static List<String> tail(String dotted, int from) {
    if (dotted.isEmpty()) {
      return List.of();
    }
    List<String> parts = Arrays.asList(dotted.split("\\.", -1));
    return parts.subList(from, parts.size());
  }
}
