package dev.freshet.doctor.fault;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** What the programs share: computing, waiting, and the end. */
final class Work {
  private static volatile long sink;

  private Work() {}

  /** Keeps the processor busy for so long by the clock. */
  static void compute(long micros) {
    long until = System.nanoTime() + micros * 1_000;
    long x = sink;
    while (System.nanoTime() < until) {
      for (int i = 0; i < 200; i++) {
        x = x * 6_364_136_223_846_793_005L + 1;
      }
    }
    sink = x;
  }

  static void rest(long micros) {
    LockSupport.parkNanos(micros * 1_000);
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads have no time slices: this is theirs
  static void letOthersOn() {
    Thread.yield();
  }

  /** Many virtual threads that do a little now and then: they notice a stalled scheduler. */
  static void heartbeats(int count) {
    for (int i = 0; i < count; i++) {
      Thread.startVirtualThread(
          () -> {
            while (true) {
              rest(5_000);
              compute(20);
            }
          });
    }
  }

  /** Says that the fault is on, and stays until the parent lets go. */
  static void stay() throws IOException {
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // whatever comes is ignored
    }
    System.exit(0);
  }
}
