package dev.freshet.bench;

import dev.freshet.core.reuse.Lease;
import dev.freshet.core.reuse.ReusePool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Borrowing and returning a connection: arguments are case, subject, threads, places and
 * milliseconds. A connection with two users at once fails the run.
 */
final class BorrowRun {
  static final List<String> NAMES =
      List.of(
          "freshet-pool",
          "freshet-pool-bare",
          "SemaphoreDeque",
          "SemaphoreDequeFair",
          "ArrayBlockingQueue",
          "ArrayBlockingQueueFair");

  /** How long a connection is held: 40 pauses, about a microsecond. */
  private static final int HOLD = 40;

  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  /** One that knows whether it is in use; made before the clock runs. */
  private static final class Connection {
    private boolean inUse;

    void use(boolean hold) {
      if (inUse) {
        throw new IllegalStateException("a connection has two users");
      }
      inUse = true;
      for (int i = 0; hold && i < HOLD; i++) {
        Thread.onSpinWait();
      }
      inUse = false;
    }
  }

  /** One use. */
  private interface Pool {
    void use(boolean hold) throws InterruptedException;
  }

  private BorrowRun() {}

  private static Pool named(String name, int places) {
    boolean fair = name.endsWith("Fair");
    return switch (name) {
      case "freshet-pool", "freshet-pool-bare" -> {
        var builder = ReusePool.<Connection>builder(Connection::new, _ -> {}).limit(places);
        ReusePool<Connection> pool =
            (name.endsWith("bare") ? builder.maxIdle(FOR_EVER).maxAge(FOR_EVER) : builder).build();
        yield hold -> {
          try (Lease<Connection> lease = pool.borrow()) {
            lease.get().use(hold);
          }
        };
      }
      case "SemaphoreDeque", "SemaphoreDequeFair" -> {
        Semaphore permits = new Semaphore(places, fair);
        ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
        yield hold -> {
          permits.acquire();
          try {
            Connection connection = idle.pollLast();
            if (connection == null) {
              connection = new Connection();
            }
            connection.use(hold);
            idle.addLast(connection);
          } finally {
            permits.release();
          }
        };
      }
      case "ArrayBlockingQueue", "ArrayBlockingQueueFair" -> {
        ArrayBlockingQueue<Connection> idle = new ArrayBlockingQueue<>(places, fair);
        for (int i = 0; i < places; i++) {
          idle.add(new Connection());
        }
        yield hold -> {
          Connection connection = idle.take();
          try {
            connection.use(hold);
          } finally {
            idle.add(connection);
          }
        };
      }
      default -> throw new IllegalArgumentException("subject: value is " + name);
    };
  }

  /** Nanoseconds for one use. */
  private static double measure(Pool pool, int threads, long nanos) throws InterruptedException {
    AtomicLong uses = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    long began = System.nanoTime();
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      all[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    long own = 0;
                    try {
                      while (System.nanoTime() - began < nanos) {
                        for (int n = 0; n < 100; n++) {
                          pool.use(threads > 1);
                        }
                        own += 100;
                      }
                    } catch (Throwable t) {
                      t.printStackTrace();
                      failed.incrementAndGet();
                    }
                    uses.addAndGet(own);
                  });
    }
    for (Thread thread : all) {
      thread.join();
    }
    if (failed.get() != 0) {
      throw new IllegalStateException(failed + " users failed");
    }
    return (double) (System.nanoTime() - began) / uses.get();
  }

  public static void main(String[] args) throws InterruptedException {
    int threads = Integer.parseInt(args[2]);
    long nanos = Long.parseLong(args[4]) * 1_000_000;
    Pool pool = named(args[1], Integer.parseInt(args[3]));
    measure(pool, threads, nanos);
    Fork.report(args[0], "ns/op", measure(pool, threads, nanos));
  }
}
