package dev.freshet.core.handoff;

/**
 * Says how long a thread that waits at a rendezvous looks for its partner before it gives way.
 *
 * <p>Written without synchronisation by all who wait there: a lost update costs a spin.
 */
final class SpinGauge {
  private final int most;
  private final int probe;
  private final int longestPause;

  /** Whether the last spin was answered. */
  private boolean isHot;

  /** Waits until the next probe. */
  private int skip;

  /** Waits between the last two probes. */
  private int pause;

  SpinGauge(int most, int probe, int longestPause) {
    this.most = most;
    this.probe = probe;
    this.longestPause = longestPause;
    this.pause = longestPause;
  }

  /** Looks for the outcome for as long as that seems worth it; false if it did not come. */
  boolean spin(Waiter waiter) {
    int spins = most;
    if (!isHot) {
      int left = skip;
      if (left > 0) {
        skip = left - 1;
        return false;
      }
      spins = probe;
    }
    boolean answered = waiter.spin(spins);
    if (!answered) {
      int next = Math.min(2 * pause + 1, longestPause);
      isHot = false;
      pause = next;
      skip = next;
    } else if (!isHot) {
      isHot = true;
      pause = 0;
    }
    return answered;
  }
}
