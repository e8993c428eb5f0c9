package dev.freshet.bench;

import java.util.concurrent.TimeUnit;

/** One subject of the suite {@code priority}: arguments are subject and seconds of each phase. */
final class PriorityRun {
  private static final long SERVICE_MILLIS = 10;

  /** Tasks per second that the pool can run: 1,600. */
  private static final double CAPACITY = Prioritised.LIMIT * 1000.0 / SERVICE_MILLIS;

  /** Urgent tasks per second: a quarter of what the pool can run. */
  private static final double HIGH = CAPACITY / 4;

  /** Other tasks per second: ten times what the pool can run. */
  private static final double LOW = CAPACITY * 10;

  private static final int WARM_UP_SECONDS = 1;

  private PriorityRun() {}

  private static void serve() {
    try {
      TimeUnit.MILLISECONDS.sleep(SERVICE_MILLIS);
    } catch (InterruptedException e) {
      // The pool is being stopped; the task ends at once.
      Thread.currentThread().interrupt();
    }
  }

  private static OpenLoad high(Prioritised pool, double seconds) {
    return new OpenLoad(OpenLoad.arrivals(seconds, _ -> HIGH), PriorityRun::serve, pool::high);
  }

  public static void main(String[] args) throws InterruptedException {
    double seconds = Double.parseDouble(args[1]);
    Prioritised pool = Prioritised.named(args[0]);

    // Both paths in the rates to come; the tasks of the other rank have nothing to do yet.
    OpenLoad warmUp =
        new OpenLoad(OpenLoad.arrivals(WARM_UP_SECONDS, _ -> LOW), () -> {}, pool::low);
    warmUp.start(System.nanoTime());
    high(pool, WARM_UP_SECONDS).start(System.nanoTime()).awaitEnded();
    warmUp.awaitEnded();

    OpenLoad unloaded = high(pool, seconds).start(System.nanoTime());
    unloaded.awaitEnded();

    long start = System.nanoTime();
    OpenLoad low =
        new OpenLoad(OpenLoad.arrivals(seconds, _ -> LOW), PriorityRun::serve, pool::low);
    low.start(start);
    OpenLoad overloaded = high(pool, seconds).start(start);
    overloaded.awaitSubmitted();
    low.awaitSubmitted();
    long ended = low.ended();
    // The last urgent tasks get as long as an urgent task takes at rest.
    Percentiles responses = overloaded.responses(0, seconds - 5 * SERVICE_MILLIS / 1000.0);
    int left = pool.stop();
    Percentiles before = unloaded.responses(0, seconds);

    Fork.report("p99-ratio", "times", responses.millis(99) / before.millis(99));
    Fork.report("p99-overloaded", "ms", responses.millis(99));
    Fork.report("p99-unloaded", "ms", before.millis(99));
    Fork.report("p50-overloaded", "ms", responses.millis(50));
    Fork.report("low-throughput", "tasks/s", ended / seconds);
    requireAllThere(low, overloaded, left);
  }

  /** What was submitted has ended, or was given up, or ran when the pool was stopped. */
  private static void requireAllThere(OpenLoad low, OpenLoad high, int left) {
    long submitted = (long) low.submitted() + high.submitted();
    Await.until(
        () -> low.ended() + high.ended() + left == submitted,
        () ->
            "%d ended and %d given up of %d submitted"
                .formatted(low.ended() + high.ended(), left, submitted));
  }
}
