package dev.freshet.bench;

import dev.freshet.core.broadcast.Broadcast;
import dev.freshet.core.broadcast.Cursor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long a parked reader takes to have the next version: arguments are case, subject and number
 * of versions.
 */
final class WakeRun {
  /** Longer than a woken thread takes to park again, in nanoseconds. */
  private static final long REST = 100_000;

  private static final int WARM_UP = 2_000;

  /** A version that can be waited for. */
  private interface State {
    void publish(long version);

    /** Waits for a version newer than the one it answered last. */
    long awaitNewer() throws InterruptedException;
  }

  private final State state;
  private volatile long publishedAt;
  private volatile long seen;

  private WakeRun(State state) {
    this.state = state;
  }

  private static State named(String name) {
    return switch (name) {
      case "freshet" -> new Freshet();
      case "Condition" -> new WithCondition();
      case "Monitor" -> new Monitor();
      default -> throw new IllegalArgumentException("subject: value is " + name);
    };
  }

  private static final class Freshet implements State {
    private final Broadcast<Long> broadcast = Broadcast.of(0L);
    private final Cursor<Long> cursor = broadcast.cursor();

    @Override
    public void publish(long version) {
      broadcast.publish(version);
    }

    @Override
    public long awaitNewer() throws InterruptedException {
      cursor.awaitNewer();
      return cursor.value();
    }
  }

  private static final class WithCondition implements State {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long newest;
    private long last;

    @Override
    public void publish(long version) {
      lock.lock();
      try {
        newest = version;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long awaitNewer() throws InterruptedException {
      lock.lock();
      try {
        while (newest == last) {
          changed.await();
        }
        last = newest;
        return last;
      } finally {
        lock.unlock();
      }
    }
  }

  private static final class Monitor implements State {
    private long newest;
    private long last;

    @Override
    public synchronized void publish(long version) {
      newest = version;
      notifyAll();
    }

    @Override
    public synchronized long awaitNewer() throws InterruptedException {
      while (newest == last) {
        wait();
      }
      last = newest;
      return last;
    }
  }

  private long[] measure(boolean virtual, int versions) throws InterruptedException {
    long[] nanos = new long[versions];
    Runnable reading =
        () -> {
          try {
            for (int i = 0; i < versions; i++) {
              long version = state.awaitNewer();
              nanos[i] = System.nanoTime() - publishedAt;
              seen = version;
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    Thread reader =
        virtual ? Thread.ofVirtual().start(reading) : Thread.ofPlatform().start(reading);
    for (int i = 1; i <= versions; i++) {
      LockSupport.parkNanos(REST);
      publishedAt = System.nanoTime();
      state.publish(i);
      while (seen != i) {
        Thread.onSpinWait();
      }
    }
    reader.join();
    return nanos;
  }

  public static void main(String[] args) throws InterruptedException {
    boolean virtual = args[0].endsWith("virtual");
    int versions = Integer.parseInt(args[2]);
    new WakeRun(named(args[1])).measure(virtual, WARM_UP);
    long[] nanos = new WakeRun(named(args[1])).measure(virtual, versions);
    Percentiles percentiles = new Percentiles(nanos, versions);
    Fork.report(args[0] + "-p50", "us", percentiles.millis(50) * 1_000);
    Fork.report(args[0] + "-p99", "us", percentiles.millis(99) * 1_000);
  }
}
