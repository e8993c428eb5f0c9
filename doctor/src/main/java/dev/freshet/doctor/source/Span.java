package dev.freshet.doctor.source;

import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import dev.freshet.doctor.window.Window.MachineUse;
import dev.freshet.doctor.window.Window.SchedulerUse;
import dev.freshet.doctor.window.Window.ThreadUse;
import dev.freshet.host.cgroup.CpuGroup;
import dev.freshet.host.process.MachineSample;
import dev.freshet.host.process.MachineSample.CpuTime;
import dev.freshet.host.process.ThreadSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two samples and what was seen between them; becomes a window when the names of all threads are
 * known. Immutable.
 *
 * @param before the earlier sample
 * @param after the later one
 * @param blocked share of looks that found a thread in state D
 * @param gauges of the scheduler, in between; empty without channel
 */
public record Span(
    FileSample before, FileSample after, Map<Integer, Double> blocked, List<Gauge> gauges) {
  /** Keeps unmodifiable copies. */
  public Span {
    blocked = Map.copyOf(blocked);
    gauges = List.copyOf(gauges);
  }

  /**
   * The length.
   *
   * @return milliseconds
   */
  public double millis() {
    return (after.nanos() - before.nanos()) / 1e6;
  }

  /**
   * When it ended.
   *
   * @param originNanos when the look began
   * @return milliseconds after that
   */
  public double endMs(long originNanos) {
    return (after.nanos() - originNanos) / 1e6;
  }

  /**
   * Makes a window.
   *
   * @param originNanos when the look began
   * @param names whole names of threads, as far as they are known
   * @param carrierPool what names of carriers begin with
   * @param events that ended in the span
   * @param dumps that were taken in it
   * @return the window
   */
  public Window window(
      long originNanos,
      Map<Integer, String> names,
      String carrierPool,
      List<JvmEvent> events,
      List<Dump> dumps) {
    Roles roles = new Roles(names, carrierPool);
    List<ThreadUse> threads = new ArrayList<>();
    for (ThreadSample now : after.threads().values()) {
      threads.add(use(now, before.threads().get(now.tid()), roles));
    }
    return new Window(
        (before.nanos() - originNanos) / 1e6,
        millis(),
        threads,
        machine(),
        groups(),
        scheduler(),
        events,
        dumps,
        null);
  }

  private ThreadUse use(ThreadSample now, @Nullable ThreadSample earlier, Roles roles) {
    // A thread that began in between starts from nothing; so does one that took over a number.
    ThreadSample was = earlier != null && earlier.startTicks() == now.startTicks() ? earlier : null;
    return new ThreadUse(
        now.tid(),
        roles.name(now.tid(), now.name()),
        roles.of(now.tid(), now.name()),
        millis(now.runNanos(), was == null ? 0 : was.runNanos()),
        millis(now.waitNanos(), was == null ? 0 : was.waitNanos()),
        count(now.slices(), was == null ? 0 : was.slices()),
        count(now.voluntarySwitches(), was == null ? 0 : was.voluntarySwitches()),
        count(now.involuntarySwitches(), was == null ? 0 : was.involuntarySwitches()),
        now.migrations() < 0 ? -1 : count(now.migrations(), was == null ? 0 : was.migrations()),
        blocked.getOrDefault(now.tid(), 0.0),
        now.allowedCpus().toList());
  }

  private static double millis(long now, long was) {
    return now < 0 ? Double.NaN : Math.max(0, now - Math.max(0, was)) / 1e6;
  }

  private static long count(long now, long was) {
    return Math.max(0, now - Math.max(0, was));
  }

  private MachineUse machine() {
    MachineSample now = after.machine();
    MachineSample was = before.machine();
    if (now == null || was == null) {
      return new MachineUse(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    CpuTime all = now.all().minus(was.all());
    return new MachineUse(
        now.cpus().size(),
        all.busyMillis(),
        all.stealMillis(),
        (after.cpuPressure() - before.cpuPressure()) / 1e3,
        (after.ioPressure() - before.ioPressure()) / 1e3,
        (after.memoryPressure() - before.memoryPressure()) / 1e3);
  }

  private List<GroupUse> groups() {
    List<GroupUse> uses = new ArrayList<>();
    for (CpuGroup now : after.groups()) {
      before.groups().stream()
          .filter(was -> was.folder().equals(now.folder()))
          .findFirst()
          .ifPresent(
              was ->
                  uses.add(
                      new GroupUse(
                          now.folder(),
                          now.quotaCpus(),
                          now.periodMicros() / 1e3,
                          count(now.periods(), was.periods()),
                          count(now.throttledPeriods(), was.throttledPeriods()),
                          millis(now.throttledNanos(), was.throttledNanos()))));
    }
    return uses;
  }

  private @Nullable SchedulerUse scheduler() {
    if (gauges.isEmpty()) {
      return null;
    }
    Gauge last = gauges.getLast();
    return new SchedulerUse(
        last.parallelism(),
        last.poolSize(),
        gauges.stream().mapToInt(Gauge::mounted).average().orElse(0),
        gauges.stream().mapToLong(Gauge::queued).average().orElse(0),
        (double) gauges.stream().filter(gauge -> gauge.queued() > 0).count() / gauges.size());
  }
}
