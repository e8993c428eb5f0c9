package dev.freshet.doctor.fault;

import java.util.concurrent.CountDownLatch;

/** A virtual thread more each 10 ms, all waiting for a latch that nobody opens. */
final class ThreadLeak {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private ThreadLeak() {}

  public static void main(String[] arguments) throws Exception {
    Thread.ofPlatform()
        .daemon()
        .name("leaker")
        .start(
            () -> {
              while (true) {
                Thread.startVirtualThread(ThreadLeak::waitForEver);
                Work.rest(10_000);
              }
            });
    Work.stay();
  }

  static void waitForEver() {
    try {
      NEVER.await();
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }
}
