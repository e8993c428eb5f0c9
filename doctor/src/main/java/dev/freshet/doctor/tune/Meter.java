package dev.freshet.doctor.tune;

import dev.freshet.doctor.tune.JvmScheduler.Gauges;
import dev.freshet.host.cgroup.Cgroups;
import dev.freshet.host.cgroup.CpuGroup;
import dev.freshet.host.cgroup.EffectiveCpus;
import dev.freshet.host.system.SystemRoot;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link Reading} of each tick: gauges ten times, the kernel's counters at both ends.
 *
 * <p>Not thread-safe: one thread reads.
 */
final class Meter implements AutoCloseable {
  private static final int SAMPLES = 10;

  private final JvmScheduler scheduler;
  private final SystemRoot root;
  private final @Nullable LongSupplier ownWork;
  private final DoubleSupplier latencyMs;
  private final @Nullable MountCount mounts;
  private CarrierClock clock;
  private Map<String, CpuGroup> groups;
  private long workBefore;
  private long nanosBefore;

  Meter(JvmScheduler scheduler, @Nullable LongSupplier ownWork, DoubleSupplier latencyMs) {
    this.scheduler = scheduler;
    this.root = SystemRoot.ofThisMachine();
    this.ownWork = ownWork;
    this.latencyMs = latencyMs;
    this.mounts = ownWork == null ? MountCount.start(scheduler.connection()).orElse(null) : null;
    this.clock = CarrierClock.read(root, scheduler.pid(), scheduler.gauges().poolSize());
    this.groups = groups();
    this.workBefore = ownWork == null ? 0 : ownWork.getAsLong();
    this.nanosBefore = System.nanoTime();
  }

  /** What the figure "work" counts. */
  String unit() {
    if (ownWork != null) {
      return "the program's own count";
    }
    return mounts != null
        ? "mounts of virtual threads (flight recorder)"
        : "turns of carriers on a processor (kernel)";
  }

  /**
   * Reads a tick.
   *
   * @param stop ends the tick early when it opens
   * @return empty if it was stopped
   * @throws TuneException if the JVM does not answer any more
   */
  Optional<Reading> next(Duration tick, CountDownLatch stop) throws InterruptedException {
    double mounted = 0;
    double queued = 0;
    int backedUp = 0;
    Gauges gauges = scheduler.gauges();
    for (int i = 0; i < SAMPLES; i++) {
      if (stop.await(tick.toNanos() / SAMPLES, TimeUnit.NANOSECONDS)) {
        return Optional.empty();
      }
      gauges = scheduler.gauges();
      mounted += gauges.mounted();
      queued += gauges.queued();
      backedUp += gauges.queued() > 0 ? 1 : 0;
    }
    return Optional.of(
        reading(gauges, mounted / SAMPLES, queued / SAMPLES, (double) backedUp / SAMPLES));
  }

  private Reading reading(Gauges gauges, double mounted, double queued, double queuedShare) {
    CarrierClock now = CarrierClock.read(root, scheduler.pid(), gauges.poolSize());
    long nanos = System.nanoTime();
    CarrierClock.Use use = now.since(clock, nanos - nanosBefore);
    double work = work(use, nanos - nanosBefore);
    clock = now;
    nanosBefore = nanos;
    return new Reading(
        gauges.parallelism(),
        EffectiveCpus.read(root, scheduler.pid())
            .map(EffectiveCpus::cpus)
            .orElseGet(() -> (double) Runtime.getRuntime().availableProcessors()),
        mounted,
        queued,
        queuedShare,
        use.running(),
        use.waiting(),
        throttledShare(),
        work,
        latencyMs.getAsDouble());
  }

  private double work(CarrierClock.Use use, long nanos) {
    LongSupplier own = ownWork;
    if (own != null) {
      long now = own.getAsLong();
      double perSecond = (now - workBefore) * 1e9 / nanos;
      workBefore = now;
      return perSecond;
    }
    return mounts != null ? mounts.perSecond() : use.turns();
  }

  /** The worst of all groups around the JVM. */
  private double throttledShare() {
    Map<String, CpuGroup> now = groups();
    double worst = 0;
    for (CpuGroup group : now.values()) {
      CpuGroup before = groups.get(group.folder());
      if (before != null && group.periods() > before.periods()) {
        worst =
            Math.max(
                worst,
                (double) (group.throttledPeriods() - before.throttledPeriods())
                    / (group.periods() - before.periods()));
      }
    }
    groups = now;
    return worst;
  }

  private Map<String, CpuGroup> groups() {
    Map<String, CpuGroup> byFolder = new HashMap<>();
    Cgroups.read(root, scheduler.pid()).cpu().forEach(group -> byFolder.put(group.folder(), group));
    return byFolder;
  }

  @Override
  public void close() {
    if (mounts != null) {
      mounts.close();
    }
  }
}
