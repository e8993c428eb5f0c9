package dev.freshet.core;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

/** What the contracts need of the pool they look at. */
interface PoolUnderTest {
  /** The pool of the running test: limit 4. */
  ExecutorService pool();

  /** A pool that runs at least {@code limit} tasks at once and queues a thousand more. */
  ExecutorService create(int limit);

  /** Keeps every worker busy until the latch opens. */
  default CountDownLatch occupy(int workers) throws InterruptedException {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(workers);
    for (int i = 0; i < workers; i++) {
      pool()
          .execute(
              () -> {
                started.countDown();
                awaitQuietly(gate);
              });
    }
    started.await();
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
}
