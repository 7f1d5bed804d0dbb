package nl.keukentafel.access.judgement;

import java.util.Optional;
import nl.keukentafel.conformance.Found;
import nl.keukentafel.conformance.InformationCategories;
import nl.keukentafel.fhir.Canonical;
import nl.keukentafel.policy.Act;
import nl.keukentafel.policy.Asker;
import nl.keukentafel.policy.Category;
import nl.keukentafel.policy.Decision;
import nl.keukentafel.policy.DossierClass;
import nl.keukentafel.policy.Herkomst;
import nl.keukentafel.policy.Rule;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Resource;

/**
 * Leaves out of a readable resource the elements that this asker may not read. A section of a
 * verslag stays as a black bar that names its rule: title, reason and nothing else.
 */
public final class Mask {
  private static final Coding MASKED =
      new Coding("http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "MASKED", null);
  private static final String HERKOMST = Canonical.extension("herkomst");
  private static final String EMPTY_REASON =
      "http://terminology.hl7.org/CodeSystem/list-empty-reason";

  private final Judge judge;
  private final InformationCategories categories;

  public Mask(Judge judge, InformationCategories categories) {
    this.judge = judge;
    this.categories = categories;
  }

  /** The resource itself when nothing is hidden, else a masked copy. */
  public Resource apply(Asker asker, Resource resource) {
    DossierClass whole = Labels.read(resource).orElseThrow();
    if (categories.find(resource).stream()
        .allMatch(found -> refused(asker, whole, found).isEmpty())) {
      return resource;
    }
    Resource copy = resource.copy();
    for (Found found : categories.find(copy)) {
      refused(asker, whole, found).ifPresent(rule -> hide(found, rule));
    }
    copy.getMeta().addSecurity(MASKED.copy());
    return copy;
  }

  /** A section from another goes altogether: even a bar would say that there is something. */
  private static void hide(Found found, Rule rule) {
    if (found.value() instanceof SectionComponent section && stated(found).isEmpty()) {
      blacken(section, rule);
    } else {
      found.remove();
    }
  }

  private Optional<Rule> refused(Asker asker, DossierClass whole, Found found) {
    Herkomst from = stated(found).orElse(whole.herkomst());
    return found.categories().stream()
        .map(category -> new DossierClass(whole.controller(), Category.of(category), from))
        .map(what -> judge.decide(asker, Act.RAADPLEGEN, what))
        .filter(decision -> !decision.permitted())
        .map(Decision::rule)
        .findFirst();
  }

  /** A part can have come from another than the whole. */
  private static Optional<Herkomst> stated(Found found) {
    return found.value() instanceof Element part && part.hasExtension(HERKOMST)
        ? Optional.of(Herkomst.of(part.getExtensionString(HERKOMST)))
        : Optional.empty();
  }

  /** FHIR wants a section to hold something (cmp-1): what remains is why there is no more. */
  private static Narrative reason(Rule rule) {
    Narrative reason = new Narrative().setStatus(NarrativeStatus.GENERATED);
    reason
        .getDiv()
        .addTag("p")
        .addText(
            "Dit onderdeel is zwart gemaakt. " + rule.sentence() + " (" + rule.citation() + ")");
    return reason;
  }

  private static void blacken(SectionComponent section, Rule rule) {
    section
        .setText(reason(rule))
        .setEntry(null)
        .setSection(null)
        .setAuthor(null)
        .setEmptyReason(
            new CodeableConcept(new Coding(EMPTY_REASON, "withheld", "Information Withheld")));
    section.addExtension(new Extension(Canonical.extension("grondslag"), Refusal.coding(rule)));
  }
}
