package dev.freshet.lab.study;

import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.WrongResult;
import dev.freshet.lab.workload.Figures;
import dev.freshet.lab.workload.Workload.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What becomes of virtual threads when there are few carriers: 1,000 tasks of 10 ms on one carrier
 * and on N, once with tasks that park, and once with tasks that keep their carrier because they are
 * blocked in a native call.
 */
final class Starvation {
  static final String PARKING = "parking";
  static final String BLOCKING = "blocking";

  static final Study STUDY =
      new Study(
          "starvation",
          "1,000 virtual threads that wait for 10 ms, parked or in a native call, by carriers",
          List.of(PARKING, BLOCKING),
          processors -> Stream.of(1, processors).distinct().map(n -> new Shape(1, n)).toList(),
          5,
          Study::carriers,
          Starvation::run);

  private static final int TASKS = 1_000;
  private static final int WARM_UP = 20;
  private static final long MILLIS = 10;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private Starvation() {}

  /** Waits for 10 ms. */
  @FunctionalInterface
  private interface Wait {
    void now() throws InterruptedException;
  }

  private static Measurement run(Trial trial) throws InterruptedException {
    String subject = trial.cell().subject();
    Wait wait = subject.equals(BLOCKING) ? Starvation::inNative : () -> Thread.sleep(MILLIS);
    int tasks = trial.tasks() > 0 ? Math.toIntExact(trial.tasks()) : TASKS;
    flood(wait, new long[WARM_UP], new long[WARM_UP]);
    long[] starts = new long[tasks];
    long[] responses = new long[tasks];
    Probe probe = Probe.start();
    flood(wait, starts, responses);
    Probe.Cost cost = probe.stop();
    for (int i = 0; i < tasks; i++) {
      // Otherwise it did not wait, or was interrupted, and the ratio would say nothing.
      if (responses[i] - starts[i] < MILLIS * NANOS_PER_MILLI) {
        throw new WrongResult("%s: task %d waited for less than 10 ms".formatted(subject, i));
      }
    }
    return new Figures(tasks, cost).start(starts).response(responses).measurement();
  }

  private static void inNative() {
    NativeSleep.micros((int) (1_000 * MILLIS));
  }

  /** Starts a thread for each place of the arrays, and waits for all of them. */
  private static void flood(Wait wait, long[] starts, long[] responses)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>(starts.length);
    for (int i = 0; i < starts.length; i++) {
      int index = i;
      long called = System.nanoTime();
      threads.add(
          Thread.startVirtualThread(
              () -> {
                starts[index] = Math.max(1, System.nanoTime() - called);
                try {
                  wait.now();
                  responses[index] = System.nanoTime() - called;
                } catch (InterruptedException asked) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
