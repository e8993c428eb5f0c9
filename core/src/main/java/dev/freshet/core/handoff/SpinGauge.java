package dev.freshet.core.handoff;

/**
 * Says how long a thread that waits looks for its partner before it gives way.
 *
 * <p>As long as two of three spins are answered, every wait spins. Each that is not answered makes
 * the pause until the next try four times as long, each that is halves it.
 *
 * <p>Written without synchronisation by all who wait at a channel: a lost update costs a spin.
 */
final class SpinGauge {
  /** On one processor nobody comes while one looks. */
  static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1;

  private final int most;
  private final int probe;
  private final int longestPause;

  /** Waits until the next probe. */
  private int skip;

  /** Waits between two probes; 0 while every wait spins. */
  private int pause;

  SpinGauge(int most, int probe, int longestPause) {
    this.most = most;
    this.probe = probe;
    this.longestPause = longestPause;
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
    pause = answered ? pause / 2 : Math.min(4 * pause + 3, longestPause);
    skip = pause;
  }
}
