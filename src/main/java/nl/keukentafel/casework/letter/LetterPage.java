package nl.keukentafel.casework.letter;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.keukentafel.casework.verslag.Pages;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.Contract;
import org.hl7.fhir.r4.model.Contract.ContractStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/** The letter of a besluit, with what the client can do about it (Awb 3:41, 3:45, 6:7). */
final class LetterPage {
  /** One line of what was decided. */
  record Fact(String name, String value) {}

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

  private final Pages pages = new Pages();

  /**
   * @param objectUntil the last day for bezwaar; absent when there is none against this
   */
  String of(Contract besluit, Patient client, String gemeente, @Nullable LocalDate objectUntil) {
    Map<String, @Nullable Object> content = new HashMap<>();
    content.put(
        "title",
        besluit.getStatus() == ContractStatus.OFFERED
            ? "Wat wij van plan zijn te besluiten"
            : "Ons besluit over uw hulp");
    content.put("sentence", SENTENCES.get(besluit.getStatus()));
    content.put("address", address(client));
    content.put("facts", facts(besluit, gemeente));
    content.put(
        "objection",
        objectUntil == null
            ? null
            : "U kunt bezwaar maken tot en met %s. Schrijf aan %s waarom u het er niet mee eens bent."
                .formatted(Pages.day(objectUntil), gemeente));
    return pages.of("besluit", content);
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
      facts.add(new Fact("Datum", Pages.day(besluit.getIssued())));
    }
    besluit.getTerm().forEach(term -> facts.add(new Fact("Hulp", term.getOffer().getText())));
    if (besluit.getApplies().hasStart()) {
      facts.add(new Fact("Begint op", Pages.day(besluit.getApplies().getStart())));
    }
    if (besluit.getApplies().hasEnd()) {
      facts.add(new Fact("Duurt tot en met", Pages.day(besluit.getApplies().getEnd())));
    }
    return facts;
  }
}
