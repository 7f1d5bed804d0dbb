package nl.keukentafel.casework.process.volume;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Quantity;

/**
 * The units of CodeSystem {@code iwmo-eenheid}. Those of time can be told in each other, the others
 * in nothing else, https://informatiemodel.istandaarden.nl (code list COD149).
 */
public enum Unit {
  MINUUT("01", "minuten", 1),
  UUR("04", "uren", 60),
  DAGDEEL("16", "dagdelen", 4 * 60),
  ETMAAL("14", "etmalen", 24 * 60),
  STUKS_OUTPUT("82", "stuks (output)", 0),
  EURO("83", "euro", 0),
  STUKS_INSPANNING("84", "stuks (inspanning)", 0);

  private static final String SYSTEM = Canonical.codeSystem("iwmo-eenheid");

  private final String code;
  private final String plural;
  private final int minutes;

  /**
   * @param minutes zero when it is no time
   */
  Unit(String code, String plural, int minutes) {
    this.code = code;
    this.plural = plural;
    this.minutes = minutes;
  }

  static Optional<Unit> of(Quantity quantity) {
    return SYSTEM.equals(quantity.getSystem()) ? of(quantity.getCode()) : Optional.empty();
  }

  /** The unit with this code of the list. */
  public static Optional<Unit> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /** How many of the smallest unit of its kind. */
  int size() {
    return Math.max(1, minutes);
  }

  public boolean fits(Unit other) {
    return this == other || (minutes > 0 && other.minutes > 0);
  }

  /** All that fit, for a person. */
  public String alike() {
    return Arrays.stream(values())
        .filter(this::fits)
        .map(each -> each.plural)
        .collect(Collectors.joining(", "));
  }

  public String code() {
    return code;
  }

  @Override
  public String toString() {
    return plural;
  }
}
