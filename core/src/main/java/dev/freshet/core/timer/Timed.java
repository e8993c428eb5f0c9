package dev.freshet.core.timer;

import org.jspecify.annotations.Nullable;

/**
 * Something with a deadline: the node that a {@link TimerWheel} links into itself, so that arming
 * allocates nothing.
 *
 * <pre>{@code
 * final class Request extends Timed {
 *   protected void expired() {
 *     fail(new TimeoutException());
 *   }
 * }
 * wheel.arm(request, System.nanoTime() + Duration.ofSeconds(5).toNanos());
 * if (wheel.cancel(request)) { ... } // it will not expire
 * }</pre>
 *
 * <p>Safe for all threads. A node is armed in one wheel at a time, for one deadline; after its
 * expiry or cancellation it may be armed again, there or elsewhere. It costs 24 bytes beside its
 * header (compressed references), and refers to nothing while it is not armed.
 */
public abstract class Timed {
  /** The stripe in which the node is armed; null if it is not. Decides all races. */
  volatile @Nullable TimerStripe home;

  @Nullable Timed next;
  @Nullable Timed prev;

  /** The tick of expiry and, in the low bits, the list that holds the node. */
  long key;

  /** A node that is not armed. */
  protected Timed() {}

  /**
   * The deadline has passed.
   *
   * <p>Called once for each arming that was not cancelled, on the timer's thread, which it must
   * neither block nor keep for long: all other deadlines wait meanwhile. It may arm this node again
   * and arm and cancel others. What it throws goes to the uncaught exception handler of the timer's
   * thread and stops nothing.
   */
  protected abstract void expired();
}
