package dev.freshet.core.lane;

/**
 * The wait for another thread that is between two statements: a claim and a write, a state and its
 * successor.
 *
 * <p>Such a peer needs nanoseconds unless the operating system has descheduled it; then the waiting
 * thread gives way.
 */
public final class PeerWait {
  /** Pauses (20 ns each) before the thread yields; a running peer needs one or two. */
  private static final int SPINS = 64;

  private PeerWait() {}

  /**
   * Waits a little.
   *
   * @param spins 0 at first, then what the last call returned
   * @return the count to hand in next time
   */
  @SuppressWarnings("ThreadPriorityCheck") // correctness does not rest on the yield
  public static int pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
      return spins + 1;
    }
    Thread.yield();
    return spins;
  }
}
