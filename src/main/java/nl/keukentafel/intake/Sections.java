package nl.keukentafel.intake;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.keukentafel.conformance.ConformanceResources;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Herkomst;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Questionnaire;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;

/**
 * Fills the sections of a Composition that each stand for a group of the form,
 * https://hl7.org/fhir/R4/composition.html.
 *
 * <p>A section holds only what is of the categories that the profile gives it, so that whoever may
 * read the section may read all of it. For the same reason what came from another has a section of
 * its own, one for each origin.
 */
final class Sections {
  private static final String GROUP = Canonical.extension("sectie-van");

  /** In place of a group: what came from another, of all groups. */
  private static final String OF_ANOTHER = "andere-bron";

  private final GroupNarrative narrative;
  private final AnswerText texts;
  private final InformationCategories categories;

  Sections(ConformanceResources resources, InformationCategories categories) {
    this.narrative = new GroupNarrative(resources);
    this.texts = new AnswerText(resources);
    this.categories = categories;
  }

  void fill(
      Questionnaire questionnaire, QuestionnaireResponse response, List<Extracted> extracted) {
    Map<Optional<Herkomst>, List<FormItem>> told = new LinkedHashMap<>();
    for (Optional<Herkomst> origin : Origins.in(FormItem.topLevel(questionnaire, response))) {
      told.put(origin, FormItem.topLevel(questionnaire, Origins.only(origin, response)));
    }
    Map<String, Set<String>> ofItem = categories.ofQuestionnaire(questionnaire.getUrl());
    for (Extracted each : extracted) {
      if (each.resource() instanceof Composition composition) {
        Map<Base, Set<String>> ofSection = new IdentityHashMap<>();
        categories
            .find(composition)
            .forEach(found -> ofSection.put(found.value(), found.categories()));
        composition.setSection(
            composition.getSection().stream()
                .flatMap(
                    section -> {
                      Set<String> may = ofSection.getOrDefault(section, Set.of());
                      return filled(section, new Readable(may, ofItem), told, extracted);
                    })
                .toList());
      }
    }
  }

  /** The section, or one for each origin, as far as there is anything in it. */
  private Stream<SectionComponent> filled(
      SectionComponent section,
      Readable readable,
      Map<Optional<Herkomst>, List<FormItem>> told,
      List<Extracted> extracted) {
    Extension group = section.getExtensionByUrl(GROUP);
    if (group == null) {
      return Stream.of(section);
    }
    section.removeExtension(GROUP);
    String linkId = group.getValue().primitiveValue();
    if (!linkId.equals(OF_ANOTHER)) {
      List<FormItem> groups =
          told.getOrDefault(Optional.<Herkomst>empty(), List.of()).stream()
              .flatMap(FormItem::all)
              .filter(item -> linkId.equals(item.linkId()))
              .toList();
      Stream<Extracted> own = extracted.stream().filter(each -> each.linkIds().contains(linkId));
      return filled(section, readable, Optional.empty(), groups, own);
    }
    return told.keySet().stream()
        .filter(Optional::isPresent)
        .flatMap(
            origin ->
                filled(
                    stating(section, origin.get()),
                    readable,
                    origin,
                    told.getOrDefault(origin, List.of()),
                    extracted.stream()));
  }

  private SectionComponent stating(SectionComponent section, Herkomst origin) {
    SectionComponent stating = section.copy();
    Coding code = new Coding().setSystem(Canonical.codeSystem("herkomst")).setCode(origin.code());
    stating.setTitle(section.getTitle() + ": " + texts.of(code));
    stating.addExtension(Origins.EXTENSION, new CodeType(origin.code()));
    return stating;
  }

  private Stream<SectionComponent> filled(
      SectionComponent section,
      Readable readable,
      Optional<Herkomst> origin,
      List<FormItem> groups,
      Stream<Extracted> extracted) {
    narrative.of(groups, readable::item).ifPresent(section::setText);
    extracted
        .filter(each -> Origins.own((DomainResource) each.resource()).equals(origin))
        .filter(
            each ->
                categories
                    .categoryOf(each.resource())
                    .filter(readable.categories()::contains)
                    .isPresent())
        .forEach(each -> section.addEntry(new Reference(each.fullUrl())));
    return section.hasText() || section.hasEntry() ? Stream.of(section) : Stream.empty();
  }

  private record Readable(Set<String> categories, Map<String, Set<String>> ofItem) {
    boolean item(FormItem item) {
      Set<String> needed = ofItem.getOrDefault(item.linkId(), Set.of());
      return !needed.isEmpty() && categories.containsAll(needed);
    }
  }
}
