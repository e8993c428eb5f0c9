package dev.freshet.core.lane;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where accepted tasks wait: bounded, for many producers and many consumers, with a discipline.
 *
 * <p>Safe for all threads. {@link #offer} happens before the {@link #poll} that returns the item.
 * Acceptance and removal are volatile operations that {@link #isEmpty}, {@link #hasRoom} and {@link
 * #isFinished} read: whoever offers and then reads a volatile word, and whoever changes that word
 * and then looks at the lane, cannot both miss each other. The bound is exact: never more than
 * {@link #capacity} items lie in the lane, and an open lane refuses an offer only when that many
 * do.
 *
 * <p>An abstract class, not an interface: most programs load one implementation, whose methods the
 * compiler then calls directly.
 */
public abstract class Lane {
  private static final WaitSink NOBODY = (_, _) -> {};

  /**
   * How many items may wait.
   *
   * @return the bound
   */
  public abstract int capacity();

  /**
   * Adds the item.
   *
   * @param item what waits; may be {@link Ranked}
   * @return false if the lane is full or closed
   */
  public abstract boolean offer(Object item);

  /**
   * Adds as many of the items as fit, in one step: nothing of another producer comes between them,
   * and nobody sees some of them only.
   *
   * @param items the array that holds them
   * @param from first index
   * @param to index after the last
   * @return how many were added, from the first on; 0 if the lane is full or closed
   */
  public abstract int offerAll(Object[] items, int from, int to);

  /**
   * Takes the item whose turn it is.
   *
   * @return the item; null if none was accepted that is still there
   */
  public final @Nullable Object poll() {
    return poll(NOBODY);
  }

  /**
   * Takes the item whose turn it is, and tells how long it waited if it is a sample.
   *
   * @param sink is told on this thread, before the method returns; only by lanes that take samples
   * @return the item; null if none was accepted that is still there
   */
  public abstract @Nullable Object poll(WaitSink sink);

  /**
   * Takes the item that should go when room is needed: the oldest of the least urgent.
   *
   * @return the item; null if there is none
   */
  public abstract @Nullable Object pollVictim();

  /** Refuses all offers from now on. Idempotent. */
  public abstract void close();

  /**
   * Whether the lane is closed and everything was taken.
   *
   * @return true once nothing will ever come out again
   */
  public abstract boolean isFinished();

  /**
   * Whether no item is accepted that was not taken.
   *
   * @return true if so, with volatile semantics
   */
  public abstract boolean isEmpty();

  /**
   * Whether less than the bound lies in the lane.
   *
   * @return true if so, with volatile semantics
   */
  public abstract boolean hasRoom();

  /**
   * Whether items come out in the order in which they were accepted.
   *
   * @return true if nothing ever overtakes
   */
  public boolean isInOrder() {
    return false;
  }

  /**
   * How many items wait.
   *
   * @return exact when nobody moves, otherwise a value between 0 and the capacity
   */
  public abstract int size();

  /**
   * How many items were ever accepted.
   *
   * @return a count that never goes back
   */
  public abstract long accepted();

  /**
   * Takes everything that is there and hands it on.
   *
   * @param to is given each item, in the order of the discipline
   */
  public final void drain(Consumer<Object> to) {
    for (Object item = poll(); item != null; item = poll()) {
      to.accept(item);
    }
  }
}
