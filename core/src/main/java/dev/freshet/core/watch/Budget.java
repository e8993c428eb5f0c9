package dev.freshet.core.watch;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import jdk.jfr.FlightRecorder;

/**
 * A time slice for CPU-bound work on virtual threads: a checkpoint inside the work that lets other
 * threads have the carrier when the slice is used up.
 *
 * <pre>{@code
 * try (Budget budget = Budget.slice()) {
 *   for (Row row : rows) {
 *     digest(row);
 *     budget.spend();
 *   }
 * }
 * // deep inside other code, where no budget is at hand:
 * Budget.checkpoint();
 * }</pre>
 *
 * <p>The JVM does not take the carrier from a virtual thread that computes. A few of them keep all
 * others waiting for as long as they like, and {@link Thread#yield} does not help: on JDK 25 as
 * many threads that yield as there are carriers starve the rest for ever. Threads that call a
 * checkpoint every few microseconds share: no more of them than there are carriers compute at a
 * time, each leaves its carrier for a moment after every slice, and they take turns of 20 ms.
 *
 * <p><b>Cost.</b> A checkpoint counts down; it reads the clock about every 10 µs, or at every 256th
 * call if that is sooner. It looks at the clock too late if calls suddenly become dearer: by the
 * time of 256 such calls, and by 10 µs times the ratio of the costs, whichever is less. It adapts
 * at once to dearer calls and within eight readings to cheaper ones. At the end of a slice the
 * carrier is left for some 50 µs, idle if nobody else wants it; 8 threads on 2 carriers lost 8 % of
 * their throughput.
 *
 * <p><b>Cancellation.</b> A checkpoint that reads the clock throws {@link CancellationException} if
 * the thread is interrupted, and leaves the interrupt status set. So a computing task ends when its
 * handle or its scope is cancelled or its deadline passes, all of which interrupt.
 *
 * <p><b>Occupation.</b> A checkpoint that comes more than three slices late is counted ({@link
 * #occupations}) and written as JFR event {@code dev.freshet.Occupation} with its stack. The time
 * counts whether the thread computed or was blocked: use a budget around work that does not block.
 * To be told of tasks that never reach a checkpoint, give the pool a {@code taskBudget}.
 *
 * <p><b>Threads.</b> A budget belongs to the thread that made it; the counters may be read by that
 * thread only. {@link #checkpoint} may be called anywhere. On platform threads, which the operating
 * system slices, a checkpoint does all this but give way. Do not hold a lock that others want
 * across a checkpoint: it may wait there for its turn. No memory effects. A budget is some 100
 * bytes; that of {@link #checkpoint} stays with its thread.
 */
public final class Budget implements AutoCloseable {
  /*
   * Why a counter
   * -------------
   * A reading of the clock costs 25 ns, a checkpoint may cost 5. So a reading has to serve several
   * calls, and how many is learnt from the last ones: as many as took 10 us, which makes 0.25 % of
   * the time for the clock however often it is called. More than 256 are never skipped. That still
   * divides the 25 ns down to 0.1, and bounds what an abrupt change can do. Let a call and the work
   * before it cost c until now and r * c from now on. The calls left are at most min(256, 10 us / c),
   * so the next reading is late by at most min(256 * r * c, r * 10 us): for r = 1000 at worst 10 ms,
   * once. Going up, the number at most doubles with a reading, so that one cheap stretch in dear
   * work does not open the long interval. A reading that comes out too long for another reason (the
   * operating system took the processor) only makes the next ones more frequent.
   *
   * The static form
   * ---------------
   * ThreadLocal.get of a virtual thread and the countdown take 1.3 ns (suite budget, cost), so
   * a scoped value, which would have to be bound by somebody, is not needed. The price is a
   * thread-local map in those threads that use it.
   *
   * No look at Deadline.current()
   * -----------------------------
   * Whoever enforces a deadline, scope or pool, interrupts the thread when it passes. A second look
   * here would cost more and find the same.
   *
   * What giving way means is told in Turns.
   */

  /**
   * The slice by default, in nanoseconds. Measured beside 8 hogs on 2 carriers: at 1 ms a heartbeat
   * is served within 0.5 ms by the median, at 2 ms within 0.9 ms; the hogs lose 6 to 8 % at either.
   */
  private static final long DEFAULT_SLICE = 1_000_000;

  /** Shortest slice, in nanoseconds: below it, giving way would cost a fifth of the time. */
  private static final long SHORTEST_SLICE = 100_000;

  /**
   * The first slice, in nanoseconds: short, so that a thousand that start at once soon take turns.
   */
  private static final long FIRST_SLICE = 100_000;

  /** Time between two readings of the clock, in nanoseconds: 400 times what a reading costs. */
  static final long READ_NANOS = 10_000;

  /** Most calls from one reading of the clock to the next. */
  static final int MOST_CALLS = 256;

  /** Slices after which a checkpoint counts as late; fewer would tell of each busy machine. */
  static final int LATE_SLICES = 4;

  private static final ThreadLocal<Budget> OWN = ThreadLocal.withInitial(Budget::slice);

  private final long sliceNanos;
  private final LongSupplier nanoClock;
  private final Turns turns;
  private final Turns.Turn turn;
  private final boolean givesWay;

  private int left = 1;
  private int calls = 1;
  private long lastReading;
  private long sliceStart;
  private long currentSlice = FIRST_SLICE;
  private long slices;
  private long occupations;
  private long longestNanos;
  private long readings;

  Budget(long sliceNanos, LongSupplier nanoClock, Turns turns, boolean givesWay) {
    this.sliceNanos = sliceNanos;
    this.nanoClock = nanoClock;
    this.turns = turns;
    this.turn = new Turns.Turn(Thread.currentThread());
    this.givesWay = givesWay;
    this.lastReading = nanoClock.getAsLong();
    this.sliceStart = lastReading;
  }

  /**
   * A budget of the calling thread with slices of 1 ms.
   *
   * @return the budget
   */
  public static Budget slice() {
    return new Budget(
        DEFAULT_SLICE, System::nanoTime, Turns.shared(), Thread.currentThread().isVirtual());
  }

  /**
   * A budget of the calling thread.
   *
   * @param slice how long the thread computes before it gives way: 100 µs to 10 ms
   * @return the budget
   * @throws IllegalArgumentException if the slice is out of its range
   */
  public static Budget slice(Duration slice) {
    Objects.requireNonNull(slice, "slice");
    if (slice.compareTo(Duration.ofNanos(SHORTEST_SLICE)) < 0
        || slice.compareTo(Duration.ofNanos(Turns.LONGEST_SLICE)) > 0) {
      throw new IllegalArgumentException(
          "slice: value is " + slice + "; allowed is 100 µs to 10 ms");
    }
    return new Budget(
        slice.toNanos(), System::nanoTime, Turns.shared(), Thread.currentThread().isVirtual());
  }

  /**
   * A checkpoint of the calling thread's own budget, which has slices of 1 ms and is made by the
   * first call. O(1), 2.2 ns in the mean.
   *
   * @throws CancellationException if the thread is interrupted
   */
  public static void checkpoint() {
    OWN.get().spend();
  }

  /**
   * A checkpoint: gives way if the slice is used up. O(1), 1.2 ns in the mean.
   *
   * @throws CancellationException if the thread is interrupted, which is looked at when the clock
   *     is read
   * @throws IllegalStateException if the budget is another thread's; seen at the end of a slice
   */
  public void spend() {
    if (--left <= 0) {
      readClock();
    }
  }

  private void readClock() {
    if (Thread.currentThread().isInterrupted()) {
      left = 1; // the next call throws as well
      throw new CancellationException("interrupted, seen at a checkpoint");
    }
    long now = nanoClock.getAsLong();
    readings++;
    long interval = Math.max(1, now - lastReading);
    long fit = calls * READ_NANOS / interval;
    calls = Math.clamp(fit, 1, Math.min(2 * calls, MOST_CALLS));
    left = calls;
    lastReading = now;
    if (now - sliceStart >= currentSlice) {
      endSlice(now - sliceStart);
    }
  }

  private void endSlice(long occupied) {
    if (!turn.isOwnedBy(Thread.currentThread())) {
      throw new IllegalStateException(
          "budget: caller is " + Thread.currentThread() + "; allowed is the thread that made it");
    }
    slices++;
    longestNanos = Math.max(longestNanos, occupied);
    if (occupied >= LATE_SLICES * sliceNanos) {
      occupations++;
      if (FlightRecorder.isInitialized()) { // the event's class alone costs 100 ms to load
        OccupationEvent.write(occupied, sliceNanos);
      }
    }
    if (givesWay) {
      turns.giveWay(turn);
    }
    currentSlice = sliceNanos;
    lastReading = nanoClock.getAsLong();
    sliceStart = lastReading;
  }

  /**
   * How often a slice was used up.
   *
   * @return a count
   */
  public long slices() {
    return slices;
  }

  /**
   * How often a checkpoint came more than three slices late.
   *
   * @return a count
   */
  public long occupations() {
    return occupations;
  }

  /**
   * The longest time from the start of a slice to the checkpoint that ended it.
   *
   * @return the time; zero if no slice was used up
   */
  public Duration longestOccupation() {
    return Duration.ofNanos(longestNanos);
  }

  /** Readings of the clock, for tests. */
  long readings() {
    return readings;
  }

  /**
   * Lets the next thread have its turn at once; without it that takes some milliseconds. The budget
   * may be used again.
   */
  @Override
  public void close() {
    turns.leave(turn);
    currentSlice = FIRST_SLICE;
    left = 1;
  }
}
