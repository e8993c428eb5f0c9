package dev.freshet.lab.subject;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where threads wait until an attempt succeeds that another thread makes possible: the half that a
 * queue without waiting lacks.
 *
 * <p>No wake-up is lost: who waits announces itself and then tries once more; who changes the queue
 * does so and then looks for the announcement. The fence between the two is there on both sides, so
 * at least one of them sees the other (Dekker). While nobody waits, a change costs a fence and a
 * read.
 */
final class WaitRoom {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Written under the lock. */
  private volatile int waiting;

  /** Makes the attempt until it gives something. */
  <T> T await(Supplier<@Nullable T> attempt) {
    T found = attempt.get();
    return found != null ? found : queueUp(attempt);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // only under the lock
  private <T> T queueUp(Supplier<@Nullable T> attempt) {
    lock.lock();
    try {
      waiting++;
      while (true) {
        VarHandle.fullFence();
        T found = attempt.get();
        if (found != null) {
          return found;
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** Says that an attempt may succeed now. */
  void wakeOne() {
    VarHandle.fullFence();
    if (waiting > 0) {
      lock.lock();
      try {
        changed.signal();
      } finally {
        lock.unlock();
      }
    }
  }
}
