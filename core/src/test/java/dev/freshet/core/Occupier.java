package dev.freshet.core;

import java.util.concurrent.CountDownLatch;

/** A task that keeps a grant until it is let go. */
final class Occupier implements Runnable {
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  /** Occupies the only grant of a pool; it runs when this returns. */
  static Occupier of(TaskPool pool) throws InterruptedException {
    Occupier occupier = new Occupier();
    pool.execute(occupier);
    occupier.started.await();
    return occupier;
  }

  void letGo() {
    gate.countDown();
  }

  @Override
  public void run() {
    started.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
