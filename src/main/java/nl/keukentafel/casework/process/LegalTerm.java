package nl.keukentafel.casework.process;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.time.MonthDay;
import java.util.Set;

/**
 * A term that the law sets.
 *
 * @param whose the party that has to act before it is over
 */
public record LegalTerm(int days, int weeks, String whose, String article) {
  private static final Set<MonthDay> FIXED =
      Set.of(
          MonthDay.of(Month.JANUARY, 1),
          MonthDay.of(Month.MAY, 5),
          MonthDay.of(Month.DECEMBER, 25),
          MonthDay.of(Month.DECEMBER, 26));

  /**
   * The last day: one that would be a Saturday, a Sunday or a holiday becomes the next that is not.
   *
   * @see <a href="https://wetten.overheid.nl/BWBR0002448">Algemene termijnenwet 1 and 3</a>
   */
  public LocalDate lastDay(LocalDate from) {
    LocalDate last = from.plusWeeks(weeks).plusDays(days);
    while (isFree(last)) {
      last = last.plusDays(1);
    }
    return last;
  }

  private static boolean isFree(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY
        || day.getDayOfWeek() == DayOfWeek.SUNDAY
        || FIXED.contains(MonthDay.from(day))
        || day.equals(koningsdag(day.getYear()))
        || Set.of(-2L, 1L, 39L, 50L)
            .contains(day.toEpochDay() - easter(day.getYear()).toEpochDay());
  }

  private static LocalDate koningsdag(int year) {
    LocalDate day = LocalDate.of(year, Month.APRIL, 27);
    return day.getDayOfWeek() == DayOfWeek.SUNDAY ? day.minusDays(1) : day;
  }

  /** First Easter day, by the method of Meeus, Jones and Butcher. */
  private static LocalDate easter(int year) {
    int a = year % 19;
    int b = year / 100;
    int c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;
    return LocalDate.of(year, n / 31, n % 31 + 1);
  }
}
