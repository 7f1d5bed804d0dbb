package nl.keukentafel.fhir;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.BaseDateTimeType;

/** Days as they are in the Netherlands, wherever the server stands. */
public final class Day {
  public static final ZoneId HERE = ZoneId.of("Europe/Amsterdam");

  private Day() {}

  /**
   * The day of a date or time, https://hl7.org/fhir/R4/datatypes.html#dateTime; the first one of a
   * year or month.
   */
  public static LocalDate of(BaseDateTimeType time) {
    return isTime(time)
        ? LocalDate.ofInstant(time.getValue().toInstant(), HERE)
        : LocalDate.parse((time.getValueAsString() + "-01-01").substring(0, 10));
  }

  /** When it begins: a time by itself, a day at its midnight. */
  public static Instant start(BaseDateTimeType time) {
    return isTime(time) ? time.getValue().toInstant() : of(time).atStartOfDay(HERE).toInstant();
  }

  private static boolean isTime(BaseDateTimeType time) {
    return time.getPrecision().compareTo(TemporalPrecisionEnum.DAY) > 0;
  }
}
