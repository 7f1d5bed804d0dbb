package nl.keukentafel.casework.verslag;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import nl.keukentafel.fhir.Day;
import org.hl7.fhir.r4.model.Narrative;
import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** What a citizen reads, from the templates in {@code verslag/}; in Dutch, with Dutch dates. */
public final class Pages {
  private static final Locale DUTCH = Locale.forLanguageTag("nl-NL");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", DUTCH);

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

  public Pages() {
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("verslag/");
    resolver.setSuffix(".html");
    resolver.setCharacterEncoding("UTF-8");
    templates.setTemplateResolver(resolver);
  }

  public String of(String template, Map<String, @Nullable Object> content) {
    return templates.process(template, new Context(DUTCH, content));
  }

  public static String narrative(Narrative text) {
    return NARRATIVE.sanitize(text.getDivAsString());
  }

  public static String day(LocalDate day) {
    return DAY.format(day);
  }

  public static String day(Date moment) {
    return day(moment.toInstant());
  }

  public static String day(Instant moment) {
    return DAY.format(moment.atZone(Day.HERE));
  }
}
