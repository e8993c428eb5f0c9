package dev.freshet.doctor.tune;

import dev.freshet.doctor.tune.TuneException.Kind;
import dev.freshet.host.cgroup.EffectiveCpus;
import dev.freshet.host.scheduling.Affinity;
import dev.freshet.host.scheduling.Answer;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the carriers or the event loops of a JVM on given processors, from outside, by thread id;
 * on close each thread may run where it might before.
 *
 * {@snippet lang=java :
 * try (Pinning pinning = Pinning.of(pid, Pinning.Threads.LOOPS, CpuSet.parse("1"))) {
 *   pinning.threads().forEach(thread -> System.out.println(thread.name() + " " + thread.answer()));
 *   serve();
 * }
 * }
 *
 * <p>Refused where it does harm: under a quota, which pinned threads use up in bursts on their few
 * processors while the rest stands idle; and for processors that the JVM may not use. Threads that
 * a pinned thread makes inherit its processors: loops make none, and carriers only where the
 * program makes platform threads in virtual ones. Carriers that the JVM makes later are not pinned
 * until {@link #refresh}.
 *
 * <p>Needs {@code --enable-native-access=dev.freshet.host} and the same user. Not thread-safe.
 */
public final class Pinning implements AutoCloseable {
  /** The beginnings of names, cut to the 15 characters that the kernel keeps. */
  private static final List<String> LOOPS =
      List.of(
          "epollEventLoop", // Netty 4.1
          "nioEventLoopGr",
          "multiThreadIoEv", // Netty 4.2
          "reactor-http-",
          "vert.x-eventloo",
          "freshet-rush-",
          "market-loop-");

  /** Which threads. */
  public enum Threads {
    /** Those under virtual threads. */
    CARRIERS,
    /** Those that own sockets, by the names that Netty, Reactor, Vert.x and Freshet give them. */
    LOOPS
  }

  /**
   * A thread that was pinned, or could not be.
   *
   * @param tid the kernel's number
   * @param name the kernel's name
   * @param before where it might run
   * @param answer what became of it
   */
  public record Pinned(int tid, String name, CpuSet before, Answer answer) {}

  private final SystemRoot root;
  private final long pid;
  private final Threads which;
  private final CpuSet cpus;
  private final Map<Integer, Pinned> pinned = new LinkedHashMap<>();

  private Pinning(SystemRoot root, long pid, Threads which, CpuSet cpus) {
    this.root = root;
    this.pid = pid;
    this.which = which;
    this.cpus = cpus;
  }

  /**
   * Pins.
   *
   * @param pid the JVM's process
   * @param which its threads
   * @param cpus where they may run, at least one
   * @return to be closed, which puts them back
   * @throws TuneException if there is no such JVM, it has no such threads, a quota is in force, or
   *     it may not use these processors
   */
  public static Pinning of(long pid, Threads which, CpuSet cpus) {
    Pinning pinning = planned(SystemRoot.ofThisMachine(), pid, which, cpus);
    if (pinning.refresh().isEmpty()) {
      throw new TuneException(
          Kind.NOT_ALLOWED,
          which == Threads.CARRIERS
              ? "process %d has no carriers yet: it has run no virtual thread".formatted(pid)
              : "process %d has no threads with the name of an event loop (%s)"
                  .formatted(pid, String.join("*, ", LOOPS) + "*"));
    }
    return pinning;
  }

  static Pinning planned(SystemRoot root, long pid, Threads which, CpuSet cpus) {
    Connection.requireJvm(root, pid);
    EffectiveCpus limits =
        EffectiveCpus.read(root, pid)
            .orElseThrow(
                () ->
                    new TuneException(
                        Kind.NO_JVM, "the processors of process " + pid + " cannot be read"));
    if (Double.isFinite(limits.quotaCpus())) {
      throw new TuneException(
          Kind.NOT_ALLOWED,
          ("process %d has a CPU quota (%s CPUs): pinned threads would use it up in bursts and be"
                  + " throttled more; ask for a cpuset instead")
              .formatted(pid, limits.quotaCpus()));
    }
    if (cpus.isEmpty() || !limits.allowed().containsAll(cpus)) {
      throw new TuneException(
          Kind.NOT_ALLOWED,
          "CPUs '%s': must be some of %s, which process %d may use"
              .formatted(cpus, limits.allowed(), pid));
    }
    return new Pinning(root, pid, which, cpus);
  }

  /**
   * Pins what has come since.
   *
   * @return the threads that were not known before
   */
  public List<Pinned> refresh() {
    List<Pinned> added = new ArrayList<>();
    for (int tid : tids()) {
      if (!pinned.containsKey(tid)) {
        Optional<CpuSet> before = Affinity.of(tid);
        if (before.isPresent()) {
          Pinned one = new Pinned(tid, name(tid), before.get(), Affinity.pin(tid, cpus));
          pinned.put(tid, one);
          added.add(one);
        }
      }
    }
    return added;
  }

  private List<Integer> tids() {
    if (which == Threads.CARRIERS) {
      return CarrierClock.tids(root, pid, -1);
    }
    return root.names("proc/" + pid + "/task").stream()
        .map(Integer::valueOf)
        .filter(tid -> LOOPS.stream().anyMatch(name(tid)::startsWith))
        .toList();
  }

  private String name(int tid) {
    String name = root.text("proc/" + pid + "/task/" + tid + "/comm");
    return name == null ? "" : name;
  }

  /**
   * What was pinned, or could not be.
   *
   * @return all so far
   */
  public List<Pinned> threads() {
    return List.copyOf(pinned.values());
  }

  /** Lets each thread run where it might before. */
  @Override
  public void close() {
    for (Pinned one : pinned.values()) {
      // A number that another process took over meanwhile is none of ours.
      if (one.answer() instanceof Answer.Applied
          && root.exists("proc/" + pid + "/task/" + one.tid())) {
        // Denied means that the thread just ended.
        Answer ignored = Affinity.pin(one.tid(), one.before());
      }
    }
    pinned.clear();
  }
}
