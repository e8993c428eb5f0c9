package dev.freshet.doctor.look;

import dev.freshet.doctor.Diagnosis;
import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.cause.Decision;
import dev.freshet.doctor.cause.Rule;
import dev.freshet.doctor.source.Facts;
import dev.freshet.doctor.source.FileSample;
import dev.freshet.doctor.source.JvmProcess;
import dev.freshet.doctor.source.KernelStates;
import dev.freshet.doctor.source.LockNames;
import dev.freshet.doctor.source.Span;
import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.host.cgroup.Cgroups;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One look at one JVM: windows of a second, all layers on one timeline, then the decision.
 *
 * <p>{@link #run} is for one thread; {@link #stop} may come from any, and ends the look early with
 * what was seen so far. Whatever way it ends, what was switched on in the target is switched off.
 */
public final class Look {
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration FAST = Duration.ofMillis(100);
  private static final Duration DUMP_TICK = Duration.ofMillis(250);

  /** Threads whose state is read in a fast tick before ticks get rarer. */
  private static final int THREADS_A_TICK = 200;

  private final SystemRoot root;
  private final long pid;
  private final LookOptions options;
  private final Progress progress;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Layer> layers = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final Map<Integer, String> names = new HashMap<>();

  /**
   * A look at a process of this machine.
   *
   * @param pid the process
   * @param options how to look
   * @param progress is told how it goes on
   */
  public Look(long pid, LookOptions options, Progress progress) {
    this.root = SystemRoot.ofThisMachine();
    this.pid = pid;
    this.options = options;
    this.progress = progress;
  }

  /** Ends the look early. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Looks.
   *
   * @return what was seen and what it means
   * @throws IllegalArgumentException in one line, if there is no such process or it is no JVM
   * @throws CouldNotLook in one line, if too little was seen to say anything
   */
  public Examination run() {
    JvmProcess process = JvmProcess.find(root, pid);
    OwnCost cost = new OwnCost();
    layers.add(new Layer("L0 files", true, "/proc and control groups, read each second"));
    try (Inside inside = Inside.open(process, options, layers)) {
      Facts facts = inside.facts(layers);
      inside.record(facts.javaVersion(), layers);
      names.putAll(inside.names());
      inside.prepareDumps(layers);
      layers.forEach(progress::layer);
      long origin = watch(process, inside);
      names.putAll(inside.names());
      inside.finish(layers);
      List<Window> windows = windows(inside, origin);
      requireEnough(process, windows);
      return examination(process, facts, inside, windows, cost);
    }
  }

  /** Collects windows; returns when the look began. */
  private long watch(JvmProcess process, Inside inside) {
    KernelStates states = new KernelStates(process);
    ScheduledExecutorService ticks =
        Executors.newScheduledThreadPool(
            3, Thread.ofPlatform().daemon().name("freshet-doctor-tick-", 0).factory());
    int threads = process.status().threads();
    long stateTick = FAST.toMillis() * Math.max(1, threads / THREADS_A_TICK);
    FileSample before = FileSample.read(root, pid);
    long origin = before.nanos();
    inside.begin(Instant.now(), origin);
    List<Future<?>> ticking =
        List.of(
            ticks.scheduleAtFixedRate(states::look, 0, stateTick, TimeUnit.MILLISECONDS),
            ticks.scheduleAtFixedRate(
                inside::tickGauges, 0, FAST.toMillis(), TimeUnit.MILLISECONDS),
            ticks.scheduleAtFixedRate(
                inside::tickDumps, 0, DUMP_TICK.toMillis(), TimeUnit.MILLISECONDS));
    try {
      int of = (int) options.length().dividedBy(WINDOW);
      while (spans.size() < of && !stopsWithin(before.nanos() + WINDOW.toNanos())) {
        FileSample after = FileSample.read(root, pid);
        if (after.threads().isEmpty() || !process.lives()) {
          layers.add(
              new Layer("L0 end", false, "the JVM ended after " + spans.size() + " windows"));
          break;
        }
        Span span = new Span(before, after, states.take(), inside.takeGauges());
        spans.add(span);
        progress.window(window(span, origin, inside, List.of(), List.of()), spans.size(), of);
        before = after;
      }
      return origin;
    } finally {
      ticks.shutdownNow();
      ticking.forEach(this::tellFailure);
    }
  }

  /** A tick that throws is not called again, silently: what is missing since must be told. */
  private void tellFailure(Future<?> tick) {
    if (tick.state() == Future.State.FAILED) {
      layers.add(new Layer("sampling", false, "ended early: " + tick.exceptionNow()));
    }
  }

  private boolean stopsWithin(long untilNanos) {
    try {
      return stop.await(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Window window(
      Span span, long origin, Inside inside, List<JvmEvent> events, List<Dump> dumps) {
    return span.window(origin, names, inside.events().carrierPool(), events, dumps);
  }

  /** Events and dumps go to the window in which they ended. */
  private List<Window> windows(Inside inside, long origin) {
    List<Dump> dumps = inside.dumps();
    List<JvmEvent> events = LockNames.resolve(inside.events().events(), dumps);
    List<Window> windows = new ArrayList<>();
    int event = 0;
    int dump = 0;
    for (Span span : spans) {
      double end = span.endMs(origin);
      int firstEvent = event;
      while (event < events.size() && events.get(event).startMs() + events.get(event).ms() < end) {
        event++;
      }
      int firstDump = dump;
      while (dump < dumps.size() && dumps.get(dump).atMs() < end) {
        dump++;
      }
      windows.add(
          window(
              span,
              origin,
              inside,
              events.subList(firstEvent, event),
              dumps.subList(firstDump, dump)));
    }
    return windows;
  }

  private void requireEnough(JvmProcess process, List<Window> windows) {
    if (windows.size() < Rule.IN_A_ROW && stop.getCount() > 0) {
      throw new CouldNotLook(
          process.lives()
              ? "process " + pid + " cannot be read: its files below /proc are closed to you"
              : "process "
                  + pid
                  + " ended after "
                  + windows.size()
                  + " s; a cause needs "
                  + Rule.IN_A_ROW);
    }
  }

  private Examination examination(
      JvmProcess process, Facts facts, Inside inside, List<Window> windows, OwnCost cost) {
    Target target =
        new Target(
            pid,
            process.command(),
            facts.javaVersion(),
            facts.processors(),
            facts.maxHeapMiB(),
            process.status().allowedCpus().toList(),
            online());
    Decision decision = Decision.of(target, windows);
    List<String> notChecked = new ArrayList<>(decision.notChecked());
    Cgroups.read(root, pid).hidden().forEach(line -> notChecked.add("C6 C8 limits: " + line));
    double seen = windows.stream().mapToDouble(Window::millis).sum();
    Diagnosis diagnosis =
        new Diagnosis(
            describe(process, facts),
            layers,
            new Diagnosis.Windows(
                windows.size(), windows.isEmpty() ? 0 : Math.round(seen / windows.size())),
            decision.verdicts(),
            decision.stalledMs(),
            decision.unexplainedMs(),
            decision.remarks(),
            notChecked,
            ownPercent(),
            cost.percent(),
            inside.leaves());
    return new Examination(diagnosis, target, windows);
  }

  private double ownPercent() {
    if (spans.isEmpty()) {
      return Double.NaN;
    }
    FileSample first = spans.getFirst().before();
    FileSample last = spans.getLast().after();
    return 100 * last.doctorCpuMsSince(first) * 1e6 / (last.nanos() - first.nanos());
  }

  private List<Integer> online() {
    String list = root.text("sys/devices/system/cpu/online");
    return list == null ? List.of() : CpuSet.parse(list).toList();
  }

  private static Map<String, String> describe(JvmProcess process, Facts facts) {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("pid", String.valueOf(process.pid()));
    words.put("command", process.command());
    words.put("javaVersion", facts.javaVersion() == 0 ? "unknown" : "" + facts.javaVersion());
    words.put("user", String.valueOf(process.status().uid()));
    words.put("threads", String.valueOf(process.status().threads()));
    words.put("processors", facts.processors() == 0 ? "unknown" : "" + facts.processors());
    words.put("allowedCpus", process.status().allowedCpus().toString());
    return words;
  }
}
