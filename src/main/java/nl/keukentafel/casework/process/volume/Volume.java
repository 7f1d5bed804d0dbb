package nl.keukentafel.casework.process.volume;

import java.math.BigDecimal;
import java.util.Optional;
import nl.keukentafel.fhir.Canonical;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Quantity;

/**
 * The help that a toewijzing gives, {@code ServiceRequest.quantityQuantity} of {@code
 * wmo-toewijzing}: so much per day, week or month, or in all.
 *
 * @param twelfths of a day that the amount is for, so that a month is a twelfth of 52 weeks; zero
 *     when it is for the whole toewijzing
 */
public record Volume(BigDecimal amount, Unit unit, int twelfths) {
  private static final String FREQUENCY = Canonical.extension("frequentie");
  private static final int DAY = 12;

  /** Empty when a toewijzing has none, but a budget. */
  public static Optional<Volume> of(Quantity quantity) {
    return quantity.hasValue()
        ? Unit.of(quantity).map(unit -> new Volume(quantity.getValue(), unit, twelfths(quantity)))
        : Optional.empty();
  }

  private static int twelfths(Quantity quantity) {
    Extension frequency = quantity.getExtensionByUrl(FREQUENCY);
    String code = frequency == null ? "" : ((Coding) frequency.getValue()).getCode();
    return switch (code) {
      case "1" -> DAY;
      case "2" -> 7 * DAY;
      case "4" -> 52 * 7;
      default -> 0;
    };
  }

  /**
   * Whether it is less help than before.
   *
   * @param days that this toewijzing lasts, which tells how much a total is; zero without an end
   * @param daysBefore that it lasted
   * @return empty when that cannot be told: another kind of unit, or a total without an end beside
   *     so much a week
   */
  public Optional<Boolean> isLessThan(Volume before, long days, long daysBefore) {
    long mine = twelfths == 0 ? days * DAY : twelfths;
    long theirs = before.twelfths == 0 ? daysBefore * DAY : before.twelfths;
    if (twelfths == 0 && before.twelfths == 0) {
      mine = 1;
      theirs = 1;
    }
    return !unit.fits(before.unit) || mine == 0 || theirs == 0
        ? Optional.empty()
        : Optional.of(
            size()
                    .multiply(BigDecimal.valueOf(theirs))
                    .compareTo(before.size().multiply(BigDecimal.valueOf(mine)))
                < 0);
  }

  /**
   * Whether so much help could be given in so many days; what is for a week may be given on any day
   * of it.
   *
   * @param given of a unit that fits
   */
  public boolean covers(BigDecimal given, Unit of, long days) {
    long times = twelfths == 0 ? 1 : (days * DAY + twelfths - 1) / twelfths;
    return size()
            .multiply(BigDecimal.valueOf(times))
            .compareTo(given.multiply(BigDecimal.valueOf(of.size())))
        >= 0;
  }

  private BigDecimal size() {
    return amount.multiply(BigDecimal.valueOf(unit.size()));
  }
}
