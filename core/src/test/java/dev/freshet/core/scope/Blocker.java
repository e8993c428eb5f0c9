package dev.freshet.core.scope;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A body that ends only when it is interrupted; may be forked several times. */
final class Blocker implements Callable<Integer> {
  final CountDownLatch started;
  final AtomicInteger interrupted = new AtomicInteger();

  /** A blocker of which so many are to be waited for. */
  Blocker(int forks) {
    started = new CountDownLatch(forks);
  }

  @Override
  public Integer call() throws InterruptedException {
    started.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
    return -1;
  }
}
