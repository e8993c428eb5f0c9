package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the contracts need of the pool they look at. */
interface PoolUnderTest {
  /** Longest wait for anything that is sure to come, in seconds. */
  int SURELY = 30;

  /** Time-outs that are over before they began. */
  List<Long> OVER = List.of(0L, -1L, Long.MIN_VALUE);

  /** The pool of the running test: limit 4. */
  ExecutorService pool();

  /** A pool that runs {@code limit} tasks at once and queues a thousand more. */
  ExecutorService create(int limit);

  /** Keeps every worker busy until the latch opens, or the pool interrupts it. */
  default CountDownLatch occupy(int workers) throws InterruptedException {
    return occupy(pool(), workers);
  }

  /** Keeps every worker of the pool busy until the latch opens, or the pool interrupts it. */
  static CountDownLatch occupy(ExecutorService pool, int workers) throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(workers);
    for (int i = 0; i < workers; i++) {
      pool.execute(
          () -> {
            started.countDown();
            awaitQuietly(gate);
          });
    }
    awaitSurely(started);
    return gate;
  }

  /** Waits; an interrupt ends the wait and stays set. */
  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits; an interrupt does not end the wait, and is lost. */
  static void awaitStubbornly(CountDownLatch latch) {
    for (; ; ) {
      try {
        latch.await();
        return;
      } catch (InterruptedException _) {
        // A task that does not care.
      }
    }
  }

  /** Waits for what must come. */
  static void awaitSurely(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(SURELY, TimeUnit.SECONDS)).as("it came").isTrue();
  }

  /** Shuts the pool down and waits for its end. */
  static void terminate(ExecutorService pool) throws InterruptedException {
    pool.shutdown();
    assertThat(pool.awaitTermination(SURELY, TimeUnit.SECONDS)).as("%s", pool).isTrue();
    assertThat(pool.isTerminated()).isTrue();
  }

  /** A task that ends only when interrupted; may be given to a pool several times. */
  final class Blocker implements Callable<String> {
    final CountDownLatch started;
    final CountDownLatch interrupted;

    Blocker() {
      this(1);
    }

    /** One that tells when so many runs have started, and when so many were interrupted. */
    Blocker(int runs) {
      started = new CountDownLatch(runs);
      interrupted = new CountDownLatch(runs);
    }

    @Override
    public String call() throws InterruptedException {
      started.countDown();
      try {
        new CountDownLatch(1).await();
        return "nobody opens it";
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }

    /** The same for execute: ends without a word. */
    void run() {
      try {
        call();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    boolean hasStarted() {
      return started.getCount() == 0;
    }
  }

  /** A call on a thread of its own, which the test interrupts. */
  final class Call {
    private final Thread thread;
    private @Nullable Throwable thrown;
    private boolean staysInterrupted;

    private Call(Callable<?> body, boolean interruptFirst) {
      thread =
          new Thread(
              () -> {
                if (interruptFirst) {
                  Thread.currentThread().interrupt();
                }
                try {
                  body.call();
                } catch (Throwable t) {
                  thrown = t;
                }
                staysInterrupted = Thread.interrupted();
              });
      thread.setDaemon(true);
      thread.start();
    }

    static Call start(Callable<?> body) {
      return new Call(body, false);
    }

    static Call startInterrupted(Callable<?> body) {
      return new Call(body, true);
    }

    /** Returns when the call waits for something or has ended. */
    Call awaitWaiting() {
      for (; ; ) {
        switch (thread.getState()) {
          case WAITING, TIMED_WAITING, TERMINATED -> {
            return this;
          }
          default -> Thread.onSpinWait();
        }
      }
    }

    Call interrupt() {
      thread.interrupt();
      return this;
    }

    /** Waits for the end; answers what the call threw, null if it returned. */
    @Nullable Throwable thrown() throws InterruptedException {
      thread.join(TimeUnit.SECONDS.toMillis(SURELY));
      assertThat(thread.isAlive()).as("the call still waits").isFalse();
      return thrown;
    }

    /** The thread's interrupt status after the call. */
    boolean staysInterrupted() throws InterruptedException {
      thrown();
      return staysInterrupted;
    }
  }
}
