package dev.freshet.core;

/**
 * How the limit of a pool moves with the load.
 *
 * <pre>{@code
 * TaskPool.builder().limit(64).sizing(Sizing.dualWindow(16, 2_000)).build();
 * }</pre>
 *
 * <p>The builder's limit is where an elastic pool starts; it lies within min and max. Which to
 * choose:
 *
 * <table>
 *   <caption>The four sizings</caption>
 *   <tr><th>what is known</th><th>choose</th></tr>
 *   <tr>
 *     <td>the limit is a fact: connections of a database, a licence, memory per task</td>
 *     <td>{@link #fixed()}</td>
 *   </tr>
 *   <tr>
 *     <td>load comes and goes, each worker costs something, sizes may be coarse (powers of two)</td>
 *     <td>{@link #thresholds(int, int)}</td>
 *   </tr>
 *   <tr>
 *     <td>bursts must not wait, and a task takes as long whether few or many run: calls to a
 *         service that scales by itself</td>
 *     <td>{@link #dualWindow(int, int)}</td>
 *   </tr>
 *   <tr>
 *     <td>tasks share something that gets slower when too many run (a disk, a processor, one
 *         server), and nobody knows how many are too many</td>
 *     <td>{@link #gradient(int, int)}</td>
 *   </tr>
 * </table>
 *
 * <p>The first three trust the load: whoever asks for more gets more, up to max. Only the gradient
 * trusts the clock and can refuse to grow although tasks wait.
 *
 * <p>A pool that rests measures nothing and keeps its limit. Values are immutable.
 */
public sealed interface Sizing {

  /**
   * The limit stays where the builder or a resize put it; the default.
   *
   * @return the sizing
   */
  static Sizing fixed() {
    return new Fixed();
  }

  /**
   * The limit doubles when the pool is more than 85 % busy and halves when it is less than 30 %.
   *
   * @param min the least limit, in tasks; 1 to max
   * @param max the largest limit, in tasks; min to {@value TaskPoolConfig#MAX_LIMIT}
   * @return the sizing
   * @throws IllegalArgumentException if not 1 &lt;= min &lt;= max
   */
  static Sizing thresholds(int min, int max) {
    return new Thresholds(min, max);
  }

  /**
   * The limit follows the rate of arrivals: quickly when the rate changes, calmly when it does not.
   *
   * @param min the least limit, in tasks; 1 to max
   * @param max the largest limit, in tasks; min to {@value TaskPoolConfig#MAX_LIMIT}
   * @return the sizing
   * @throws IllegalArgumentException if not 1 &lt;= min &lt;= max
   */
  static Sizing dualWindow(int min, int max) {
    return new DualWindow(min, max);
  }

  /**
   * The limit grows while tasks run no slower for it, and comes down when they do.
   *
   * @param min the least limit, in tasks; 1 to max
   * @param max the largest limit, in tasks; min to {@value TaskPoolConfig#MAX_LIMIT}
   * @return the sizing
   * @throws IllegalArgumentException if not 1 &lt;= min &lt;= max
   */
  static Sizing gradient(int min, int max) {
    return new Gradient(min, max);
  }

  /** The limit does not move by itself. */
  record Fixed() implements Sizing {}

  /**
   * Doubles and halves. Load is the tasks that run and wait over the limit, so a pool with a
   * backlog is more than 100 % busy. It grows by load above 85 % seen twice in a row (20 ms), or at
   * once when as many wait as may run; it shrinks when load stayed below 30 % for a second, and
   * waits longer (up to 16 s) if the last shrinking had to be undone.
   *
   * @param min the least limit, in tasks
   * @param max the largest limit, in tasks
   */
  record Thresholds(int min, int max) implements Sizing {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if not 1 &lt;= min &lt;= max
     */
    public Thresholds {
      requireRange(min, max);
    }
  }

  /**
   * Follows the arrivals. The limit is what Little's law asks for (rate times run time), two and a
   * half standard deviations of headroom, and what drains the backlog within a second. The rate is
   * taken over the last five seconds while arrivals are calm, and over what came since the change
   * when their dispersion says that there was one.
   *
   * <p>It takes run times as they are. Where they grow with the limit, it feeds on itself up to
   * max: use {@link Gradient} there.
   *
   * @param min the least limit, in tasks
   * @param max the largest limit, in tasks
   */
  record DualWindow(int min, int max) implements Sizing {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if not 1 &lt;= min &lt;= max
     */
    public DualWindow {
      requireRange(min, max);
    }
  }

  /**
   * Compares the run time now with the run time without load. Doubles from the start (slow start)
   * until tasks run slower, then keeps the limit at the knee; measures the run time without load
   * anew about every 30 s by halving the limit for a moment, so a base that changed for good is
   * learnt.
   *
   * <p>Wants tasks of one kind: where run times differ a thousandfold from task to task, the mean
   * of a window says more about the mixture than about the load.
   *
   * @param min the least limit, in tasks, however slow tasks get
   * @param max the largest limit, in tasks
   */
  record Gradient(int min, int max) implements Sizing {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if not 1 &lt;= min &lt;= max
     */
    public Gradient {
      requireRange(min, max);
    }
  }

  private static void requireRange(int min, int max) {
    if (max < 1 || max > TaskPoolConfig.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "max: " + max + " is out of range; allowed is 1 to " + TaskPoolConfig.MAX_LIMIT);
    }
    if (min < 1 || min > max) {
      throw new IllegalArgumentException(
          "min: " + min + " is out of range; allowed is 1 to max, which is " + max);
    }
  }
}
