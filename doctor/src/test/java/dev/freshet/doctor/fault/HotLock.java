package dev.freshet.doctor.fault;

import java.util.concurrent.locks.ReentrantLock;

/** Ten threads fight for one lock; virtual ones, or with {@code platform} platform threads. */
final class HotLock {
  private static final ReentrantLock LOCK = new ReentrantLock(true);

  private HotLock() {}

  public static void main(String[] arguments) throws Exception {
    boolean platform = arguments.length > 0;
    for (int i = 0; i < 10; i++) {
      (platform ? Thread.ofPlatform().daemon() : Thread.ofVirtual()).start(HotLock::fight);
    }
    Work.stay();
  }

  static void fight() {
    while (true) {
      LOCK.lock();
      try {
        Work.rest(10_000);
      } finally {
        LOCK.unlock();
      }
    }
  }
}
