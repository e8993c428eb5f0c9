package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A task that keeps its lane until it is let go. */
final class Gate implements Runnable {
  /** Longest wait for what is sure to come, in seconds. */
  static final int SURELY = 60;

  /** All that may hold something up, so that a test that fails does not hang. */
  private static final Set<Gate> ALL = ConcurrentHashMap.newKeySet();

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);

  Gate() {
    ALL.add(this);
  }

  static void letAllGo() {
    ALL.forEach(Gate::letGo);
    ALL.clear();
  }

  /** Holds a key up; its task runs when this returns. */
  static <K> Gate hold(KeyedLanes<K> lanes, K key) throws InterruptedException {
    Gate gate = new Gate();
    lanes.execute(key, gate);
    gate.awaitEntered();
    return gate;
  }

  void awaitEntered() throws InterruptedException {
    await(entered);
  }

  void letGo() {
    open.countDown();
  }

  @Override
  public void run() {
    entered.countDown();
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(SURELY, TimeUnit.SECONDS)).as("it came").isTrue();
  }

  /** Waits for a state that is sure to come and that nobody tells of. */
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy
  static void until(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(SURELY));
      Thread.yield();
    }
  }
}
