package dev.freshet.core.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Where threads wait for a pool to come to rest.
 *
 * <p>Safe for all threads. A waiter enters itself and then looks at the pool; whoever may have
 * brought the pool to rest changes the admission word and then looks for waiters. All four are
 * volatile, so one of the two sees the other. Nobody pays while nobody waits but one read when a
 * grant is given back.
 */
final class IdleGate {
  private final BooleanSupplier atRest;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition looked = lock.newCondition();

  /** How often the pool was seen at rest by {@link #look}; guarded by the lock. */
  private long rests;

  IdleGate(BooleanSupplier atRest) {
    this.atRest = atRest;
  }

  /** Waits; false if the time was up first. */
  boolean await(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    waiting.incrementAndGet();
    try {
      lock.lockInterruptibly();
      try {
        long start = System.nanoTime();
        long seen = rests;
        while (rests == seen && !atRest.getAsBoolean()) {
          if (nanos == Long.MAX_VALUE) {
            looked.await();
          } else {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
              return false;
            }
            if (!looked.await(left, TimeUnit.NANOSECONDS)) {
              return rests != seen || atRest.getAsBoolean();
            }
          }
        }
        return true;
      } finally {
        lock.unlock();
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Wakes the waiters if there are any and the pool is at rest. */
  void look() {
    if (waiting.get() != 0 && atRest.getAsBoolean()) {
      lock.lock();
      try {
        rests++; // it may be over before a waiter is awake
        looked.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
