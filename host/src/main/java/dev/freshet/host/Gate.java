package dev.freshet.host;

import java.util.concurrent.locks.LockSupport;

/**
 * Holds the calling thread until a planned instant and lets it go within a microsecond or so.
 *
 * {@snippet lang=java :
 * Gate gate = Gate.calibrate(); // on the thread that will fire
 * GateError rehearsal = gate.rehearse(200);
 * long exit = gate.await(anchor.toNanoTime(epochNanosOfT0));
 * }
 *
 * <h2>Why sleep and then spin</h2>
 *
 * A thread that sleeps is woken late: by the timer slack of the kernel (50 µs by default), by the
 * wake-up itself, and by whoever runs on its CPU. A thread that spins on the clock is late by one
 * reading of the clock, but burns a CPU and gets preempted for it. So the gate sleeps for as long
 * as it can afford to and spins for the rest. How long that rest must be is a property of the
 * machine and of the thread, hence measured: {@value #CALIBRATION_PARKS} timed parks, and twice
 * their worst overshoot (the 99.9th percentile) is the spin window, within {@value
 * #SHORTEST_WINDOW} to {@value #LONGEST_WINDOW} nanoseconds.
 *
 * <h2>Why on the calling thread</h2>
 *
 * Handing over to another thread at T0 costs a wake-up, which is what the spinning was there to
 * avoid. The gate therefore owns no thread: await on the thread that owns the sockets. Calibrate on
 * it too, because timer slack and scheduling class belong to threads, and rehearse on it, so that
 * the code is compiled before it counts.
 *
 * <p>Thread-safe: immutable after calibration. {@link #await} allocates nothing.
 */
public final class Gate {
  /**
   * How many parks are timed: as many as fit into about 0.1 s. Their 99.9th percentile is then
   * their maximum, which errs on the side of spinning longer.
   */
  private static final int CALIBRATION_PARKS = 200;

  /** Length of a calibration park in ns; the overshoot does not depend on it. */
  private static final long CALIBRATION_PARK = 500_000;

  /**
   * Shortest spin window in ns: eight times the usual overshoot here (58 µs), for the odd wake-up
   * that calibration has not seen.
   */
  private static final long SHORTEST_WINDOW = 500_000;

  /**
   * Longest spin window in ns: beyond 5 ms a spinning thread has used up its time slice (3 ms on
   * current kernels, and a bit) and is more likely to be preempted at T0 than a sleeping one is to
   * be woken late.
   */
  private static final long LONGEST_WINDOW = 5_000_000;

  /** Farthest deadline in ns, a leap year: beyond it the caller has confused his clocks. */
  private static final long FARTHEST = 366L * 24 * 3600 * 1_000_000_000L;

  /** Sleep ahead of each rehearsal window in ns, so that a rehearsal contains a wake-up. */
  private static final long REHEARSAL_SLEEP = 200_000;

  private final long spinWindowNanos;
  private final GateError parkOvershoot;

  private Gate(long spinWindowNanos, GateError parkOvershoot) {
    this.spinWindowNanos = spinWindowNanos;
    this.parkOvershoot = parkOvershoot;
  }

  /**
   * Measures how late the calling thread is woken, which takes about 0.1 s.
   *
   * @return a gate for the calling thread
   */
  public static Gate calibrate() {
    long[] late = new long[CALIBRATION_PARKS];
    for (int i = 0; i < late.length; i++) {
      long planned = System.nanoTime() + CALIBRATION_PARK;
      sleepUntil(planned);
      late[i] = System.nanoTime() - planned;
    }
    GateError overshoot = GateError.of(late);
    return new Gate(windowFor(overshoot), overshoot);
  }

  static long windowFor(GateError overshoot) {
    return Math.clamp(Math.round(2 * overshoot.p999Us() * 1_000), SHORTEST_WINDOW, LONGEST_WINDOW);
  }

  /**
   * How long before the deadline the sleep ends and the spinning begins.
   *
   * @return nanoseconds, 500,000 to 5,000,000
   */
  public long spinWindowNanos() {
    return spinWindowNanos;
  }

  /**
   * How late the parks of the calibration returned.
   *
   * @return the overshoot that the spin window was made from
   */
  public GateError parkOvershoot() {
    return parkOvershoot;
  }

  /**
   * Returns as soon after the deadline as the machine allows, at once when it has passed. An
   * interrupt does not open the gate; the thread's interrupt status is kept.
   *
   * @param deadlineNanoTime when to return, as {@link System#nanoTime} counts
   * @return the reading of {@link System#nanoTime} that ended the wait: the deadline or later
   * @throws IllegalArgumentException if the deadline is more than 366 days ahead, as happens when
   *     an epoch time is passed for a monotonic one
   */
  public long await(long deadlineNanoTime) {
    long now = System.nanoTime();
    // Differences, never the readings themselves: nanoTime may be negative and may wrap.
    long ahead = deadlineNanoTime - now;
    if (ahead > FARTHEST) {
      throw new IllegalArgumentException("the deadline is " + ahead + " ns ahead, over 366 days");
    }
    if (ahead > spinWindowNanos) {
      sleepUntil(deadlineNanoTime - spinWindowNanos);
      now = System.nanoTime();
    }
    while (now - deadlineNanoTime < 0) {
      Thread.onSpinWait();
      now = System.nanoTime();
    }
    return now;
  }

  /**
   * Passes the gate many times and reports how late each exit was. One round takes the spin window
   * and 0.2 ms.
   *
   * @param rounds how many times, at least 1
   * @return exit minus deadline over all rounds
   * @throws IllegalArgumentException if {@code rounds} is less than 1
   */
  public GateError rehearse(int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds must be at least 1, not " + rounds);
    }
    long[] late = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long deadline = System.nanoTime() + REHEARSAL_SLEEP + spinWindowNanos;
      late[i] = await(deadline) - deadline;
    }
    return GateError.of(late);
  }

  /**
   * Sleeps until the given time or a little longer. Parks may end early, by a stray permit, by an
   * interrupt or for no reason at all, so the rest is parked again.
   */
  private static void sleepUntil(long nanoTime) {
    boolean interrupted = false;
    long left = nanoTime - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      // With the status set every park returns at once, and the sleep would become a spin.
      interrupted |= Thread.interrupted();
      left = nanoTime - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
