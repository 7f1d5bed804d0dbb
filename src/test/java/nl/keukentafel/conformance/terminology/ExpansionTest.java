package nl.keukentafel.conformance.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import nl.keukentafel.conformance.RealConformance;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.ValueSetExpansionContainsComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
  private static final ValueSetOperations VALUE_SETS =
      new ValueSetOperations(
          RealConformance.SUPPORT, RealConformance.RESOURCES.all(ValueSet.class));

  @ParameterizedTest
  @CsvSource({
    "poetshulp, hulp-bij-het-huishouden",
    "POETSHULP, hulp-bij-het-huishouden",
    "schoonmaak ondersteuning, hulp-bij-het-huishouden",
    "clientsysteem, clientsysteem",
    "wet langdurige zorg, wlz"
  })
  void findsAConceptByWhatPeopleCallIt(String words, String code) {
    assertThat(codes(expand("thesaurus-zorg-en-welzijn", words, null, null))).contains(code);
  }

  @Test
  void findsNothingForAWordThatNobodyUses() {
    assertThat(expand("thesaurus-zorg-en-welzijn", "xyzzy", null, null).getTotal()).isZero();
  }

  @Test
  void keepsTheOrderOfTheCodeSystem() {
    assertThat(codes(expand("iwmo-frequentie", null, null, null)))
        .containsExactly("1", "2", "4", "6");
  }

  @Test
  void pagesThroughTheWholeSetAndSaysHowManyThereAre() {
    ValueSet.ValueSetExpansionComponent page = expand("iwmo-eenheid", null, 2, 3);

    assertThat(page.getTotal()).isEqualTo(7);
    assertThat(codes(page)).containsExactly("14", "16", "82");
    assertThat(codes(expand("iwmo-eenheid", null, null, 0))).isEmpty();
  }

  @Test
  void expandsASetOfAnotherPublishersCodes() {
    assertThat(codes(expand("rookgedrag", null, null, null))).contains("449868002", "230059006");
  }

  @Test
  void showsTheLanguageThatIsAskedFor() {
    ValueSet english =
        VALUE_SETS.expand(
            null,
            url("iwmo-eenheid"),
            new StringType("uur"),
            null,
            null,
            new BooleanType(false),
            new CodeType("en"));

    assertThat(english.getExpansion().getContains())
        .extracting(ValueSetExpansionContainsComponent::getDisplay)
        .containsExactly("Hour", "Half day (4 hours)");
  }

  private static UriType url(String name) {
    return new UriType(Canonical.BASE + "/ValueSet/" + name);
  }

  private static ValueSet.ValueSetExpansionComponent expand(
      String name, @Nullable String filter, @Nullable Integer offset, @Nullable Integer count) {
    return VALUE_SETS
        .expand(
            null,
            url(name),
            filter == null ? null : new StringType(filter),
            offset == null ? null : new IntegerType(offset),
            count == null ? null : new IntegerType(count),
            null,
            null)
        .getExpansion();
  }

  private static Iterable<String> codes(ValueSet.ValueSetExpansionComponent expansion) {
    return expansion.getContains().stream()
        .map(ValueSetExpansionContainsComponent::getCode)
        .toList();
  }
}
