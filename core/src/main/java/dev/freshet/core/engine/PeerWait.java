package dev.freshet.core.engine;

/**
 * The wait for another thread that is between two statements: a claim and a write, a state and its
 * successor.
 *
 * <p>Such a peer needs nanoseconds unless the operating system has descheduled it; then the waiting
 * thread gives way.
 */
final class PeerWait {
  /** Pauses (20 ns each) before the thread yields; a running peer needs one or two. */
  private static final int SPINS = 64;

  private PeerWait() {}

  /** Waits a little; answers the count to hand in next time. */
  @SuppressWarnings("ThreadPriorityCheck") // correctness does not rest on the yield
  static int pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
      return spins + 1;
    }
    Thread.yield();
    return spins;
  }
}
