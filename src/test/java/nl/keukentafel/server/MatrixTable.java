package nl.keukentafel.server;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Surfaces down, callers across, status codes between. */
record MatrixTable(List<Stranger> callers, Map<Surface, List<Integer>> statuses) {
  private static final int WIDTH = 70;

  @Override
  public String toString() {
    StringBuilder table = new StringBuilder("\nThe leak matrix: what is hidden is as absent\n");
    for (int i = 0; i < callers.size(); i++) {
      Stranger each = callers.get(i);
      table.append("  %2d  %s (%s)%n".formatted(i + 1, each.name(), each.role().code()));
    }
    table.append(" ".repeat(WIDTH));
    for (int i = 1; i <= callers.size(); i++) {
      table.append("%4d".formatted(i));
    }
    statuses.forEach((surface, row) -> table.append(line(surface, row)));
    return table
        .append("%n%d surfaces, %d callers%n".formatted(statuses.size(), callers.size()))
        .toString();
  }

  private static String line(Surface surface, List<Integer> row) {
    String name = surface.name().substring(0, Math.min(surface.name().length(), WIDTH));
    return "%n%-70s".formatted(name)
        + row.stream().map(" %d"::formatted).collect(Collectors.joining());
  }
}
