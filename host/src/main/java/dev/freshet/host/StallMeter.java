package dev.freshet.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices when this process could not run: a collector's pause, a stopped virtual machine, a
 * starved scheduler.
 *
 * {@snippet lang=java :
 * try (StallMeter meter = StallMeter.start()) {
 *   long from = System.nanoTime();
 *   fire();
 *   long stalled = meter.longestOverlappingNanos(from, System.nanoTime());
 * }
 * }
 *
 * <p>A daemon platform thread parks for 1 ms again and again. When it comes back more than {@value
 * #THRESHOLD_NANOS} ns late, then whatever kept it would have kept any other thread, and the time
 * from the planned wake-up to the actual one is kept as a stall. The idea is jHiccup's (Gil Tene);
 * unlike it, intervals are kept and not a histogram, because what matters is whether a stall
 * touched a certain window. A stall that is still going on when asked about counts as well.
 *
 * <p>Thread-safe. The thread wakes 1000 times a second, about 0.5 % of a CPU, and allocates only
 * when there was a stall; the latest {@value #KEPT} stalls are kept, O(n) to ask about.
 */
public final class StallMeter implements AutoCloseable {
  /** Time between two wake-ups in ns: a fifth of the threshold, so that none slips between. */
  private static final long PERIOD_NANOS = 1_000_000;

  /**
   * Lateness in ns from which on it is a stall: above the millisecond tails of ordinary wake-ups on
   * a shared machine, a twentieth of the 100 ms from which on a run is not judged.
   */
  private static final long THRESHOLD_NANOS = 5_000_000;

  /** Stalls kept: at most 200 a second can occur, so that these cover five minutes at worst. */
  private static final int KEPT = 60_000;

  /**
   * One stall.
   *
   * @param fromNanoTime when the process should have run, as {@link System#nanoTime} counts
   * @param toNanoTime when it ran again
   */
  public record Stall(long fromNanoTime, long toNanoTime) {
    /**
     * How long it lasted.
     *
     * @return nanoseconds
     */
    public long nanos() {
      return toNanoTime - fromNanoTime;
    }

    private boolean overlaps(long from, long to) {
      return fromNanoTime - to <= 0 && from - toNanoTime <= 0;
    }
  }

  private final ArrayDeque<Stall> stalls = new ArrayDeque<>();
  private final Thread thread;
  private long plannedNanoTime;
  private long longestNanos;
  private volatile boolean closed;

  private StallMeter() {
    plannedNanoTime = System.nanoTime() + PERIOD_NANOS;
    thread = Thread.ofPlatform().name("freshet-stall-meter").daemon().unstarted(this::run);
  }

  /**
   * Starts to watch.
   *
   * @return a meter to be closed
   */
  public static StallMeter start() {
    StallMeter meter = new StallMeter();
    meter.thread.start();
    return meter;
  }

  /**
   * The longest stall that touches a window, in its full length, also where it reaches out of the
   * window.
   *
   * @param fromNanoTime begin of the window, as {@link System#nanoTime} counts
   * @param toNanoTime end of the window
   * @return nanoseconds; 0 if no stall touches it
   */
  public long longestOverlappingNanos(long fromNanoTime, long toNanoTime) {
    long longest = 0;
    for (Stall stall : stalls()) {
      if (stall.overlaps(fromNanoTime, toNanoTime)) {
        longest = Math.max(longest, stall.nanos());
      }
    }
    return longest;
  }

  /**
   * The longest stall since the start, dropped ones included.
   *
   * @return nanoseconds; 0 if there was none
   */
  public long longestNanos() {
    List<Stall> known = stalls();
    synchronized (stalls) {
      return Math.max(longestNanos, known.isEmpty() ? 0 : known.getLast().nanos());
    }
  }

  /**
   * The stalls that were seen, oldest first, one that is still going on included.
   *
   * @return a copy
   */
  public List<Stall> stalls() {
    synchronized (stalls) {
      List<Stall> known = new ArrayList<>(stalls);
      long now = System.nanoTime();
      if (!closed && now - plannedNanoTime > THRESHOLD_NANOS) {
        known.add(new Stall(plannedNanoTime, now));
      }
      return known;
    }
  }

  /** Stops to watch, a stall that is going on included; what was seen stays readable. */
  @Override
  public void close() {
    synchronized (stalls) {
      if (!closed) {
        awake(System.nanoTime());
        closed = true;
      }
    }
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(PERIOD_NANOS);
      synchronized (stalls) {
        if (!closed) {
          awake(System.nanoTime());
        }
      }
    }
  }

  /** Notes one wake-up; separate from the thread so that a test can play it. */
  void awake(long now) {
    synchronized (stalls) {
      long late = now - plannedNanoTime;
      if (late > THRESHOLD_NANOS) {
        if (stalls.size() == KEPT) {
          stalls.removeFirst();
        }
        stalls.addLast(new Stall(plannedNanoTime, now));
        longestNanos = Math.max(longestNanos, late);
      }
      plannedNanoTime = now + PERIOD_NANOS;
    }
  }

  /** A meter without its thread, for tests that play the wake-ups. */
  static StallMeter unstarted(long plannedNanoTime) {
    StallMeter meter = new StallMeter();
    synchronized (meter.stalls) {
      meter.plannedNanoTime = plannedNanoTime;
    }
    return meter;
  }
}
