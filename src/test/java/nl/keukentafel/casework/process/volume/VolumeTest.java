package nl.keukentafel.casework.process.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import nl.keukentafel.conformance.RealConformance;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeTest {
  private static final int YEAR = 364;

  @Test
  void knowsEveryUnitOfTheList() {
    assertThat(
            RealConformance.RESOURCES
                .find(CodeSystem.class, Canonical.codeSystem("iwmo-eenheid"))
                .orElseThrow()
                .getConcept())
        .extracting(ConceptDefinitionComponent::getCode)
        .allMatch(code -> Unit.of(code).isPresent())
        .hasSameSizeAs(Unit.values());
  }

  @ParameterizedTest
  @CsvSource({
    "180, 01, 2, 180, 01, 2, false", // the same
    "179, 01, 2, 180, 01, 2, true",
    "3, 04, 2, 180, 01, 2, false", // three hours are 180 minutes
    "2, 04, 2, 180, 01, 2, true",
    "1, 16, 2, 180, 01, 2, false", // a dagdeel is four hours
    "1, 14, 2, 6, 16, 2, false", // six dagdelen are an etmaal
    "26, 01, 1, 180, 01, 2, false", // a day
    "25, 01, 1, 180, 01, 2, true",
    "780, 01, 4, 180, 01, 2, false", // a month is a twelfth of 52 weeks
    "779, 01, 4, 180, 01, 2, true",
    "9360, 01, 6, 180, 01, 2, false", // a total is for the whole year
    "9359, 01, 6, 180, 01, 2, true",
    "100, 82, 6, 101, 82, 6, true"
  })
  void tellsWhetherItIsLess(
      String value,
      String unit,
      String frequency,
      String valueBefore,
      String unitBefore,
      String frequencyBefore,
      boolean less) {
    assertThat(
            volume(value, unit, frequency)
                .isLessThan(volume(valueBefore, unitBefore, frequencyBefore), YEAR, YEAR))
        .contains(less);
  }

  @Test
  void cannotCompareWhatIsNotOfAKind() {
    assertThat(volume("3", "82", "2").isLessThan(volume("3", "84", "2"), YEAR, YEAR)).isEmpty();
    assertThat(volume("3", "83", "2").isLessThan(volume("3", "01", "2"), YEAR, YEAR)).isEmpty();
    assertThat(volume("9", "01", "6").isLessThan(volume("3", "01", "2"), 0, YEAR))
        .as("a total without an end")
        .isEmpty();
    assertThat(Unit.UUR.alike()).isEqualTo("minuten, uren, dagdelen, etmalen");
    assertThat(Unit.EURO.alike()).isEqualTo("euro");
  }

  @Test
  void aLongerTotalIsNoLess() {
    assertThat(volume("9", "01", "6").isLessThan(volume("9", "01", "6"), 2 * YEAR, YEAR))
        .contains(false);
  }

  @Test
  void coversWhatCouldBeGivenInThoseDays() {
    Volume weekly = volume("180", "01", "2");
    assertThat(weekly.covers(BigDecimal.valueOf(3), Unit.UUR, 1)).isTrue();
    assertThat(weekly.covers(BigDecimal.valueOf(6), Unit.UUR, 7)).isFalse();
    assertThat(weekly.covers(BigDecimal.valueOf(6), Unit.UUR, 8)).isTrue();
    assertThat(volume("40", "04", "6").covers(BigDecimal.valueOf(2400), Unit.MINUUT, 1)).isTrue();
    assertThat(volume("40", "04", "6").covers(BigDecimal.valueOf(2401), Unit.MINUUT, 1)).isFalse();
  }

  @Test
  void isNoneOfABudgetOrOfAnotherList() {
    assertThat(Volume.of(new Quantity())).isEqualTo(Optional.empty());
    assertThat(Volume.of(new Quantity(3).setSystem("http://unitsofmeasure.org").setCode("min")))
        .isEmpty();
  }

  private static Volume volume(String value, String unit, String frequency) {
    Quantity quantity =
        new Quantity()
            .setValue(new BigDecimal(value))
            .setSystem(Canonical.codeSystem("iwmo-eenheid"))
            .setCode(unit);
    quantity.addExtension(
        Canonical.extension("frequentie"),
        new Coding(Canonical.codeSystem("iwmo-frequentie"), frequency, null));
    return Volume.of(quantity).orElseThrow();
  }
}
