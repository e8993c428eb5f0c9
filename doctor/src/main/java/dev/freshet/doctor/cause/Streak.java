package dev.freshet.doctor.cause;

import dev.freshet.doctor.Verdict.Evidence;
import dev.freshet.doctor.window.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Windows that met a threshold several times in a row, and the others to compare them with. One bad
 * window is a hiccup that any machine has; a cause lasts.
 *
 * @param hits windows of runs that were long enough, oldest first
 * @param others all other windows
 */
record Streak(List<Window> hits, List<Window> others) {
  static Optional<Streak> of(List<Window> windows, Predicate<Window> hit) {
    return of(windows, hit, Rule.IN_A_ROW);
  }

  static Optional<Streak> of(List<Window> windows, Predicate<Window> hit, int inARow) {
    List<Window> hits = new ArrayList<>();
    List<Window> others = new ArrayList<>();
    List<Window> run = new ArrayList<>();
    for (Window window : windows) {
      if (hit.test(window)) {
        run.add(window);
      } else {
        (run.size() >= inARow ? hits : others).addAll(run);
        run.clear();
        others.add(window);
      }
    }
    (run.size() >= inARow ? hits : others).addAll(run);
    return hits.isEmpty()
        ? Optional.empty()
        : Optional.of(new Streak(List.copyOf(hits), List.copyOf(others)));
  }

  /** Mean over the windows of the finding; those where it is not known do not count. */
  double mean(ToDoubleFunction<Window> figure) {
    return hits.stream()
        .mapToDouble(figure)
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  double sum(ToDoubleFunction<Window> figure) {
    return hits.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).sum();
  }

  boolean all(Predicate<Window> condition) {
    return hits.stream().allMatch(condition);
  }

  Window last() {
    return hits.getLast();
  }

  /** A counter in its quietest window (or its limit if all windows are bad) and in the finding. */
  Evidence evidence(String counter, ToDoubleFunction<Window> figure, Limit limit, String where) {
    String before =
        others.stream().mapToDouble(figure).filter(value -> !Double.isNaN(value)).min().stream()
            .mapToObj(limit::format)
            .findFirst()
            .orElseGet(limit::allowed);
    return new Evidence(counter, before, limit.format(mean(figure)), where);
  }
}
