package dev.freshet.core.watch;

import dev.freshet.core.RunningTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link LeakWatch} found at one moment, with its evidence.
 *
 * <pre>{@code
 * if (verdict.leaking()) {
 *   log.warn("{}", verdict); // LEAK in prices: +4.0 live tasks/s [3.8, 4.1] over 9 s, 21 tasks ...
 *   verdict.groups().getFirst().stack().forEach(frame -> log.warn("  at {}", frame));
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param pool name of the pool
 * @param leaking whether live tasks grow without converging, and old tasks explain it
 * @param live tasks that run or wait
 * @param perSecond by how much their number rises: the slope of Theil and Sen; 0 if it does not
 *     rise steadily
 * @param lowPerSecond lower end of its 95 % interval
 * @param highPerSecond upper end
 * @param chance probability that such a rise is none (Mann-Kendall, one-sided); 1 if there is none
 * @param watched the time in which it rose
 * @param suspectAge from which age on tasks counted as old
 * @param old running tasks of that age, oldest first; at most 1,000
 * @param groups the same tasks by stack, the largest group first
 */
public record LeakVerdict(
    String pool,
    boolean leaking,
    long live,
    double perSecond,
    double lowPerSecond,
    double highPerSecond,
    double chance,
    Duration watched,
    Duration suspectAge,
    List<RunningTask> old,
    List<StackGroup> groups) {

  /** Copies the lists. */
  public LeakVerdict {
    old = List.copyOf(old);
    groups = List.copyOf(groups);
  }

  /**
   * Tasks that were found at the same place.
   *
   * @param count how many
   * @param name of the oldest
   * @param age of the oldest
   * @param stack of all of them, innermost frame first
   */
  public record StackGroup(int count, String name, Duration age, List<StackTraceElement> stack) {
    /** Copies the stack. */
    public StackGroup {
      stack = List.copyOf(stack);
    }

    /** Groups tasks, oldest first, by stack. */
    static List<StackGroup> of(List<RunningTask> tasks) {
      Map<List<StackTraceElement>, List<RunningTask>> byStack = new LinkedHashMap<>();
      for (RunningTask task : tasks) {
        byStack.computeIfAbsent(task.stack(), _ -> new ArrayList<>()).add(task);
      }
      return byStack.entrySet().stream()
          .map(
              group -> {
                RunningTask oldest = group.getValue().getFirst();
                return new StackGroup(
                    group.getValue().size(), oldest.name(), oldest.age(), group.getKey());
              })
          .sorted(Comparator.comparingInt(StackGroup::count).reversed())
          .toList();
    }
  }

  /** The verdict in one line: rise, old tasks and the place where most of them are. */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    line.append(leaking ? "LEAK in " : "no leak in ").append(pool);
    line.append(
        ": %+.1f live tasks/s [%.1f, %.1f] over %d s, %d live, %d older than %d ms"
            .formatted(
                perSecond,
                lowPerSecond,
                highPerSecond,
                watched.toSeconds(),
                live,
                old.size(),
                suspectAge.toMillis()));
    if (!groups.isEmpty()) {
      StackGroup most = groups.getFirst();
      line.append(", %d of them as %s".formatted(most.count(), most.name()));
      if (!most.stack().isEmpty()) {
        line.append(" at ").append(most.stack().getFirst());
      }
    }
    return line.toString();
  }
}
