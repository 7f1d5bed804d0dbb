package nl.keukentafel.casework.rights.copy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.access.dossier.Subjects;
import nl.keukentafel.casework.verslag.Pages;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StructureDefinition;

/** Every value of a resource under the Dutch name that its profile gives it. */
final class ReadableDossier {
  /** The numbers of the store, and of whom the whole dossier is. */
  private static final Set<String> SKIPPED =
      Set.of("id", "meta", "implicitRules", "language", "text", "subject", "patient", "for");

  /** What a profile says beside the name, to who sends it. */
  private static final String FOR_SENDERS = ";[^;]*vult de server in|[ ]\\([^)]*[A-Z]{2}[^)]*\\)";

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
          byPath.putIfAbsent(
              each.getPath().replace("[x]", ""), each.getShort().replaceAll(FOR_SENDERS, ""));
        }
      }
      labels.put(profile.getUrl(), byPath);
    }
    conformance
        .all(Questionnaire.class)
        .forEach(each -> titles.put(each.getUrl(), each.getTitle()));
  }

  List<Item> of(List<Resource> dossier) {
    Map<String, String> here = new HashMap<>();
    dossier.forEach(
        each ->
            here.put(
                Subjects.reference(each),
                each instanceof Patient client ? client.getNameFirstRep().getText() : title(each)));
    return dossier.stream()
        .map(each -> of(each, here))
        .sorted(Comparator.comparing(Item::title))
        .toList();
  }

  private String title(Resource resource) {
    return categories.profileOf(resource).map(titles::get).orElse(resource.fhirType());
  }

  private Item of(Resource resource, Map<String, String> here) {
    Optional<String> profile = categories.profileOf(resource);
    Walk walk = new Walk(profile.map(labels::get).orElse(Map.of()), here);
    walk.children(resource.fhirType(), "", resource);
    return new Item(
        title(resource), Pages.day(resource.getMeta().getLastUpdated()), walk.lines, walk.parts);
  }

  private final class Walk {
    private final Map<String, String> names;
    private final Map<String, String> here;
    private final List<Line> lines = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    /**
     * @param here what the resources of the dossier are called
     */
    Walk(Map<String, String> names, Map<String, String> here) {
      this.names = names;
      this.here = here;
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
      } else if (value instanceof QuestionnaireResponseItemComponent question) {
        question(path, question);
      } else if (!(value instanceof Narrative)) {
        leafOrChildren(path, under + names.getOrDefault(path, values.word(name)), value);
      }
    }

    /** As it was asked and answered: of a question within a question neither needs the other. */
    private void question(String path, QuestionnaireResponseItemComponent question) {
      String asked = question.hasText() ? question.getText() : question.getLinkId();
      String answers =
          question.getAnswer().stream()
              .flatMap(each -> text(each.getValue()).stream())
              .collect(Collectors.joining(", "));
      if (!answers.isBlank()) {
        lines.add(new Line(asked, answers));
      }
      question.getExtension().forEach(each -> add(path, asked + ": ", "extension", each));
      question.getItem().forEach(each -> question(path, each));
      question.getAnswer().stream()
          .flatMap(each -> each.getItem().stream())
          .forEach(each -> question(path, each));
    }

    private void leafOrChildren(String path, String label, Base value) {
      Optional<String> text = text(value);
      text.filter(each -> !each.isBlank())
          .map(each -> new Line(label, each))
          .filter(each -> !(value instanceof Reference) || !lines.contains(each)) // said once
          .ifPresent(lines::add);
      if (text.isEmpty()) {
        children(path, label + ": ", value);
      }
    }

    private Optional<String> text(Base value) {
      if (value instanceof Reference reference && here.containsKey(reference.getReference())) {
        return Optional.ofNullable(here.get(reference.getReference()));
      }
      return value instanceof CanonicalType form
          ? Optional.ofNullable(titles.get(form.getValue().split("\\|")[0]))
              .or(() -> values.of(value))
          : values.of(value);
    }
  }
}
