package nl.keukentafel.casework.verslag;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionAttesterComponent;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

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

  private static final ZoneId HERE = ZoneId.of("Europe/Amsterdam");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.forLanguageTag("nl-NL"));

  /** A narrative could hold anything: of it remains what tells the story. */
  private static final PolicyFactory NARRATIVE =
      new HtmlPolicyBuilder()
          .allowElements("table", "tbody", "tr", "th", "td", "p", "br", "ul", "li", "div", "b", "i")
          .allowAttributes("colspan")
          .matching(true, "2")
          .onElements("th", "td")
          .allowAttributes("scope")
          .matching(true, "row", "col")
          .onElements("th")
          .toFactory();

  private final TemplateEngine templates = new TemplateEngine();

  VerslagPage() {
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("verslag/");
    resolver.setSuffix(".html");
    resolver.setCharacterEncoding("UTF-8");
    templates.setTemplateResolver(resolver);
  }

  /**
   * @param verslag as its reader may see it
   * @param parties for whom it is and who made it, as far as the reader may know
   */
  String of(Composition verslag, List<Fact> parties) {
    Context content = new Context(Locale.forLanguageTag("nl-NL"));
    List<Fact> facts = new ArrayList<>(parties);
    facts.add(new Fact("Datum", day(verslag.getDate())));
    facts.add(new Fact("Digitaal akkoord", approval(verslag.getAttester())));
    content.setVariable("title", verslag.getTitle());
    content.setVariable("facts", facts);
    content.setVariable(
        "sections", verslag.getSection().stream().map(VerslagPage::section).toList());
    return templates.process("verslag", content);
  }

  private static Section section(SectionComponent section) {
    return new Section(
        section.getTitle(),
        section.hasEmptyReason(),
        NARRATIVE.sanitize(section.getText().getDivAsString()));
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
    return who + " op " + day(attester.getTime());
  }

  private static String day(Date moment) {
    return DAY.format(moment.toInstant().atZone(HERE));
  }
}
