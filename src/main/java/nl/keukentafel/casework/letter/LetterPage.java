package nl.keukentafel.casework.letter;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The letter of a besluit, with what the client can do about it (Awb 3:41, 3:45, 6:7). */
final class LetterPage {
  /** One line of what was decided. */
  record Fact(String name, String value) {}

  private static final ZoneId HERE = ZoneId.of("Europe/Amsterdam");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.forLanguageTag("nl-NL"));
  private static final Map<ContractStatus, String> SENTENCES =
      new EnumMap<>(
          Map.of(
              ContractStatus.OFFERED,
              "Wij zijn van plan om u deze hulp te geven. Klopt er iets niet? Bel ons dan.",
              ContractStatus.EXECUTED,
              "Wij hebben besloten dat u deze hulp krijgt.",
              ContractStatus.REJECTED,
              "Wij hebben besloten dat u deze hulp niet krijgt.",
              ContractStatus.DISPUTED,
              "U bent het niet eens met ons besluit. Wij bekijken uw bezwaar.",
              ContractStatus.RENEWED,
              "Wij hebben besloten dat u deze hulp langer krijgt.",
              ContractStatus.REVOKED,
              "Wij hebben ons besluit over deze hulp ingetrokken.",
              ContractStatus.TERMINATED,
              "Wij hebben besloten dat deze hulp stopt."));

  private final TemplateEngine templates = new TemplateEngine();

  LetterPage() {
    ClassLoaderTemplateResolver resolver = new ClassLoaderTemplateResolver();
    resolver.setPrefix("letter/");
    resolver.setSuffix(".html");
    resolver.setCharacterEncoding("UTF-8");
    templates.setTemplateResolver(resolver);
  }

  /**
   * @param objectUntil the last day for bezwaar; absent when there is none against this
   */
  String of(Contract besluit, Patient client, String gemeente, @Nullable LocalDate objectUntil) {
    Context content = new Context(Locale.forLanguageTag("nl-NL"));
    content.setVariable(
        "title",
        besluit.getStatus() == ContractStatus.OFFERED
            ? "Wat wij van plan zijn te besluiten"
            : "Ons besluit over uw hulp");
    content.setVariable("sentence", SENTENCES.get(besluit.getStatus()));
    content.setVariable("address", address(client));
    content.setVariable("facts", facts(besluit, gemeente));
    content.setVariable(
        "objection",
        objectUntil == null
            ? null
            : "U kunt bezwaar maken tot en met %s. Schrijf aan %s waarom u het er niet mee eens bent."
                .formatted(DAY.format(objectUntil), gemeente));
    return templates.process("besluit", content);
  }

  private static String address(Patient client) {
    Address home = client.getAddressFirstRep();
    return Stream.of(
            client.getNameFirstRep().getNameAsSingleString(),
            home.getLine().stream().map(StringType::getValue).collect(Collectors.joining(" ")),
            Stream.of(home.getPostalCode(), home.getCity())
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining("  ")))
        .filter(line -> line != null && !line.isBlank())
        .collect(Collectors.joining("\n"));
  }

  private static List<Fact> facts(Contract besluit, String gemeente) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Van", gemeente));
    facts.add(new Fact("Nummer", besluit.getIdentifierFirstRep().getValue()));
    if (besluit.hasIssued()) {
      facts.add(new Fact("Datum", day(besluit.getIssued())));
    }
    besluit.getTerm().forEach(term -> facts.add(new Fact("Hulp", term.getOffer().getText())));
    if (besluit.getApplies().hasStart()) {
      facts.add(new Fact("Begint op", day(besluit.getApplies().getStart())));
    }
    if (besluit.getApplies().hasEnd()) {
      facts.add(new Fact("Duurt tot en met", day(besluit.getApplies().getEnd())));
    }
    return facts;
  }

  private static String day(Date moment) {
    return DAY.format(moment.toInstant().atZone(HERE));
  }
}
