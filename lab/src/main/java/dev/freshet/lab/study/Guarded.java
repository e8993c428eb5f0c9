package dev.freshet.lab.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;

/**
 * A number that many threads read and raise, each kind with another way to keep it whole.
 * Thread-safe.
 */
interface Guarded {
  /** By name. */
  Map<String, Supplier<Guarded>> KINDS = kinds();

  /** Reads it. */
  long get();

  /** Adds 1. */
  void increment();

  private static Map<String, Supplier<Guarded>> kinds() {
    Map<String, Supplier<Guarded>> kinds = new LinkedHashMap<>();
    kinds.put("monitor", ByMonitor::new);
    kinds.put("ReentrantLock", ByLock::new);
    kinds.put("ReadWriteLock", ByReadWriteLock::new);
    kinds.put("StampedLock", ByStampedLock::new);
    kinds.put("CAS", ByCas::new);
    kinds.put("striped", Striped::new);
    return kinds;
  }

  /** Readers exclude each other too. */
  final class ByMonitor implements Guarded {
    private long value;

    @Override
    public synchronized long get() {
      return value;
    }

    @Override
    public synchronized void increment() {
      value++;
    }
  }

  /** The same, with queues in Java. */
  final class ByLock implements Guarded {
    private final ReentrantLock lock = new ReentrantLock();
    private long value;

    @Override
    public long get() {
      lock.lock();
      try {
        return value;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void increment() {
      lock.lock();
      try {
        value++;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Readers share the lock, and the line that counts them. */
  final class ByReadWriteLock implements Guarded {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private long value;

    @Override
    public long get() {
      lock.readLock().lock();
      try {
        return value;
      } finally {
        lock.readLock().unlock();
      }
    }

    @Override
    public void increment() {
      lock.writeLock().lock();
      try {
        value++;
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /** Readers write nothing unless a writer comes between. */
  final class ByStampedLock implements Guarded {
    private final StampedLock lock = new StampedLock();
    private long value;

    @Override
    public long get() {
      long stamp = lock.tryOptimisticRead();
      long seen = value;
      if (lock.validate(stamp)) {
        return seen;
      }
      stamp = lock.readLock();
      try {
        return value;
      } finally {
        lock.unlockRead(stamp);
      }
    }

    @Override
    public void increment() {
      long stamp = lock.writeLock();
      try {
        value++;
      } finally {
        lock.unlockWrite(stamp);
      }
    }
  }

  /** A loop around compare-and-set: what any state that is one reference can do. */
  final class ByCas implements Guarded {
    private final AtomicLong value = new AtomicLong();

    @Override
    public long get() {
      return value.get();
    }

    @Override
    public void increment() {
      long before = value.get();
      while (!value.compareAndSet(before, before + 1)) {
        Thread.onSpinWait();
        before = value.get();
      }
    }
  }

  /** LongAdder: writers on lines of their own, readers add all of them up. */
  final class Striped implements Guarded {
    private final LongAdder value = new LongAdder();

    @Override
    public long get() {
      return value.sum();
    }

    @Override
    public void increment() {
      value.increment();
    }
  }
}
