package dev.freshet.core;

import java.time.Duration;
import java.util.Objects;

/**
 * In which order waiting tasks get their turn: the second of a pool's three choices, beside {@link
 * Workers} and {@link Sizing}.
 *
 * <pre>{@code
 * TaskPool pool = TaskPool.builder().limit(64).discipline(Discipline.priority()).build();
 * pool.execute(task, TaskOptions.none().priority(2));
 * }</pre>
 *
 * <p>Immutable.
 */
public sealed interface Discipline {
  /** First in, first out. The fastest by far: an array without a lock. */
  record Fifo() implements Discipline {}

  /**
   * Levels, each first in, first out; the highest first, with ageing: the head of a lower level
   * that was overtaken {@code ageing} times goes next, so no level starves.
   *
   * @param levels 2 to 8; level 0 is the least urgent, a task without a priority gets the middle
   *     one ({@code (levels - 1) / 2})
   * @param ageing overtakes a waiting head of a level bears, at least 1
   */
  record Priority(int levels, int ageing) implements Discipline {
    /** The most levels. */
    public static final int MAX_LEVELS = 8;

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Priority {
      if (levels < 2 || levels > MAX_LEVELS) {
        throw new IllegalArgumentException(
            "levels: " + levels + " is out of range; allowed is 2 to " + MAX_LEVELS);
      }
      if (ageing < 1) {
        throw new IllegalArgumentException(
            "ageing: " + ageing + " is out of range; allowed is 1 or more");
      }
    }
  }

  /**
   * The earliest deadline first.
   *
   * @param slack when a task without a deadline counts as due, after its submission; positive. It
   *     keeps such tasks from starving
   */
  record EarliestDeadline(Duration slack) implements Discipline {
    /**
     * Checks the slack.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public EarliestDeadline {
      requirePositive("slack", slack);
    }
  }

  /**
   * First in, first out while the pool keeps up; under overload the newest first, and tasks that
   * waited too long are shed: somebody still waits for the newest, hardly anybody for the oldest.
   *
   * @param target how long a task may wait under overload; positive
   * @param interval how long the lane must not have been empty to count as overloaded, and how long
   *     a task may wait otherwise; at least the target
   */
  record AdaptiveLifo(Duration target, Duration interval) implements Discipline {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public AdaptiveLifo {
      requirePositive("target", target);
      requirePositive("interval", interval);
      if (interval.compareTo(target) < 0) {
        throw new IllegalArgumentException(
            "interval: "
                + interval
                + " is shorter than the target; allowed is "
                + target
                + " or more");
      }
    }
  }

  /**
   * First in, first out.
   *
   * @return the choice
   */
  static Fifo fifo() {
    return new Fifo();
  }

  /**
   * Three levels, low 0, normal 1 and high 2; a lower head bears 32 overtakes.
   *
   * @return the choice
   */
  static Priority priority() {
    return new Priority(3, 32);
  }

  /**
   * Levels with ageing.
   *
   * @param levels 2 to 8
   * @param ageing overtakes a waiting head of a level bears, at least 1
   * @return the choice
   */
  static Priority priority(int levels, int ageing) {
    return new Priority(levels, ageing);
  }

  /**
   * The earliest deadline first; a task without one counts as due one second after its submission.
   *
   * @return the choice
   */
  static EarliestDeadline earliestDeadline() {
    return new EarliestDeadline(Duration.ofSeconds(1));
  }

  /**
   * The earliest deadline first.
   *
   * @param slack when a task without a deadline counts as due, after its submission; positive
   * @return the choice
   */
  static EarliestDeadline earliestDeadline(Duration slack) {
    return new EarliestDeadline(slack);
  }

  /**
   * Adaptive LIFO with the target of 5 ms and the interval of 100 ms of its source.
   *
   * @return the choice
   */
  static AdaptiveLifo adaptiveLifo() {
    return new AdaptiveLifo(Duration.ofMillis(5), Duration.ofMillis(100));
  }

  /**
   * Adaptive LIFO.
   *
   * @param target how long a task may wait under overload; positive
   * @param interval how long without an empty lane makes an overload; at least the target
   * @return the choice
   */
  static AdaptiveLifo adaptiveLifo(Duration target, Duration interval) {
    return new AdaptiveLifo(target, interval);
  }

  private static void requirePositive(String field, Duration value) {
    Objects.requireNonNull(value, field);
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          field + ": " + value + " is not positive; allowed is more than zero");
    }
  }
}
