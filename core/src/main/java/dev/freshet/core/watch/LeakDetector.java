package dev.freshet.core.watch;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells from samples of the number of live tasks whether that number grows and does not converge,
 * and from the ages of running tasks whether those that stay explain it.
 *
 * <p>Pure arithmetic: no thread, no clock. Not safe for several threads. Memory is fixed; a sample
 * costs O(1), and O(1) more at the end of a window.
 */
final class LeakDetector {
  /*
   * The floor, not the number
   * -------------------------
   * The number of live tasks of a healthy pool jumps: bursts, batches, sawtooth. What a leak raises
   * is the number to which it comes back. So a window is stood for by the least number in it.
   *
   * Rising without a bend
   * ---------------------
   * The floors of the last ten windows must rise more steadily than chance allows (Mann-Kendall), and
   * their later half by at least half of what the whole does (Theil-Sen): a pool that warms up, or
   * whose load made a step, rises and then stays. Windows of 1, 8, 64 and 512 s are watched at once,
   * so a leak of some tasks a second is seen within ten seconds and a slow one within ten windows of
   * a longer kind.
   *
   * Ages decide
   * -----------
   * A load that rises for minutes, or comes faster than the pool can serve, raises the floor as well.
   * But there tasks end as always. A leak consists of tasks that do not. So the rise is a suspicion,
   * and the verdict waits for a look at the running tasks: at least half of what the floor gained
   * before the suspect age must be there still, as tasks older than that. Or they hold half of the
   * grants: when a leak has used up a small limit, what goes on rising is the lane.
   *
   * What was never heard of
   * -----------------------
   * Old tasks say more where nothing that ended ever took a quarter as long. There a rise with one
   * chance in ten to be none will do, bend or not, and two old tasks. Where some tasks do take that
   * long (a tail that falls like a power) a few are always old, and any rise would be explained by
   * them. There the rise must go on without a bend, with one chance in a hundred to be none, and the
   * old ones must be six.
   *
   * Simulated with 200 seeds, a leak of 1 task a second is found after 5.3 s (median; 95 %: 8.3 s; at
   * worst 12.3 s, 0.2 s after the second leaked task has come of age), and 0 of 200 pools with a heavy
   * tail raise an alarm. Without the distinction (1 %, no bend, three tasks) it was 7.3, 13.3 and
   * 20.3 s, and 8 of 200. Also tried: windows of half a second with twice the samples, 6.0 s by the
   * median and 10 of 50; as many old tasks more as had ended at that age, 7.3 s and 5 of 200.
   *
   * How old is suspect is the user's figure or twice the time within which 99.9 % of the tasks
   * ended, whichever is more. While fewer than ten have ended nothing is known of them, and only the
   * age of 30 s is suspect: otherwise a pool that starts with long tasks would raise an alarm.
   */

  /** Shortest window, in nanoseconds. */
  static final long WINDOW_NANOS = 1_000_000_000;

  /** Windows of one scale in one of the next. */
  private static final int COARSER = 8;

  private static final int SCALES = 4;

  /** Windows of a scale that are kept. */
  private static final int WINDOWS = 10;

  /** Windows that suffice: eight that rise without exception are a chance of one in 2,500. */
  private static final int FEWEST_WINDOWS = 8;

  /**
   * Chance that is accepted for a rise to be none where old tasks are unheard of: one in ten costs
   * needless looks at stacks, as ages decide.
   */
  private static final double CHANCE = 0.1;

  /** The same where tasks of that age are no wonder. */
  private static final double SMALL_CHANCE = 0.01;

  /** Part of the slope that the later half must have, and of the growth that must be old tasks. */
  private static final double MOST_OF = 0.5;

  /** Fewer old tasks are no leak worth a word. */
  static final int FEWEST_TASKS = 2;

  /** The same where tasks of that age are no wonder. */
  private static final int MORE_TASKS = 6;

  /** What ended must have been so much shorter for an age to be unheard of. */
  private static final int UNHEARD_OF = 4;

  /** Tasks that must have ended before their run times say what is normal. */
  private static final int KNOWN_AFTER = 10;

  /** What is suspect before, in nanoseconds. */
  private static final long UNKNOWN_AGE = 30_000_000_000L;

  private final Scale[] scales = new Scale[SCALES];

  /**
   * A rise of the floor that does not converge.
   *
   * @param span the time it was watched
   * @param trend of the floors, per window
   * @param windowNanos length of a window
   * @param steady whether it goes on without a bend, and chance is small
   */
  record Rise(Duration span, Trend trend, long windowNanos, boolean steady) {
    double perSecond(double perWindow) {
      return perWindow * 1e9 / windowNanos;
    }

    /** What the floor has gained by tasks that would be of that age by now. */
    double gainedBefore(long ageNanos) {
      return Math.max(0, span.toNanos() - ageNanos) / (double) windowNanos * trend.slope();
    }
  }

  /** The windows of one length. */
  private static final class Scale {
    private final long windowNanos;
    private final long[] floors = new long[WINDOWS];
    private int full;
    private long floor = Long.MAX_VALUE;
    private long begun;
    private @Nullable Rise rise;

    Scale(long windowNanos) {
      this.windowNanos = windowNanos;
    }

    void add(long now, long live, boolean first) {
      if (first) {
        begun = now;
      }
      if (now - begun >= windowNanos) {
        long passed = (now - begun) / windowNanos;
        if (passed > 1) {
          full = 0; // nobody sampled for a whole window: what was before says nothing
        }
        close();
        begun += passed * windowNanos;
      }
      floor = Math.min(floor, live);
    }

    private void close() {
      if (full == WINDOWS) {
        System.arraycopy(floors, 1, floors, 0, --full);
      }
      floors[full++] = floor;
      floor = Long.MAX_VALUE;
      rise = full < FEWEST_WINDOWS ? null : judge();
    }

    private @Nullable Rise judge() {
      long[] values = Arrays.copyOf(floors, full);
      Trend trend = Trend.of(values);
      if (trend.chance() >= CHANCE || trend.slope() <= 0) {
        return null;
      }
      Trend later = Trend.of(Arrays.copyOfRange(values, full / 2, full));
      boolean steady = trend.chance() < SMALL_CHANCE && later.slope() >= MOST_OF * trend.slope();
      return new Rise(Duration.ofNanos(full * windowNanos), trend, windowNanos, steady);
    }
  }

  private boolean begun;

  LeakDetector() {
    long windowNanos = WINDOW_NANOS;
    for (int i = 0; i < SCALES; i++, windowNanos *= COARSER) {
      scales[i] = new Scale(windowNanos);
    }
  }

  /** Takes a sample: how many tasks run or wait now. */
  void add(long now, long live) {
    for (Scale scale : scales) {
      scale.add(now, live, !begun);
    }
    begun = true;
  }

  /**
   * The rise on the finest scale on which ages can explain it; null if there is none.
   *
   * @param unheardOf whether the suspect age is
   */
  @Nullable Rise rise(long suspectNanos, boolean unheardOf) {
    for (Scale scale : scales) {
      Rise rise = scale.rise;
      if (rise != null && (rise.steady || unheardOf) && rise.gainedBefore(suspectNanos) > 0) {
        return rise;
      }
    }
    return null;
  }

  /** From which age on a task is suspect. */
  static long suspectAge(long wantedNanos, long ended, long p999Nanos) {
    long known = ended < KNOWN_AFTER ? UNKNOWN_AGE : 2 * p999Nanos;
    return Math.max(wantedNanos, known);
  }

  /** Whether nothing that was measured took nearly as long as the suspect age. */
  static boolean isUnheardOf(long suspectNanos, long measured, long longestNanos) {
    return measured >= KNOWN_AFTER && longestNanos <= suspectNanos / UNHEARD_OF;
  }

  /** Whether so many tasks of the suspect age explain a rise in a pool of that limit. */
  static boolean explains(
      Rise rise, long suspectNanos, boolean unheardOf, long oldTasks, int limit) {
    return oldTasks >= Math.min(unheardOf ? FEWEST_TASKS : MORE_TASKS, limit)
        && oldTasks >= MOST_OF * Math.min(rise.gainedBefore(suspectNanos), limit);
  }
}
