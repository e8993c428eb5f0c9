package dev.freshet.core.scope;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The forks of a scope that have ended, counted and in order, and the one thread that waits for
 * them.
 *
 * <p>Any thread pushes; only the owner waits and takes.
 */
final class Completions {
  /*
   * One stack is the counter as well
   * --------------------------------
   * A fork that ends is pushed on a stack of the forks themselves, by one compare-and-set, and each
   * bears the number of those pushed up to it. So the top tells how many have ended, and the chain
   * in which order; a scope that only joins pays no more than it would for a counter.
   *
   * One wake-up
   * -----------
   * The owner says at which number it wants to be woken. Numbers are given out without gaps, so
   * exactly one push has that number and wakes it. The owner writes its wish and then looks at the
   * top, the fork is pushed and then looks for the wish, all of it volatile: one of the two sees the
   * other. Whoever cancels the scope wakes the owner as well.
   */

  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(Completions.class, "top", ForkTask.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread owner;
  private volatile @Nullable ForkTask<?> top;
  private volatile int wanted;

  // The owner's: what it has seen of the stack but not handed out, oldest first.
  private @Nullable ArrayDeque<ForkTask<?>> untaken;
  private int seen;

  Completions(Thread owner) {
    this.owner = owner;
  }

  /** Adds a fork that has ended. */
  void push(ForkTask<?> fork) {
    int number;
    ForkTask<?> below;
    do {
      below = top;
      number = below == null ? 1 : below.number + 1;
      fork.below = below;
      fork.number = number;
    } while (!TOP.compareAndSet(this, below, fork));
    if (number == wanted) {
      LockSupport.unpark(owner);
    }
  }

  /** How many have ended. */
  int count() {
    ForkTask<?> last = top;
    return last == null ? 0 : last.number;
  }

  /** Asks to be woken when so many have ended; the owner then looks once more and parks. */
  void wakeAt(int count) {
    wanted = count;
  }

  /** The next fork in the order of their ends; null if none has ended that was not handed out. */
  @Nullable ForkTask<?> poll() {
    ArrayDeque<ForkTask<?>> queue = untaken;
    if (queue == null) {
      queue = new ArrayDeque<>();
      untaken = queue;
    }
    if (queue.isEmpty()) {
      ForkTask<?> fork = top;
      int upTo = seen;
      if (fork != null) {
        seen = fork.number;
      }
      for (; fork != null && fork.number > upTo; fork = fork.below) {
        queue.addFirst(fork);
      }
    }
    return queue.poll();
  }

  /** How many were handed out. */
  int taken() {
    return seen - (untaken == null ? 0 : untaken.size());
  }
}
