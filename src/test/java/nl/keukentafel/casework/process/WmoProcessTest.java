package nl.keukentafel.casework.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process as it is written, and mistakes in it that fail the start. */
class WmoProcessTest {
  private static final Path FILE = Path.of("src/main/resources/process/wmo.yaml");
  private final WmoProcess process = WmoProcess.load();

  @Test
  void hasTheStepsAndTermsOfTheCodeSystems() throws IOException {
    assertThat(process.steps().keySet()).isEqualTo(codes("processtap"));
    assertThat(process.terms().keySet()).isEqualTo(codes("termijn"));
  }

  private static Set<String> codes(String system) throws IOException {
    String json = Files.readString(Path.of("terminology/CodeSystem-" + system + ".json"));
    return FhirContext.forR4Cached()
        .newJsonParser()
        .parseResource(CodeSystem.class, json)
        .getConcept()
        .stream()
        .map(ConceptDefinitionComponent::getCode)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "to: screening, | to: screning, | no step screning",
        "by: [adviseur] | by: [arts] | no party arts",
        "sets: [beschikking] | sets: [besluit] | no term besluit",
        "on: verslag-gemaakt, | on: verslag-kwijt, | no happening verslag-kwijt",
        "  opdracht-geweigerd: de | #  opdracht-geweigerd: de | in words opdracht-geweigerd",
        "on: advies-vervallen, | on: advies-gegeven, | two ways from adviesaanvraag",
        "to: intake, on: | to: start, on: | nothing leads to intake",
        "closed: true | closed: false | is a dead end",
        "from: [beeindiging], to | from: [afgesloten], to | closed aanvraag goes on",
        "roles: [medisch-adviseur] | roles: [arts] | no Role has the code arts",
        "weeks: 2 | weeks: 0 | no length",
        "ends: true | eindigt: true | eindigt"
      })
  void isRefusedWithAMistakeInIt(String from, String to, String says) throws IOException {
    String text = Files.readString(FILE);
    assertThat(text).contains(from);
    byte[] wrong = text.replace(from, to).getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> WmoProcess.read(new ByteArrayInputStream(wrong)))
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource({
    "onderzoek, 2026-02-16, 2026-03-30",
    "persoonlijk-plan, 2026-11-26, 2026-12-03",
    "beschikking, 2026-03-20, 2026-04-07", // Goede Vrijdag, a weekend, Tweede Paasdag
    "beschikking, 2026-04-13, 2026-04-28", // Koningsdag
    "beschikking, 2026-12-11, 2026-12-28", // Christmas, and a Sunday
    "beschikking, 2026-04-30, 2026-05-15", // Hemelvaartsdag
    "beschikking, 2027-05-03, 2027-05-18", // Tweede Pinksterdag
    "bezwaar, 2026-03-20, 2026-05-01",
    "bezwaar, 2026-03-24, 2026-05-06" // 5 May
  })
  void aTermEndsOnADayThatIsNotFree(String term, LocalDate from, LocalDate until) {
    assertThat(process.term(term).lastDay(from)).isEqualTo(until);
  }
}
