package dev.freshet.core.figures;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks that run for longer than their budget, by looking at the workers from time to time.
 *
 * <pre>{@code
 * HogWatch watch = new HogWatch(budgetNanos, System::nanoTime);
 * // every watch.periodNanos():
 * watch.look(slots, (slot, progress, task, nanos) -> report(slot, nanos));
 * }</pre>
 *
 * <p>Confined to one thread at a time. A look is O(slots), some 10 ns for each; memory is 30 bytes
 * for each slot ever seen.
 */
public final class HogWatch {
  /*
   * The hot path pays nothing
   * -------------------------
   * A worker counts what it completed and failed anyway. A slot that is running at two looks, with
   * the same counters and the same record, has run the same task in between: a plain task cannot
   * end without a count, and a record that ends without one (cancelled, expired) is another object
   * than its successor. A slot that was not running at a look starts anew.
   *
   * A nested task that a worker runs while it waits counts as progress of the outer one.
   *
   * How exact
   * ---------
   * The age runs from the first look that saw the task. The clock is read after that look read the
   * counters, and before the present look reads any, so the task really runs for at least so long:
   * no task is reported that stayed within its budget. With a look each period,
   *
   *     budget <= reported age <= budget + period,    true age <= reported age + period
   *
   * plus the time a look itself takes.
   */

  /** Looks in a budget: a hog is reported before its true age is one and a half budgets. */
  private static final int LOOKS_PER_BUDGET = 4;

  /** Shortest period, in nanoseconds: a look at 50,000 slots takes half of it. */
  private static final long SHORTEST_PERIOD = 1_000_000;

  /** Longest period, in nanoseconds: nobody waits longer to learn of a hog. */
  private static final long LONGEST_PERIOD = 1_000_000_000;

  private static final int FIRST_SLOTS = 64;

  private final long budgetNanos;
  private final LongSupplier nanoClock;

  private long[] progressOf = new long[FIRST_SLOTS];
  private long[] since = new long[FIRST_SLOTS];
  private long[] lookOf = new long[FIRST_SLOTS];
  private boolean[] told = new boolean[FIRST_SLOTS];
  private @Nullable Object[] taskOf = new @Nullable Object[FIRST_SLOTS];

  private long look = 1; // so that no slot seems to have been seen at the look before the first
  private int overdue;
  private long reported;

  /** What to look at. */
  @FunctionalInterface
  public interface Slots {
    /**
     * Shows each slot that runs a task now. A worker that waits for a task is not shown.
     *
     * @param visitor is called on the same thread, once for each such slot
     */
    void forEach(Visitor visitor);
  }

  /** Is shown the slots. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * A slot that runs a task.
     *
     * @param slot its number; small, as they index an array
     * @param progress how many tasks it has ended, in any way that is counted for it
     * @param task the record that runs; null for a task without one. Kept until the next look
     */
    void running(int slot, long progress, @Nullable Object task);
  }

  /** Is told of hogs. */
  @FunctionalInterface
  public interface Reporter {
    /**
     * A task has overrun its budget. Who takes its stack reads the progress once more afterwards:
     * unchanged, the stack is that of this task.
     *
     * @param slot where it runs
     * @param progress the slot's progress, as it was shown
     * @param task the record, as it was shown
     * @param nanos how long it runs, at least
     */
    void overran(int slot, long progress, @Nullable Object task, long nanos);
  }

  /**
   * A watch.
   *
   * @param budgetNanos how long a task may run, in nanoseconds
   * @param nanoClock answers the time in nanoseconds, as {@link System#nanoTime} does
   * @throws IllegalArgumentException if the budget is not positive
   */
  public HogWatch(long budgetNanos, LongSupplier nanoClock) {
    if (budgetNanos <= 0) {
      throw new IllegalArgumentException(
          "budgetNanos: value is " + budgetNanos + "; allowed is 1 or more");
    }
    this.budgetNanos = budgetNanos;
    this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
  }

  /**
   * How often to look.
   *
   * @return nanoseconds: a quarter of the budget, within 1 ms and 1 s
   */
  public long periodNanos() {
    return Math.clamp(budgetNanos / LOOKS_PER_BUDGET, SHORTEST_PERIOD, LONGEST_PERIOD);
  }

  /**
   * Looks at all slots and reports the tasks that have become hogs since the last look.
   *
   * @param slots what to look at
   * @param reporter is told of each such task once, on this thread, during the visit of its slot
   */
  public void look(Slots slots, Reporter reporter) {
    long now = nanoClock.getAsLong();
    look++;
    overdue = 0;
    slots.forEach((slot, progress, task) -> visit(now, slot, progress, task, reporter));
    forgetTheIdle();
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the same record is the question
  private void visit(long now, int slot, long progress, @Nullable Object task, Reporter reporter) {
    if (slot >= lookOf.length) {
      grow(slot);
    }
    boolean same = lookOf[slot] == look - 1 && progressOf[slot] == progress && taskOf[slot] == task;
    lookOf[slot] = look;
    if (!same) {
      progressOf[slot] = progress;
      taskOf[slot] = task;
      told[slot] = false;
      since[slot] = nanoClock.getAsLong();
    } else if (now - since[slot] >= budgetNanos) {
      overdue++;
      if (!told[slot]) {
        told[slot] = true;
        reported++;
        reporter.overran(slot, progress, task, now - since[slot]);
      }
    }
  }

  /** Lets go of the records of slots that run nothing. */
  private void forgetTheIdle() {
    for (int slot = 0; slot < lookOf.length; slot++) {
      if (lookOf[slot] != look) {
        taskOf[slot] = null;
      }
    }
  }

  private void grow(int slot) {
    int length = Math.max(slot + 1, lookOf.length * 2);
    progressOf = Arrays.copyOf(progressOf, length);
    since = Arrays.copyOf(since, length);
    lookOf = Arrays.copyOf(lookOf, length);
    told = Arrays.copyOf(told, length);
    taskOf = Arrays.copyOf(taskOf, length);
  }

  /**
   * How many tasks were over their budget at the last look, told before or not.
   *
   * @return a count
   */
  public int overdue() {
    return overdue;
  }

  /**
   * How many tasks were reported since the watch was built.
   *
   * @return a count
   */
  public long reported() {
    return reported;
  }
}
