package nl.keukentafel.casework.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import nl.keukentafel.casework.process.WmoProcess.Transition;

/** Whether the process as it is written hangs together. */
final class ProcessCheck {
  private final WmoProcess process;
  private final List<String> mistakes = new ArrayList<>();

  ProcessCheck(WmoProcess process) {
    this.process = process;
  }

  List<String> mistakes() {
    Set<String> steps = process.steps().keySet();
    known("step", steps, process.start().steps());
    known("party", process.parties().keySet(), process.start().by());
    known("term", process.terms().keySet(), process.start().sets());
    Set<String> happenings =
        Arrays.stream(Happening.values()).map(Happening::code).collect(Collectors.toSet());
    known("happening", happenings, process.happenings().keySet());
    known("happening in words", process.happenings().keySet(), happenings);
    process.terms().values().stream()
        .filter(term -> term.days() + term.weeks() <= 0)
        .forEach(term -> mistakes.add("a term of no length"));
    process
        .terms()
        .values()
        .forEach(term -> known("party", process.parties().keySet(), List.of(term.whose())));
    for (Transition each : process.transitions()) {
      known("step", steps, each.from());
      known("step", steps, List.of(each.to()));
      known("party", process.parties().keySet(), each.by());
      known("term", process.terms().keySet(), each.begins());
      if (each.happening() != null) {
        known("happening", happenings, List.of(each.happening()));
      }
      if (each.by().isEmpty()) {
        mistakes.add("nobody moves it to " + each.to());
      }
      if (each.ends() && !each.begins().isEmpty()) {
        mistakes.add("a term begins and ends at once at " + each.to());
      }
    }
    if (mistakes.isEmpty()) {
      oneWay();
      reachable();
      closes();
    }
    return mistakes;
  }

  private void known(String kind, Set<String> all, Collection<String> named) {
    named.stream()
        .filter(each -> !all.contains(each))
        .forEach(each -> mistakes.add("no " + kind + " " + each));
  }

  /** From one step the same cause leads to one other. */
  private void oneWay() {
    Set<String> seen = new HashSet<>();
    for (Transition each : process.transitions()) {
      String cause = each.happening() == null ? "to " + each.to() : "on " + each.happening();
      each.from().stream()
          .map(step -> step + " " + cause)
          .filter(way -> !seen.add(way))
          .forEach(way -> mistakes.add("two ways from " + way));
    }
  }

  private void reachable() {
    Set<String> reached = new HashSet<>(process.start().steps());
    while (process.transitions().stream()
        .filter(each -> each.from().stream().anyMatch(reached::contains))
        .anyMatch(each -> reached.add(each.to()))) {
      // until nothing new is reached
    }
    process.steps().keySet().stream()
        .filter(step -> !reached.contains(step))
        .forEach(step -> mistakes.add("nothing leads to " + step));
  }

  /** From every step there is a way to the end, and none goes on from there. */
  private void closes() {
    Set<String> closing =
        process.steps().entrySet().stream()
            .filter(step -> step.getValue().closed())
            .map(step -> step.getKey())
            .collect(Collectors.toCollection(HashSet::new));
    process.transitions().stream()
        .filter(each -> each.from().stream().anyMatch(closing::contains))
        .forEach(each -> mistakes.add("a closed aanvraag goes on to " + each.to()));
    while (process.transitions().stream()
        .filter(each -> closing.contains(each.to()))
        .anyMatch(each -> closing.addAll(each.from()))) {
      // until nothing new ends there
    }
    process.steps().keySet().stream()
        .filter(step -> !closing.contains(step))
        .forEach(step -> mistakes.add(step + " is a dead end"));
  }
}
