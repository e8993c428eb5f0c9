package dev.freshet.host.scheduling;

import dev.freshet.host.system.CpuSet;
import dev.freshet.host.system.SystemRoot;
import dev.freshet.host.topology.Topology;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** What the probes share: threads of their own that pin themselves. */
final class PinnedThreads {
  private PinnedThreads() {}

  /**
   * Two CPUs that the calling thread may use, on different cores if there are such.
   *
   * @throws UnsupportedOperationException if there are no two, with the reason
   */
  static List<Integer> twoCpus() {
    CpuSet allowed =
        Affinity.currentTid().stream()
            .boxed()
            .flatMap(tid -> Affinity.of(tid).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "threads cannot be pinned: this needs Linux and"
                            + " --enable-native-access=dev.freshet.host"));
    if (allowed.size() < 2) {
      throw new UnsupportedOperationException(
          "only CPU " + allowed + " may be used, the probe needs two");
    }
    int first = allowed.first();
    Topology topology = Topology.read(SystemRoot.ofThisMachine());
    CpuSet otherCores = allowed.minus(topology.withSiblings(CpuSet.of(first)));
    CpuSet others = otherCores.isEmpty() ? allowed.minus(CpuSet.of(first)) : otherCores;
    return List.of(first, others.first());
  }

  /** Pins the calling thread, which must be one of the probe's own. */
  static void pinSelf(int cpu) {
    int tid = Affinity.currentTid().orElseThrow();
    if (Affinity.pinNow(tid, CpuSet.of(cpu)) instanceof Answer.Denied denied) {
      throw new UnsupportedOperationException(denied.reason());
    }
  }

  /** Starts a task on a new platform thread. */
  static void start(String name, FutureTask<?> task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  /** Waits for a task; what it throws is thrown here. */
  static <T> T await(FutureTask<T> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("probe", failed.getCause());
    }
  }
}
