package dev.freshet.core.batch;

import java.util.Locale;

/** Decides the mode from samples. A plain state machine; one thread at a time. */
final class Decider implements ModeRule {
  /*
   * The source's rule, and what differs
   * -----------------------------------
   * The source batches while depth >= 8, top-key share >= 60 % and queue delay < 150 ms, each
   * looked at every 100 ms without memory. Taken literally it fails in three ways.
   *
   * 1. Batching cures what it is decided by. As soon as batches work, the queue is gone, the depth
   *    is below 8, and the rule goes back to direct, where the queue grows again. So the depth is
   *    that which there would be in direct mode: riders of a batch are counted (Features says how),
   *    and what it takes to leave (half the depth, two thirds of the share, five samples in a row)
   *    is less than what it takes to enter (two in a row).
   *
   * 2. The third condition stops batching exactly in overload, when it is the only thing that helps:
   *    delay grows because direct calls do not keep up, at 150 ms batching stops, and delay grows
   *    faster. What a long delay does argue against is adding to it. So it does not end batching but
   *    lingering: mode DRAIN.
   *
   * 3. Nothing tells whether batches pay. Where an item costs the same in a batch as alone, a hot
   *    key's batch keeps one worker busy while others idle. So the modes are compared, and only under
   *    the same pressure: the rate of direct mode is taken from the samples that led out of it, that
   *    of batching from sets of five samples that reach the depth as well. Below 90 % it goes back,
   *    and stays for 5 s; for twice as long when the next try fails too.
   *      The rate of direct mode may be out of date, that of a cold JVM for example. Where batches
   *    answer less than three times as many items it is looked at again, for 300 ms: after a second,
   *    then after four times as long each time. Where they gain more there is no such look, which
   *    could only do harm: what comes in 300 ms at the rate of batches may be more than has room.
   *
   * The first sample after a change of mode holds items of both and is left out.
   */

  /** Samples in a row that make it batch: 200 ms, two are no coincidence. */
  private static final int ENTER = 2;

  /** Samples in a row that make it stop: half a second, as a burst that stutters comes back. */
  private static final int LEAVE = 5;

  /** What is left of a threshold below which a sample counts for leaving. */
  private static final double LEAVE_DEPTH = 1 / 2.0;

  private static final double LEAVE_SHARE = 2 / 3.0;
  private static final double LEAVE_DELAY = 1 / 2.0;

  /**
   * Share of direct mode's rate that batches must reach. Rates of five windows agree to some
   * percent on a quiet machine; a loss below this is none to be kept.
   */
  private static final double WORTH = 0.9;

  /** Times direct mode's rate from which on that is not looked at again. */
  private static final double CLEAR = 3;

  /**
   * Samples (1 s and 60 s) between two looks at direct mode's rate, and how fast they get fewer.
   */
  private static final int FIRST_LOOK = 10;

  private static final int LAST_LOOK = 600;
  private static final int LOOK_GROWTH = 4;

  /** Samples (5 s and 60 s) without another try. */
  private static final int FIRST_PAUSE = 50;

  private static final int LAST_PAUSE = 600;

  private final BatchPolicy.Adaptive rules;
  private BatchMode mode = BatchMode.DIRECT;
  private String reason = "";
  private int streak;
  private int calm;
  private double rates;
  private double directRate;
  private int compared;
  private boolean mixed;
  private int pause;
  private int nextPause = FIRST_PAUSE;
  private int sinceLook;
  private int nextLook = FIRST_LOOK;

  /** The rate of batches while direct mode is looked at; 0 while it is not. */
  private double batchRate;

  Decider(BatchPolicy.Adaptive rules) {
    this.rules = rules;
  }

  @Override
  public BatchMode next(BatchSample sample) {
    if (mixed) {
      mixed = false;
      return mode;
    }
    if (mode == BatchMode.DIRECT) {
      direct(sample);
    } else {
      batching(sample);
    }
    return mode;
  }

  @Override
  public String reason() {
    return reason;
  }

  private void direct(BatchSample sample) {
    if (pause > 0) {
      pause--;
      return;
    }
    if (sample.depth() < rules.depth() || sample.topShare() < rules.topShare()) {
      streak = 0;
      rates = 0;
      batchRate = 0;
      return;
    }
    rates += sample.throughput();
    if (++streak < ENTER) {
      return;
    }
    directRate = rates / ENTER;
    if (batchRate > 0 && batchRate < WORTH * directRate) {
      streak = 0;
      rates = 0;
      batchRate = 0;
      putOff();
      return;
    }
    batchRate = 0;
    change(
        isSlow(sample) ? BatchMode.DRAIN : BatchMode.BATCH,
        String.format(
            Locale.ROOT,
            "depth %.0f reached %d and top-key share %.0f %% reached %.0f %%, %d samples in a row",
            sample.depth(),
            rules.depth(),
            100 * sample.topShare(),
            100 * rules.topShare(),
            ENTER));
  }

  private void batching(BatchSample sample) {
    boolean shallow = sample.depth() < LEAVE_DEPTH * rules.depth();
    boolean spread = sample.topShare() < LEAVE_SHARE * rules.topShare();
    streak = shallow || spread ? streak + 1 : 0;
    if (streak == LEAVE) {
      nextPause = FIRST_PAUSE;
      nextLook = FIRST_LOOK;
      if (shallow) {
        change(
            BatchMode.DIRECT,
            String.format(
                Locale.ROOT,
                "depth %.1f stayed below %.1f, %d samples in a row",
                sample.depth(),
                LEAVE_DEPTH * rules.depth(),
                LEAVE));
      } else {
        change(
            BatchMode.DIRECT,
            String.format(
                Locale.ROOT,
                "top-key share %.0f %% stayed below %.0f %%, %d samples in a row",
                100 * sample.topShare(),
                100 * LEAVE_SHARE * rules.topShare(),
                LEAVE));
      }
    } else if (sample.depth() < rules.depth() || !compare(sample)) {
      linger(sample);
    }
  }

  /** Compares a full set of samples with direct mode; true if that made it change. */
  private boolean compare(BatchSample sample) {
    rates += sample.throughput();
    sinceLook++;
    if (++compared < LEAVE) {
      return false;
    }
    double rate = rates / LEAVE;
    compared = 0;
    rates = 0;
    boolean pays = rate >= WORTH * directRate;
    if (pays) {
      nextPause = FIRST_PAUSE;
      if (rate >= CLEAR * directRate || sinceLook < nextLook) {
        return false;
      }
      nextLook = Math.min(LOOK_GROWTH * nextLook, LAST_LOOK);
    }
    change(
        BatchMode.DIRECT,
        String.format(
            Locale.ROOT,
            "batches answered %.0f items/s, single calls %.0f %s",
            rate,
            directRate,
            pays ? "when last looked at: looking again" : "under the same pressure"));
    if (pays) {
      batchRate = rate;
    } else {
      putOff();
    }
    return true;
  }

  /** No other try for some time. */
  private void putOff() {
    pause = nextPause;
    nextPause = Math.min(2 * nextPause, LAST_PAUSE);
    nextLook = FIRST_LOOK;
  }

  private void linger(BatchSample sample) {
    double millis = sample.queueDelay().toNanos() / 1e6;
    if (mode == BatchMode.BATCH && isSlow(sample)) {
      mode = BatchMode.DRAIN;
      reason = String.format(Locale.ROOT, "queue delay %.0f ms: no time to linger", millis);
    } else if (mode == BatchMode.DRAIN) {
      boolean quick = millis * 1e6 < LEAVE_DELAY * rules.slowDelay().toNanos();
      calm = quick ? calm + 1 : 0;
      if (calm == LEAVE) {
        mode = BatchMode.BATCH;
        reason = String.format(Locale.ROOT, "queue delay back at %.1f ms", millis);
      }
    }
    if (mode == BatchMode.BATCH) {
      calm = 0;
    }
  }

  private boolean isSlow(BatchSample sample) {
    return sample.queueDelay().compareTo(rules.slowDelay()) >= 0;
  }

  private void change(BatchMode to, String why) {
    mode = to;
    reason = why;
    streak = 0;
    calm = 0;
    rates = 0;
    compared = 0;
    sinceLook = 0;
    mixed = true;
  }
}
