package dev.freshet.bench;

import dev.freshet.core.watch.Budget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * One subject of the suite {@code budget}: arguments are {@code cost} and subject, or {@code
 * timer}, {@code unpark} or {@code alone} (how the heartbeat wakes, if there is one), subject,
 * hogs, and seconds.
 */
final class BudgetRun {
  /** Steps of the generator in a unit of work: about half a microsecond. */
  private static final int STEPS = 256;

  /** Different units of work; what each gives is known. */
  private static final int UNITS = 64;

  private static final long MULTIPLIER = 6364136223846793005L;
  private static final long INCREMENT = 1442695040888963407L;
  private static final long BEAT_NANOS = 1_000_000;

  /** Seconds in which hogs and classes get warm, before the first beat. */
  private static final double WARM_UP = 0.5;

  private static final int COST_UNITS = 20_000_000;
  private static final int COST_ROUNDS = 7;

  private static final ScopedValue<Budget> SCOPED = ScopedValue.newInstance();

  private volatile boolean warm;
  private volatile boolean stop;
  private final LongAdder units = new LongAdder();
  private final long[] expected = new long[UNITS];
  private final LongAdder wrong = new LongAdder();

  /** What a hog does between two units. */
  private interface Courtesy {
    void show();
  }

  @SuppressWarnings("ThreadPriorityCheck") // two of the subjects are about it
  private static Courtesy courtesy(String subject) {
    return switch (subject) {
      case "freshet-spend" -> Budget.slice()::spend;
      case "freshet-checkpoint" -> Budget::checkpoint;
      case "scoped-value" -> () -> SCOPED.get().spend();
      case "nothing" -> () -> {};
      case "yield-each" -> Thread::yield;
      case "yield-1000th" ->
          new Courtesy() {
            private int calls;

            @Override
            public void show() {
              if (++calls % 1000 == 0) {
                Thread.yield();
              }
            }
          };
      case "park-1ms", "clock" ->
          new Courtesy() {
            private long next = System.nanoTime() + 1_000_000;

            @Override
            public void show() {
              if (System.nanoTime() - next >= 0) {
                if (subject.startsWith("park")) {
                  LockSupport.parkNanos(1);
                }
                next = System.nanoTime() + 1_000_000;
              }
            }
          };
      default -> throw new IllegalArgumentException(subject);
    };
  }

  /** A chain that the compiler cannot shorten. */
  private static long work(long seed) {
    long y = seed;
    for (int i = 0; i < STEPS; i++) {
      y = (y ^ (y >>> 29)) * MULTIPLIER + INCREMENT;
    }
    return y;
  }

  /** What the generator gives from 0 after so many steps, without taking them. */
  private static long after(long steps) {
    long multiplier = MULTIPLIER;
    long increment = INCREMENT;
    long c = 0;
    for (long n = steps; n > 0; n >>>= 1) {
      if ((n & 1) == 1) {
        c = c * multiplier + increment;
      }
      increment *= multiplier + 1;
      multiplier *= multiplier;
    }
    return c;
  }

  private void hog(String subject) {
    Courtesy courtesy = courtesy(subject);
    long done = 0;
    long whenWarm = Long.MAX_VALUE;
    long wrongUnits = 0;
    while (!stop) {
      if (warm && whenWarm == Long.MAX_VALUE) {
        whenWarm = done;
      }
      int unit = (int) done % UNITS;
      if (work(unit) != expected[unit]) {
        wrongUnits++;
      }
      done++;
      courtesy.show();
    }
    units.add(Math.max(0, done - whenWarm)); // none by a hog that never ran in that time
    wrong.add(wrongUnits);
  }

  private void share(String beat, String subject, int hogs, double seconds)
      throws InterruptedException {
    Arrays.setAll(expected, BudgetRun::work);
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < hogs; i++) {
      crowd.add(Thread.ofVirtual().start(() -> hog(subject)));
    }
    long start = System.nanoTime() + (long) (WARM_UP * 1e9);
    int beats = (int) (seconds * 1e9 / BEAT_NANOS);
    long[] late = new long[beats];
    CountDownLatch served = new CountDownLatch(beat.equals("alone") ? 0 : beats);
    switch (beat) {
      case "timer" -> Thread.ofVirtual().start(() -> beatByTimer(start, late, served));
      case "unpark" -> beatByUnpark(start, late, served);
      default -> {}
    }
    Await.instant(start);
    warm = true;
    Await.instant(start + (long) (seconds * 1e9));
    stop = true;
    double worked = (System.nanoTime() - start) / 1e9;
    for (Thread hog : crowd) {
      hog.join();
    }
    if (!served.await(60, TimeUnit.SECONDS) || wrong.sum() > 0) {
      throw new IllegalStateException(
          subject + ": " + served.getCount() + " beats missing, wrong results " + wrong.sum());
    }
    if (!beat.equals("alone")) {
      Percentiles lateness = new Percentiles(late, beats);
      Fork.report(beat + "-p50", "ms", lateness.millis(50));
      Fork.report(beat + "-p99", "ms", lateness.millis(99));
      Fork.report(beat + "-max", "ms", lateness.millis(100));
    }
    Fork.report(beat + "-hogs", "units/s", units.sum() / worked);
  }

  private static void awaitInstant(long instant) {
    for (long wait = instant - System.nanoTime(); wait > 0; wait = instant - System.nanoTime()) {
      LockSupport.parkNanos(wait);
    }
  }

  private static void beatByTimer(long start, long[] late, CountDownLatch served) {
    for (int i = 0; i < late.length; i++) {
      long planned = start + (i + 1) * BEAT_NANOS;
      awaitInstant(planned);
      late[i] = System.nanoTime() - planned;
      served.countDown();
    }
  }

  private static void beatByUnpark(long start, long[] late, CountDownLatch served) {
    Semaphore due = new Semaphore(0);
    Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; i < late.length; i++) {
                due.acquireUninterruptibly();
                late[i] = System.nanoTime() - start - (i + 1) * BEAT_NANOS;
                served.countDown();
              }
            });
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              for (int i = 0; i < late.length; i++) {
                awaitInstant(start + (i + 1) * BEAT_NANOS);
                due.release();
              }
            });
  }

  /** Nanoseconds that the courtesy adds to a step of the generator, on one virtual thread. */
  private static double cost(String subject) {
    double[] with = new double[COST_ROUNDS];
    double[] without = new double[COST_ROUNDS];
    for (int i = 0; i < COST_ROUNDS; i++) {
      without[i] = bare();
      with[i] =
          switch (subject) {
            case "freshet-spend" -> spending();
            case "freshet-checkpoint" -> checkpointing();
            case "scoped-value" ->
                ScopedValue.where(SCOPED, Budget.slice()).call(BudgetRun::scoped);
            case "clock" -> reading();
            default -> throw new IllegalArgumentException(subject);
          };
    }
    Arrays.sort(with);
    Arrays.sort(without);
    return with[COST_ROUNDS / 2] - without[COST_ROUNDS / 2];
  }

  private static double perCall(long began, long x) {
    double nanos = (double) (System.nanoTime() - began) / COST_UNITS;
    if (x != after(COST_UNITS)) {
      throw new IllegalStateException("wrong result");
    }
    return nanos;
  }

  private static double bare() {
    long began = System.nanoTime();
    long x = 0;
    for (int i = 0; i < COST_UNITS; i++) {
      x = x * MULTIPLIER + INCREMENT;
    }
    return perCall(began, x);
  }

  private static double spending() {
    Budget budget = Budget.slice();
    long began = System.nanoTime();
    long x = 0;
    for (int i = 0; i < COST_UNITS; i++) {
      x = x * MULTIPLIER + INCREMENT;
      budget.spend();
    }
    return perCall(began, x);
  }

  private static double checkpointing() {
    long began = System.nanoTime();
    long x = 0;
    for (int i = 0; i < COST_UNITS; i++) {
      x = x * MULTIPLIER + INCREMENT;
      Budget.checkpoint();
    }
    return perCall(began, x);
  }

  private static double scoped() {
    long began = System.nanoTime();
    long x = 0;
    for (int i = 0; i < COST_UNITS; i++) {
      x = x * MULTIPLIER + INCREMENT;
      SCOPED.get().spend();
    }
    return perCall(began, x);
  }

  private static double reading() {
    long began = System.nanoTime();
    long deadline = began + TimeUnit.MINUTES.toNanos(10);
    long x = 0;
    for (int i = 0; i < COST_UNITS; i++) {
      x = x * MULTIPLIER + INCREMENT;
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("hangs");
      }
    }
    return perCall(began, x);
  }

  public static void main(String[] args) throws InterruptedException {
    if (args[0].equals("cost")) {
      Thread measuring =
          Thread.ofVirtual().start(() -> Fork.report("cost", "ns/call", cost(args[1])));
      measuring.join();
    } else {
      int hogs = Integer.parseInt(args[2]);
      new BudgetRun().share(args[0], args[1], hogs, Double.parseDouble(args[3]));
    }
  }
}
