package dev.freshet.core.sizing;

/**
 * What the tasks of a few samples have in common: mean run time, number, concurrency. One thread at
 * a time.
 */
final class TaskWindow {
  private final SampleClock clock;

  /** What is left of the time before the window; NaN before a run time is known. */
  private double settleNanos = Double.NaN;

  private double spanNanos;
  private double runSum;
  private long measured;
  private long ended;
  private double runningNanos;
  private double limitedNanos;

  TaskWindow(SampleClock clock) {
    this.clock = clock;
  }

  /** Starts anew with the next sample. */
  void begin() {
    settleNanos = 0;
    spanNanos = 0;
    runSum = 0;
    measured = 0;
    ended = 0;
    runningNanos = 0;
    limitedNanos = 0;
  }

  /** Whether {@link #settle} was told a time. */
  boolean isSet() {
    return !Double.isNaN(settleNanos);
  }

  /** Lets some time pass before the window begins; NaN is until the next call. */
  void settle(double nanos) {
    settleNanos = nanos;
  }

  /**
   * Adds a sample, unless tasks end now that were started before the window.
   *
   * @return whether it was added
   */
  boolean add(SizeSample sample) {
    if (spanNanos == 0 && !isSettled(sample)) {
      return false;
    }
    spanNanos += clock.seen;
    ended += clock.ended;
    runningNanos += clock.running * clock.seen;
    if (!Double.isNaN(sample.meanRunNanos())) {
      runSum += sample.meanRunNanos() * clock.ended;
      measured += clock.ended;
    }
    if (sample.queued() > 0 || sample.running() >= 0.9 * sample.limit()) {
      limitedNanos += clock.seen;
    }
    return true;
  }

  private boolean isSettled(SizeSample sample) {
    if (sample.running() > sample.limit()) {
      return false;
    }
    settleNanos -= clock.seen;
    return settleNanos <= 0;
  }

  /** How long the window lasts by now. */
  double spanNanos() {
    return spanNanos;
  }

  /** How many tasks ended in it. */
  long ended() {
    return ended;
  }

  /** The tasks that {@link #meanNanos} is a mean of. */
  double tasks() {
    return measured > 0 ? measured : ended;
  }

  /** The mean run time, by Little's law if none was measured; at least 1. */
  double meanNanos() {
    return Math.max(1, measured > 0 ? runSum / measured : runningNanos / ended);
  }

  /** How many ran, on average. */
  double running() {
    return runningNanos / spanNanos;
  }

  /** Whether the limit was in use for more than half of the time. */
  boolean isLimited() {
    return limitedNanos > spanNanos / 2;
  }
}
