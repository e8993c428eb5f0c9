package dev.freshet.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.TaskPool;
import dev.freshet.core.watch.SaturationInputs;
import dev.freshet.core.watch.SaturationModel;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One workload of the suite {@code knee}: arguments are its name, processor time and blocked time
 * of a task in microseconds, limit, and seconds of a step.
 */
final class KneeRun {
  /** What part of the rate that the nominal times allow the inputs are measured at. */
  private static final double CALM = 0.4;

  /** Where the steps begin, likewise. */
  private static final double FIRST = 0.6;

  /** Each step comes so much faster than the one before. */
  private static final double STEP = 1.04;

  /** Backlog that grows by less than this part of the arrivals is noise. */
  private static final double GROWS = 0.02;

  /** When the backlog is looked at first, as part of a step; the second time is its end. */
  private static final double SETTLED = 0.4;

  private static final int LANE = 1 << 20;

  private final long tokens;
  private final long blockedNanos;
  private final TaskPool pool;

  private KneeRun(long cpuNanos, long blockedNanos, int limit) {
    this.tokens = cpuNanos == 0 ? 0 : WorkBenchmark.tokensFor(cpuNanos);
    this.blockedNanos = blockedNanos;
    this.pool = TaskPool.builder().limit(limit).laneCapacity(LANE).build();
  }

  private void serve() {
    if (tokens > 0) {
      Blackhole.consumeCPU(tokens);
    }
    if (blockedNanos > 0) {
      try {
        TimeUnit.NANOSECONDS.sleep(blockedNanos);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private OpenLoad load(double rate, double seconds) {
    return new OpenLoad(OpenLoad.arrivals(seconds, _ -> rate), this::serve, pool::execute)
        .start(System.nanoTime());
  }

  private SaturationModel calibrate(double rate, double seconds) throws InterruptedException {
    load(rate, seconds).awaitEnded(); // the compiler has seen all
    PoolSnapshot before = pool.snapshot();
    long processor = processorNanos();
    load(rate, seconds).awaitSubmitted(); // whoever awaits the end keeps a processor busy
    processor = processorNanos() - processor;
    pool.awaitIdle(Duration.ofSeconds(10));
    return SaturationModel.of(
        SaturationInputs.measured(
            before, pool.snapshot(), Duration.ofNanos(processor), Machine.processors()));
  }

  private long live() {
    PoolSnapshot now = pool.snapshot();
    return (long) now.running() + now.queued();
  }

  /** Whether the backlog grows at a rate; leaves an empty pool behind. */
  private boolean grows(double rate, double seconds) throws InterruptedException {
    OpenLoad load = load(rate, seconds);
    Await.instant(System.nanoTime() + (long) (SETTLED * seconds * 1e9));
    long early = live();
    load.awaitSubmitted();
    long late = live();
    load.awaitEnded();
    if (!pool.awaitIdle(Duration.ofSeconds(60))) {
      throw new IllegalStateException("the pool does not come to rest");
    }
    return late - early > GROWS * rate * (1 - SETTLED) * seconds;
  }

  /** The highest rate at which the backlog does not grow. */
  private double knee(double from, double seconds) throws InterruptedException {
    double held = from;
    for (double rate = from; ; rate *= STEP) {
      boolean grew = grows(rate, seconds);
      if (grew && grows(rate, seconds)) { // twice, as a pause of the machine looks the same
        return held;
      }
      held = rate;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    String workload = args[0];
    long cpu = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(args[1]));
    long blocked = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(args[2]));
    int limit = Integer.parseInt(args[3]);
    double seconds = Double.parseDouble(args[4]);
    KneeRun run = new KneeRun(cpu, blocked, limit);
    double bounds =
        Math.min(
            limit * 1e9 / (cpu + blocked),
            cpu == 0 ? Double.POSITIVE_INFINITY : Machine.processors() * 1e9 / cpu);
    SaturationModel model = run.calibrate(CALM * bounds, Math.max(1, seconds));
    double measured = run.knee(FIRST * bounds, seconds);
    run.pool.close();
    PoolSnapshot end = run.pool.snapshot();
    if (end.completed() != end.submitted()) {
      throw new IllegalStateException("tasks were lost: " + end);
    }
    double predicted = model.kneePerSecond();
    Fork.report(workload + "-error", "%", 100 * (predicted / measured - 1));
    Fork.report(workload + "-predicted", "tasks/s", predicted);
    Fork.report(workload + "-measured", "tasks/s", measured);
    Fork.report(workload + "-nominal", "tasks/s", bounds);
    Fork.report(workload + "-cpu", "us", model.inputs().cpuNanos() / 1e3);
    Fork.report(workload + "-blocked", "us", model.inputs().blockedNanos() / 1e3);
  }
}
