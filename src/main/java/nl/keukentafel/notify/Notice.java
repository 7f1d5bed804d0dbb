package nl.keukentafel.notify;

import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.keukentafel.access.dossier.Dossiers;
import nl.keukentafel.access.dossier.Dossiers.Ending;
import org.jspecify.annotations.Nullable;

/** Which toewijzingen end so soon that it is told: each gemeente says how many months ahead. */
public final class Notice {
  private final Dossiers dossiers;
  private final int months;
  private final Map<String, Integer> monthsOf;

  /**
   * @param months of a gemeente that said nothing
   * @param monthsOf by gemeentecode
   */
  Notice(Dossiers dossiers, int months, Map<String, Integer> monthsOf) {
    this.dossiers = dossiers;
    this.months = months;
    this.monthsOf = Map.copyOf(monthsOf);
  }

  List<Ending> of(LocalDate today) {
    return due(dossiers.endingBetween(today, furthest(today)), today);
  }

  /** Those of one client. */
  public List<Ending> of(LocalDate today, String patient) {
    return due(dossiers.endingBetween(today, furthest(today), patient), today);
  }

  private LocalDate furthest(LocalDate today) {
    return today.plusMonths(
        Collections.max(Stream.concat(Stream.of(months), monthsOf.values().stream()).toList()));
  }

  private List<Ending> due(List<Ending> endings, LocalDate today) {
    return endings.stream()
        .filter(each -> !each.last().isAfter(today.plusMonths(months(each.gemeente()))))
        .toList();
  }

  private int months(@Nullable String gemeente) {
    return gemeente == null ? months : monthsOf.getOrDefault(gemeente, months);
  }
}
