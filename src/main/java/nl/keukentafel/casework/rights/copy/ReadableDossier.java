package nl.keukentafel.casework.rights.copy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** Every value of a resource under the Dutch name that its profile gives it. */
final class ReadableDossier {
  /** The numbers of the store, and of whom the whole dossier is. */
  private static final Set<String> SKIPPED =
      Set.of("id", "meta", "implicitRules", "language", "text", "subject", "patient", "for");

  /** One resource. */
  record Item(String title, String changed, List<Line> lines, List<Part> parts) {}

  record Line(String name, String value) {}

  /** A part of a verslag, as safe XHTML. */
  record Part(String title, String text) {}

  private final InformationCategories categories;
  private final ReadableValue values;
  private final Map<String, String> titles = new HashMap<>();
  private final Map<String, Map<String, String>> labels = new HashMap<>();

  ReadableDossier(
      InformationCategories categories, ConformanceResources conformance, ReadableValue values) {
    this.categories = categories;
    this.values = values;
    for (StructureDefinition profile : conformance.all(StructureDefinition.class)) {
      titles.put(profile.getUrl(), profile.getTitle());
      Map<String, String> byPath = new HashMap<>();
      for (ElementDefinition each : profile.getDifferential().getElement()) {
        if (each.hasShort() && !each.hasSliceName()) {
          byPath.putIfAbsent(each.getPath().replace("[x]", ""), each.getShort());
        }
      }
      labels.put(profile.getUrl(), byPath);
    }
  }

  List<Item> of(List<Resource> dossier) {
    return dossier.stream().map(this::of).sorted(Comparator.comparing(Item::title)).toList();
  }

  private Item of(Resource resource) {
    Optional<String> profile = categories.profileOf(resource);
    Walk walk = new Walk(profile.map(labels::get).orElse(Map.of()));
    walk.children(resource.fhirType(), "", resource);
    return new Item(
        profile.map(titles::get).orElse(resource.fhirType()),
        Pages.day(resource.getMeta().getLastUpdated()),
        walk.lines,
        walk.parts);
  }

  private final class Walk {
    private final Map<String, String> names;
    private final List<Line> lines = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    Walk(Map<String, String> names) {
      this.names = names;
    }

    /**
     * @param under what the parent is called
     */
    void children(String path, String under, Base parent) {
      for (Property property : parent.children()) {
        String name = property.getName().replace("[x]", "");
        boolean skipped = path.indexOf('.') < 0 && SKIPPED.contains(name);
        for (Base value : skipped ? List.<Base>of() : property.getValues()) {
          add(path + "." + name, under, name, value);
        }
      }
    }

    private void add(String path, String under, String name, Base value) {
      if (value instanceof Extension extension) {
        String label = under + titles.getOrDefault(extension.getUrl(), "Toevoeging");
        Base inside = extension.hasValue() ? extension.getValue() : extension;
        leafOrChildren(path, label, inside);
      } else if (value instanceof SectionComponent section) {
        parts.add(new Part(section.getTitle(), Pages.narrative(section.getText())));
        section.getSection().forEach(each -> add(path, under, name, each));
      } else if (!(value instanceof Narrative)) {
        leafOrChildren(path, under + names.getOrDefault(path, values.word(name)), value);
      }
    }

    private void leafOrChildren(String path, String label, Base value) {
      Optional<String> text = values.of(value);
      text.filter(each -> !each.isBlank()).ifPresent(each -> lines.add(new Line(label, each)));
      if (text.isEmpty()) {
        children(path, label + ": ", value);
      }
    }
  }
}
