package dev.freshet.host.scheduling;

import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.process.ProcessStatus;
import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Which CPUs a thread may run on, by the kernel's number of the thread; of this process or of any
 * other that belongs to the same user.
 *
 * {@snippet lang=java :
 * int tid = Affinity.currentTid().orElseThrow(); // on the event loop's own thread
 * Answer answer = Affinity.pin(tid, CpuSet.parse("1"));
 * }
 *
 * <h2>The order rule</h2>
 *
 * A thread hands its mask on to every thread it makes, and {@code Runtime.availableProcessors()}
 * counts the mask of whoever asks. A JVM whose main thread is pinned before its pools, collector
 * and compilers exist therefore runs all of them on the pinned CPUs and sizes them for that. So:
 * let everything start, then pin single threads. It is enforced where it can be seen from outside:
 * the threads that make others (the launcher's, main, and the JVM's own) are refused in a JVM that
 * is younger than {@value #YOUNG_SECONDS} s. Which thread carries, polls or computes is for the
 * caller to know; pin those that make no threads.
 *
 * <p>Pinning inside a group with a CPU quota makes throttling worse, since the quota cannot be
 * spent elsewhere: see {@code EffectiveCpus}.
 *
 * <p>Thread-safe: no state.
 */
public final class Affinity {
  /**
   * Age in seconds below which a JVM is taken to be still starting: collector and compilers start
   * within 0.1 s, but their pools grow with the load of the first seconds.
   */
  static final double YOUNG_SECONDS = 10;

  /** Kernel names of threads that make others, cut to 15 characters as the kernel does. */
  private static final Set<String> MAKERS = Set.of("java", "main", "VM Thread");

  private static final Set<String> MAKER_FAMILIES =
      Set.of("C1 CompilerThre", "C2 CompilerThre", "GC Thread#", "G1 ", "ZDriver", "Shenandoah");

  private Affinity() {}

  /**
   * The kernel's number of the calling thread. In a virtual thread it is that of its carrier, which
   * may be another one a moment later.
   *
   * @return the number; empty elsewhere than on Linux
   */
  public static OptionalInt currentTid() {
    try {
      // PID/task/TID
      Path link = Files.readSymbolicLink(Path.of("/proc/thread-self"));
      return OptionalInt.of(Integer.parseInt(link.getFileName().toString()));
    } catch (IOException | NumberFormatException | UnsupportedOperationException unknown) {
      return OptionalInt.empty();
    }
  }

  /**
   * The CPUs that a thread may run on now.
   *
   * @param tid number of the thread
   * @return its CPUs; empty if there is no such thread, or no native access
   */
  public static Optional<CpuSet> of(int tid) {
    try {
      return Optional.of(CpuSet.ofMask(Kernel.affinity(tid)));
    } catch (Kernel.Refusal refusal) {
      return Optional.empty();
    }
  }

  /**
   * Lets a thread run on the given CPUs only. To take it back, pin it to what {@link #of} said
   * before.
   *
   * @param tid number of the thread, above 0
   * @param cpus CPUs, at least one
   * @return applied with the mask that was read back, which lacks what the cpuset does not grant;
   *     or denied: by the order rule, by the kernel, or for want of native access
   * @throws IllegalArgumentException if the number is not above 0 or the set is empty
   */
  public static Answer pin(int tid, CpuSet cpus) {
    if (tid <= 0) {
      throw new IllegalArgumentException("thread " + tid + ": the number must be above 0");
    }
    if (cpus.isEmpty()) {
      throw new IllegalArgumentException("thread " + tid + ": name at least one CPU");
    }
    Optional<String> refused = orderRule(SystemRoot.ofThisMachine(), tid);
    return refused.isPresent() ? new Answer.Denied(refused.get()) : pinNow(tid, cpus);
  }

  /** Pins without the order rule, for threads that were made to be pinned. */
  static Answer pinNow(int tid, CpuSet cpus) {
    try {
      Kernel.setAffinity(tid, cpus.toMask());
      CpuSet now = CpuSet.ofMask(Kernel.affinity(tid));
      return new Answer.Applied(
          "thread "
              + tid
              + " runs on CPUs "
              + now
              + (now.equals(cpus) ? "" : ", the others of " + cpus + " are not granted"));
    } catch (Kernel.Refusal refusal) {
      return new Answer.Denied(
          refusal.errno == Kernel.EINVAL
              ? "none of the CPUs " + cpus + " is online and inside the cpuset (EINVAL)"
              : refusal.reason);
    }
  }

  /** Why a thread must not be pinned now. */
  static Optional<String> orderRule(SystemRoot root, int tid) {
    Long group = SystemRoot.leadingNumber(root.field("proc/" + tid + "/status", "Tgid"));
    if (group == null) {
      return Optional.empty();
    }
    ProcessReader process = ProcessReader.of(root, group);
    double age = process.status().map(ProcessStatus::ageSeconds).orElse(Double.NaN);
    String name = ProcessReader.of(root, tid).status().map(ProcessStatus::name).orElse("");
    boolean makesThreads =
        MAKERS.contains(name) || MAKER_FAMILIES.stream().anyMatch(name::startsWith);
    if (!makesThreads || !(age < YOUNG_SECONDS) || !isJvm(root, group)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "thread %d (%s) makes threads, which inherit its CPUs, and its JVM is only %.1f s old:"
                + " pin after %.0f s, or pin the threads of a pool",
            tid,
            name,
            age,
            YOUNG_SECONDS));
  }

  private static boolean isJvm(SystemRoot root, long pid) {
    String tasks = "proc/" + pid + "/task";
    return root.names(tasks).stream()
        .anyMatch(tid -> "VM Thread".equals(root.text(tasks + "/" + tid + "/comm")));
  }
}
