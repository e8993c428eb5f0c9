package dev.freshet.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One subject of the suite {@code burst}: arguments are subject, its limit in the open part, its
 * limit in the closed part, and the seconds of each phase.
 */
final class BurstRun {
  /** Arrivals per second before and after the step. */
  private static final double CALM = 500;

  private static final double FLOOD = 3_200;

  /** How long the rate takes from the one to the other, in seconds. */
  private static final double STEP = 0.2;

  private static final long SERVICE_MILLIS = 20;

  /** Tasks that run at once after the step: rate times service (Little). */
  private static final int NEEDED = (int) (FLOOD * SERVICE_MILLIS / 1000);

  /** Clients of the closed load in its slack and in its busy phases. */
  private static final int FEW = 10;

  private static final int MANY = 100;

  /** From when on a pool should have grown, in seconds after the begin of the step. */
  private static final double GROWN = 0.25;

  private BurstRun() {}

  private static void serve() {
    try {
      TimeUnit.MILLISECONDS.sleep(SERVICE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double rate(double seconds, double stepAt) {
    double progress = Math.clamp((seconds - stepAt) / STEP, 0, 1);
    return CALM + progress * (FLOOD - CALM);
  }

  private static void open(Subject subject, double phase) throws InterruptedException {
    double step = 2 * phase;
    double end = step + STEP + 1.5 * phase;
    OpenLoad load =
        new OpenLoad(OpenLoad.arrivals(end, t -> rate(t, step)), BurstRun::serve, subject::execute);
    long start = System.nanoTime();
    SizeLog sizes = new SizeLog(subject, start);
    load.start(start).awaitEnded();
    sizes.stop();
    double steady = load.responses(phase, step).millis(99);
    double atStep = load.responses(step, step + 1).millis(99);
    double after = load.responses(step + GROWN, end).millis(99);
    Fork.report("p99-after", "ms", after);
    Fork.report("p99-step", "ms", atStep);
    Fork.report("p99-steady", "ms", steady);
    Fork.report("p99-after-ratio", "times", after / steady);
    if (subject.canGrow()) {
      double settled = sizes.mean(end - phase / 2, end);
      Fork.report("time-to-size", "ms", 1000 * sizes.secondsUntil(NEEDED, step, end));
      Fork.report("overshoot", "%", 100 * (sizes.most(step, end) / settled - 1));
      Fork.report("settled-size", "tasks", settled);
      Fork.report("open-size", "tasks", sizes.mean(phase, end));
    }
  }

  /** Each client asks again when it was answered; the number of clients changes each phase. */
  private static void closed(Subject subject, double phase) throws InterruptedException {
    LongAdder served = new LongAdder();
    long start = System.nanoTime();
    SizeLog sizes = new SizeLog(subject, start);
    for (int i = 1; i <= 4; i++) {
      long until = start + (long) (i * phase * 0.4 * 1e9);
      int clients = i % 2 == 0 ? MANY : FEW;
      CountDownLatch gone = new CountDownLatch(clients);
      for (int c = 0; c < clients; c++) {
        Thread.startVirtualThread(
            () -> {
              while (System.nanoTime() - until < 0) {
                ask(subject, served);
              }
              gone.countDown();
            });
      }
      if (!gone.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(gone.getCount() + " clients were not answered");
      }
    }
    sizes.stop();
    double seconds = (System.nanoTime() - start) / 1e9;
    Fork.report("closed-throughput", "tasks/s", served.sum() / seconds);
    if (subject.canGrow()) {
      Fork.report("closed-size", "tasks", sizes.mean(0, seconds));
    }
  }

  private static void ask(Subject subject, LongAdder served) {
    CountDownLatch answered = new CountDownLatch(1);
    subject.execute(
        () -> {
          serve();
          served.increment();
          answered.countDown();
        });
    try {
      answered.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) throws InterruptedException {
    double phase = Double.parseDouble(args[3]);
    try (Subject subject = Subject.named(args[0], Subject.Bounds.of(Integer.parseInt(args[1])))) {
      open(subject, phase);
    }
    try (Subject subject = Subject.named(args[0], Subject.Bounds.of(Integer.parseInt(args[2])))) {
      closed(subject, phase);
    }
  }
}
