package dev.freshet.lab.run;

import dev.freshet.lab.TooLittleTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What fits into the time: which cells, and how many rounds of them.
 *
 * <p>A comparison needs rounds more than it needs company: comparisons are left out from the end of
 * the list until each of the rest gets {@value #LEAST_ROUNDS} rounds (or as many as were asked
 * for). Only the first comparison is kept with fewer.
 *
 * @param cells what is run in each round
 * @param rounds how many rounds fit by what the workloads expect
 * @param leftOut what does not fit, one line each
 */
public record Schedule(List<Planned> cells, int rounds, List<String> leftOut) {
  /** With five rounds the extremes of the bootstrap are still seldom the extremes of the data. */
  static final int LEAST_ROUNDS = 5;

  /** Beyond this an interval narrows by a tenth for every fifth part more of time. */
  static final int MOST_ROUNDS = 20;

  /** Keeps unmodifiable copies. */
  public Schedule {
    cells = List.copyOf(cells);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Plans.
   *
   * @param candidates all that is asked for, comparison by comparison, the most important first
   * @param time how long all may take; null for without end
   * @param rounds how many rounds are asked for; 0 for as many as fit
   * @return what fits
   * @throws TooLittleTime if not one round of the first comparison fits
   */
  public static Schedule of(List<Planned> candidates, @Nullable Duration time, int rounds) {
    int wanted = rounds > 0 ? rounds : LEAST_ROUNDS;
    int most = rounds > 0 ? rounds : MOST_ROUNDS;
    if (time == null) {
      return new Schedule(candidates, most, List.of());
    }
    double budget = time.toMillis() / 1e3;
    List<Planned> kept = new ArrayList<>(candidates);
    List<String> leftOut = new ArrayList<>();
    while (fitting(kept, budget) < wanted && groups(kept) > 1) {
      leftOut.addFirst(dropLast(kept));
    }
    int fitting = fitting(kept, budget);
    if (fitting < 1) {
      throw new TooLittleTime(time, Duration.ofSeconds((long) Math.ceil(seconds(kept))));
    }
    if (fitting < rounds) {
      leftOut.add("rounds: %d of %d asked for fit".formatted(fitting, rounds));
    }
    return new Schedule(kept, Math.min(fitting, most), leftOut);
  }

  private static String dropLast(List<Planned> cells) {
    Planned last = cells.getLast();
    List<Planned> group = cells.stream().filter(last::sameGroup).toList();
    cells.removeAll(group);
    return String.format(
        Locale.ROOT,
        "%s with %d %s (%d subjects, about %.0f s a round)",
        last.key().workload(),
        last.key().producers(),
        last.key().producers() == 1 ? "producer" : "producers",
        group.size(),
        seconds(group));
  }

  private static int groups(List<Planned> cells) {
    int groups = 0;
    for (int i = 0; i < cells.size(); i++) {
      if (i == 0 || !cells.get(i).sameGroup(cells.get(i - 1))) {
        groups++;
      }
    }
    return groups;
  }

  private static int fitting(List<Planned> cells, double budget) {
    return (int) Math.min(Integer.MAX_VALUE, budget / seconds(cells));
  }

  /**
   * The same, when something was left out before.
   *
   * @param earlier what it was, one line each
   * @return those lines first
   */
  public Schedule without(List<String> earlier) {
    return new Schedule(cells, rounds, Stream.concat(earlier.stream(), leftOut.stream()).toList());
  }

  /**
   * What one round takes.
   *
   * @return seconds, as the workloads expect
   */
  public double seconds() {
    return seconds(cells);
  }

  /** What one round of these cells takes, as their workloads expect. */
  static double seconds(List<Planned> cells) {
    return cells.stream().mapToDouble(Planned::expectedSeconds).sum();
  }

  /**
   * The order of a round. What is compared runs close together in time. Each round begins with the
   * next subject, and every other round runs backwards, so that none always follows the same one or
   * always meets the machine as the last one left it.
   *
   * @param round from 1
   */
  List<Planned> order(int round) {
    List<Planned> order = new ArrayList<>();
    int from = 0;
    while (from < cells.size()) {
      int to = from;
      while (to < cells.size() && cells.get(to).sameGroup(cells.get(from))) {
        to++;
      }
      int size = to - from;
      for (int i = 0; i < size; i++) {
        int step = round % 2 == 1 ? i : size - i;
        order.add(cells.get(from + (step + round - 1) % size));
      }
      from = to;
    }
    return order;
  }
}
