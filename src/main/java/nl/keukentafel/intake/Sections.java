package nl.keukentafel.intake;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;

/**
 * Fills the sections of a Composition that each stand for a group of the form,
 * https://hl7.org/fhir/R4/composition.html.
 *
 * <p>A section holds only what is of the categories that the profile gives it, so that whoever may
 * read the section may read all of it.
 */
final class Sections {
  private static final String GROUP = Canonical.extension("sectie-van");

  private final GroupNarrative narrative;
  private final InformationCategories categories;

  Sections(GroupNarrative narrative, InformationCategories categories) {
    this.narrative = narrative;
    this.categories = categories;
  }

  void fill(
      Questionnaire questionnaire, QuestionnaireResponse response, List<Extracted> extracted) {
    List<FormItem> items =
        FormItem.topLevel(questionnaire, response).stream().flatMap(FormItem::all).toList();
    Map<String, Set<String>> ofItem = categories.ofQuestionnaire(questionnaire.getUrl());
    for (Extracted each : extracted) {
      if (each.resource() instanceof Composition composition) {
        Map<Base, Set<String>> ofSection = new IdentityHashMap<>();
        categories
            .find(composition)
            .forEach(found -> ofSection.put(found.value(), found.categories()));
        composition
            .getSection()
            .removeIf(
                section -> {
                  Set<String> may = ofSection.getOrDefault(section, Set.of());
                  return !fill(section, new Readable(may, ofItem), items, extracted);
                });
      }
    }
  }

  /** Whether there is anything in it. */
  private boolean fill(
      SectionComponent section,
      Readable readable,
      List<FormItem> items,
      List<Extracted> extracted) {
    Extension group = section.getExtensionByUrl(GROUP);
    if (group == null) {
      return true;
    }
    section.removeExtension(GROUP);
    String linkId = group.getValue().primitiveValue();
    List<FormItem> groups = items.stream().filter(item -> linkId.equals(item.linkId())).toList();
    narrative.of(groups, readable::item).ifPresent(section::setText);
    extracted.stream()
        .filter(each -> each.linkIds().contains(linkId))
        .filter(
            each ->
                categories
                    .categoryOf(each.resource())
                    .filter(readable.categories()::contains)
                    .isPresent())
        .forEach(each -> section.addEntry(new Reference(each.fullUrl())));
    return section.hasText() || section.hasEntry();
  }

  private record Readable(Set<String> categories, Map<String, Set<String>> ofItem) {
    boolean item(FormItem item) {
      Set<String> needed = ofItem.getOrDefault(item.linkId(), Set.of());
      return !needed.isEmpty() && categories.containsAll(needed);
    }
  }
}
