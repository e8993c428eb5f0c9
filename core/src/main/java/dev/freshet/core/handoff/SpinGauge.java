package dev.freshet.core.handoff;

/**
 * Says how long a thread that waits looks for its partner before it gives way.
 *
 * <p>While spins are answered, every wait spins. Each that is not makes the pause until the next
 * try longer: to twice its length, until one is answered; for the strict, to four times its length,
 * and each that is answered halves it, so that two of three have to be.
 *
 * <p>Written without synchronisation by all who wait at a channel: a lost update costs a spin.
 */
final class SpinGauge {
  /** On one processor nobody comes while one looks. */
  static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

  private final int most;
  private final int probe;
  private final int longestPause;
  private final boolean isStrict;

  /** Waits until the next probe. */
  private int skip;

  /** Waits between two probes; 0 while every wait spins. */
  private int pause;

  SpinGauge(int most, int probe, int longestPause, boolean isStrict) {
    this.most = most;
    this.probe = probe;
    this.longestPause = longestPause;
    this.isStrict = isStrict;
    this.pause = longestPause;
  }

  /** Whether every wait spins. */
  boolean isHot() {
    return pause == 0;
  }

  /** How often to look in this wait. If not 0, {@link #tell} is to be called after it. */
  int looks() {
    if (pause == 0) {
      return most;
    }
    int left = skip;
    if (left > 0) {
      skip = left - 1;
      return 0;
    }
    return probe;
  }

  /** Is told whether the wait was over while its thread looked. */
  void tell(boolean answered) {
    int next;
    if (answered) {
      next = isStrict ? pause / 2 : 0;
    } else {
      next = Math.min(isStrict ? 4 * pause + 3 : 2 * pause + 1, longestPause);
    }
    pause = next;
    skip = next;
  }
}
