package dev.freshet.core.sizing;

/** What lies between two samples. One thread at a time. */
final class SampleClock {
  /*
   * Gaps
   * ----
   * Samples are taken when something happens, so the time between two of them has no bound. There
   * are two kinds of long ones. When the pool was never empty meanwhile, because more tasks were
   * there at the first sample than have ended since, or one ran and nothing else happened, then tasks
   * are slow and little happens: all of that time was seen. Otherwise the pool may have rested, and
   * the time says nothing: 100 ms of it count.
   */

  /** 100 ms: a longer time without samples is a gap, of which as much counts. */
  static final long MOST_OF_A_GAP_NANOS = 100_000_000;

  private boolean started;
  private long lastNanos;
  private int lastRunning;
  private long lastInSystem;
  private long lastArrivals;
  private long lastEnded;

  /** Nanoseconds since the sample before. */
  long elapsed;

  /** How much of that counts. */
  long seen;

  /** Whether this sample is the first, or the first after a gap. */
  boolean afterGap;

  /** Arrivals since the sample before. */
  long arrivals;

  /** Ends since the sample before. */
  long ended;

  /** How many ran meanwhile, on average. */
  double running;

  /**
   * Goes to the next sample.
   *
   * @return false if no time has passed; nothing has changed then
   */
  boolean advance(SizeSample sample) {
    elapsed = started ? sample.nowNanos() - lastNanos : MOST_OF_A_GAP_NANOS;
    if (elapsed <= 0) {
      return false;
    }
    arrivals = sample.arrivals() - lastArrivals;
    ended = sample.ended() - lastEnded;
    running = (lastRunning + sample.running()) / 2.0;
    boolean busy = lastInSystem > ended || (lastRunning > 0 && arrivals + ended <= 1);
    afterGap = !started || (elapsed > MOST_OF_A_GAP_NANOS && !busy);
    seen = afterGap ? MOST_OF_A_GAP_NANOS : elapsed;
    started = true;
    lastNanos = sample.nowNanos();
    lastRunning = sample.running();
    lastInSystem = (long) sample.running() + sample.queued();
    lastArrivals = sample.arrivals();
    lastEnded = sample.ended();
    return true;
  }
}
