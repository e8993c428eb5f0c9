package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import dev.freshet.doctor.window.Window.MachineUse;
import dev.freshet.doctor.window.Window.ProbeUse;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.SchedulerUse;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A window written by hand: a healthy JVM on two processors, of which a test changes what it is
 * about.
 */
final class Scene {
  static final int CARRIER_1 = 21;
  static final int CARRIER_2 = 22;
  static final int WORKER = 31;
  static final double MILLIS = 1000;
  static final List<Integer> BOTH = List.of(0, 1);

  private final int index;
  private final Map<Integer, ThreadUse> threads = new LinkedHashMap<>();
  private final List<GroupUse> groups = new ArrayList<>();
  private final List<JvmEvent> events = new ArrayList<>();
  private final List<Dump> dumps = new ArrayList<>();
  private List<Integer> cpus = BOTH;
  private double othersMs = 60;
  private double stealMs;
  private double pressureIoMs = 5;
  private @Nullable SchedulerUse scheduler = new SchedulerUse(2, 2, 0.4, 0.02, 0.05);
  private @Nullable ProbeUse probe;

  private Scene(int index) {
    this.index = index;
    thread(Role.JAVA, 11, "main", 5, 0);
    thread(Role.CARRIER, CARRIER_1, "ForkJoinPool-1-worker-1", 200, 2);
    thread(Role.CARRIER, CARRIER_2, "ForkJoinPool-1-worker-2", 200, 2);
    thread(Role.JAVA, WORKER, "worker-1", 100, 2);
    thread(Role.GC, 41, "GC Thread#0", 5, 0);
    thread(Role.GC, 42, "GC Thread#1", 5, 0);
    thread(Role.VM, 51, "VM Thread", 2, 0);
    thread(Role.COMPILER, 61, "C2 CompilerThread0", 10, 3);
    thread(Role.OTHER, 71, "RMI TCP Connection(1)-127.0.0.1", 10, 1);
  }

  static Target target() {
    return new Target(4711, "java -jar app.jar", 25, 2, 512, BOTH, BOTH);
  }

  static List<Window> windows(int count, Consumer<Scene> change) {
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Scene scene = new Scene(i);
      change.accept(scene);
      windows.add(scene.build());
    }
    return windows;
  }

  /** Ten windows, of which those from the fourth on are changed, as many as told. */
  static List<Window> during(int changed, Consumer<Scene> change) {
    return windows(10, s -> Scene.changeIf(s.index >= 3 && s.index < 3 + changed, s, change));
  }

  private static void changeIf(boolean condition, Scene scene, Consumer<Scene> change) {
    if (condition) {
      change.accept(scene);
    }
  }

  static Decision decide(List<Window> windows) {
    return Decision.of(target(), windows);
  }

  /** Causes named when the change lasts for five of ten windows. */
  static List<Cause> causes(Consumer<Scene> change) {
    return causes(during(5, change));
  }

  static List<Cause> causes(List<Window> windows) {
    return decide(windows).verdicts().stream().map(v -> v.cause()).toList();
  }

  int index() {
    return index;
  }

  double startMs() {
    return index * MILLIS;
  }

  Scene thread(Role role, int tid, String name, double runMs, double waitMs) {
    return put(new ThreadUse(tid, name, role, runMs, waitMs, 100, 90, 5, 4, 0, cpus));
  }

  Scene put(ThreadUse thread) {
    threads.put(thread.tid(), thread);
    return this;
  }

  Scene carriers(double runMs, double waitMs) {
    thread(Role.CARRIER, CARRIER_1, "ForkJoinPool-1-worker-1", runMs, waitMs);
    return thread(Role.CARRIER, CARRIER_2, "ForkJoinPool-1-worker-2", runMs, waitMs);
  }

  Scene oneCarrier(double runMs, double waitMs) {
    threads.remove(CARRIER_2);
    return thread(Role.CARRIER, CARRIER_1, "ForkJoinPool-1-worker-1", runMs, waitMs);
  }

  Scene worker(double runMs, double waitMs) {
    return thread(Role.JAVA, WORKER, "worker-1", runMs, waitMs);
  }

  Scene gcThreads(double runMs, double waitMs) {
    thread(Role.GC, 41, "GC Thread#0", runMs, waitMs);
    return thread(Role.GC, 42, "GC Thread#1", runMs, waitMs);
  }

  /** Binds all threads, those that are there already too. */
  Scene mask(Integer... allowed) {
    cpus = List.of(allowed);
    List.copyOf(threads.values())
        .forEach(t -> thread(t.role(), t.tid(), t.name(), t.runMs(), t.waitMs()));
    return this;
  }

  Scene bind(int tid, Integer... allowed) {
    ThreadUse t = Objects.requireNonNull(threads.get(tid));
    return put(
        new ThreadUse(
            tid, t.name(), t.role(), t.runMs(), t.waitMs(), 100, 90, 5, 4, 0, List.of(allowed)));
  }

  Scene blockedInKernel(int tid, double share) {
    ThreadUse t = Objects.requireNonNull(threads.get(tid));
    return put(
        new ThreadUse(
            tid, t.name(), t.role(), t.runMs(), t.waitMs(), 100, 90, 5, 4, share, t.allowedCpus()));
  }

  Scene scheduler(int parallelism, double mounted, double queued, double share) {
    scheduler = new SchedulerUse(parallelism, parallelism, mounted, queued, share);
    return this;
  }

  Scene noScheduler() {
    scheduler = null;
    return this;
  }

  Scene group(String path, double quota, long throttledPeriods, double throttledMs) {
    groups.add(new GroupUse(path, quota, 100, 10, throttledPeriods, throttledMs));
    return this;
  }

  Scene others(double ms) {
    othersMs = ms;
    return this;
  }

  Scene steal(double ms) {
    stealMs = ms;
    return this;
  }

  Scene pressureIo(double ms) {
    pressureIoMs = ms;
    return this;
  }

  Scene probe(double platformLateUs, double virtualLateUs) {
    probe = new ProbeUse(platformLateUs, virtualLateUs);
    return this;
  }

  Scene event(JvmEvent event) {
    events.add(event);
    return this;
  }

  Scene pause(double ms, String cause) {
    return event(new JvmEvent.Pause(startMs() + 100, ms, true, "G1 Young", cause, 0.1));
  }

  Scene dump(Dump dump) {
    dumps.add(dump);
    return this;
  }

  Scene noThreadFigures() {
    List.copyOf(threads.values())
        .forEach(t -> thread(t.role(), t.tid(), t.name(), Double.NaN, Double.NaN));
    return this;
  }

  Window build() {
    double own = threads.values().stream().mapToDouble(ThreadUse::runMs).sum();
    return new Window(
        startMs(),
        MILLIS,
        List.copyOf(threads.values()),
        new MachineUse(2, own + othersMs, stealMs, 20, pressureIoMs, 0),
        groups,
        scheduler,
        events,
        dumps,
        probe);
  }
}
