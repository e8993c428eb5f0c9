package dev.freshet.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Threads that begin together. For one thread, which starts them and waits for them. */
final class Crowd {
  /** What a thread does. */
  @FunctionalInterface
  interface Part {
    void run() throws Exception;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Named like workers that are measured: see Probe. */
  static Thread.Builder platform() {
    return Thread.ofPlatform().daemon().name("lab-", 0);
  }

  /** Starts one more; it stands at the gate. */
  void add(Thread.Builder builder, Part part) {
    threads.add(
        builder.start(
            () -> {
              try {
                gate.await();
                part.run();
              } catch (Throwable cause) {
                failure.compareAndSet(null, cause);
              }
            }));
  }

  /**
   * Opens the gate and waits until all have ended.
   *
   * @return nanoseconds that took
   * @throws IllegalStateException if one of them failed
   */
  long run() throws InterruptedException {
    long began = System.nanoTime();
    gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    long took = System.nanoTime() - began;
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a thread failed: " + cause, cause);
    }
    return took;
  }
}
