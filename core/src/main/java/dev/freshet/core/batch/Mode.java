package dev.freshet.core.batch;

import org.jspecify.annotations.Nullable;

/**
 * The mode of a batcher, and how it came to it. Safe for all threads.
 *
 * <p>The features are sums, added to as items start and batches end. Whichever worker comes first
 * after 100 ms takes the sample and has the rule decide. Submitters only read the mode.
 */
final class Mode {
  private final Features features;
  private final @Nullable ModeRule rule;
  private volatile BatchMode now;
  private volatile BatchSample sample = BatchSample.NONE;
  private volatile @Nullable BatchSwitch lastSwitch;
  private volatile long switches;

  /**
   * A mode.
   *
   * @param first the mode at the beginning
   * @param rule decides; null if the mode is fixed
   * @param nanos the time
   */
  Mode(BatchMode first, @Nullable ModeRule rule, long nanos) {
    this.now = first;
    this.rule = rule;
    this.features = new Features(nanos);
  }

  BatchMode now() {
    return now;
  }

  Features features() {
    return features;
  }

  BatchSample sample() {
    return sample;
  }

  @Nullable BatchSwitch lastSwitch() {
    return lastSwitch;
  }

  long switches() {
    return switches;
  }

  /** The batcher was closed: what waits goes as soon as there are workers. */
  void drain() {
    now = BatchMode.DRAIN;
  }

  /** Takes a sample and decides, if it is time. */
  void decideIfDue(long nanos, Admission admission) {
    if (!features.isDue(nanos)) {
      return;
    }
    BatchSample taken =
        features.sample(nanos, now == BatchMode.DIRECT, admission.inside() - admission.waiting());
    if (taken == null) {
      return;
    }
    sample = taken;
    if (rule != null && !admission.isClosed()) {
      decide(rule, taken);
      if (admission.isClosed()) {
        drain(); // which the decision may have overwritten
      }
    }
  }

  /** Two workers come here at once only if one was stopped for 100 ms in the middle. */
  private synchronized void decide(ModeRule by, BatchSample taken) {
    BatchMode before = now;
    BatchMode after = by.next(taken);
    if (after != before) {
      lastSwitch = new BatchSwitch(before, after, taken, by.reason());
      switches = switches + 1;
      now = after;
    }
  }
}
