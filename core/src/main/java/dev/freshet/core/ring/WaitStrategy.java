package dev.freshet.core.ring;

import java.time.Duration;
import java.util.Objects;

/**
 * How a thread waits at a {@link Ring}: a consumer for an item, a producer for a free slot.
 *
 * <pre>{@code
 * Ring.builder(1 << 16, Order::new).waitStrategy(WaitStrategy.spinThenPark(Duration.ofNanos(20_000)));
 * }</pre>
 *
 * <p>One strategy holds for a whole ring. Under the parking ones a publication reads one word to
 * see whether somebody is parked; under {@link #busySpin} it does not even do that. Virtual threads
 * never spin: they park at once, or, under {@code busySpin}, look again at growing intervals of up
 * to 20 ms. Values are immutable.
 */
public sealed interface WaitStrategy {

  /**
   * Parks after a very short look around: the choice wherever there may be more threads than
   * processors. The default.
   *
   * @return the strategy
   */
  static WaitStrategy park() {
    return Park.INSTANCE;
  }

  /**
   * Spins first and then parks: a hand-off within the time costs no system call.
   *
   * @param spin how long to spin, more than zero; worth it up to some tens of microseconds, which
   *     is what a parked thread needs to come back
   * @return the strategy
   * @throws IllegalArgumentException if the time is not more than zero
   */
  static WaitStrategy spinThenPark(Duration spin) {
    return new SpinThenPark(spin);
  }

  /**
   * Spins until there is something: the fastest hand-off, for threads that own a processor each.
   * With more spinning threads than processors the one that is waited for may be the one that does
   * not run.
   *
   * @return the strategy
   */
  static WaitStrategy busySpin() {
    return BusySpin.INSTANCE;
  }

  /** See {@link #park}. */
  enum Park implements WaitStrategy {
    /** The only one. */
    INSTANCE
  }

  /**
   * See {@link #spinThenPark}.
   *
   * @param spin how long to spin, more than zero
   */
  record SpinThenPark(Duration spin) implements WaitStrategy {
    /**
     * Checks the time.
     *
     * @param spin how long to spin
     * @throws IllegalArgumentException if it is not more than zero
     */
    public SpinThenPark {
      Objects.requireNonNull(spin, "spin");
      if (!spin.isPositive()) {
        throw new IllegalArgumentException(
            "spin: value is %s; allowed is more than zero".formatted(spin));
      }
    }
  }

  /** See {@link #busySpin}. */
  enum BusySpin implements WaitStrategy {
    /** The only one. */
    INSTANCE
  }
}
