package nl.keukentafel.casework.verslag;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttesterComponent;
import org.hl7.fhir.r4.model.Composition.SectionComponent;

/**
 * The verslag as a page, https://www.w3.org/TR/xhtml1/. A part that the reader may not see is a
 * black bar with the reason below it; there is nothing under the bar.
 */
final class VerslagPage {
  /** One line of what the document is: for whom, by whom, of when. */
  record Fact(String name, String value) {}

  /**
   * @param text safe XHTML
   */
  record Section(String title, boolean withheld, String text) {}

  private final Pages pages = new Pages();

  /**
   * @param verslag as its reader may see it
   * @param parties for whom it is and who made it, as far as the reader may know
   */
  String of(Composition verslag, List<Fact> parties) {
    List<Fact> facts = new ArrayList<>(parties);
    facts.add(new Fact("Datum", Pages.day(verslag.getDate())));
    facts.add(new Fact("Digitaal akkoord", approval(verslag.getAttester())));
    verslag.getExtensionsByUrl(Canonical.extension("verklaring")).stream()
        .map(each -> new Fact("Verklaring van de cliënt", each.getValue().primitiveValue()))
        .forEach(facts::add);
    return pages.of(
        "verslag",
        Map.of(
            "title",
            verslag.getTitle(),
            "facts",
            facts,
            "sections",
            verslag.getSection().stream().map(VerslagPage::section).toList()));
  }

  private static Section section(SectionComponent section) {
    return new Section(
        section.getTitle(), section.hasEmptyReason(), Pages.narrative(section.getText()));
  }

  private static String approval(List<CompositionAttesterComponent> attesters) {
    return attesters.isEmpty()
        ? "Nog niet gegeven"
        : String.join(", ", attesters.stream().map(VerslagPage::approval).toList());
  }

  private static String approval(CompositionAttesterComponent attester) {
    String who =
        attester.getParty().getReferenceElement().getResourceType().equals("Patient")
            ? "door de cliënt"
            : "door de vertegenwoordiger";
    return who + " op " + Pages.day(attester.getTime());
  }
}
