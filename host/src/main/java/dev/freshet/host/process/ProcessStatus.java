package dev.freshet.host.process;

import dev.freshet.host.system.CpuSet;
import java.util.List;

/**
 * A process as the kernel describes it. Immutable.
 *
 * @param pid its number as the reader sees it
 * @param name the kernel's name, at most 15 characters
 * @param commandLine the program and its arguments; empty for kernel threads and for processes that
 *     hide them
 * @param uid the user it acts for; -1 if unknown
 * @param namespacePids its numbers from the reader's namespace of processes down to its own: more
 *     than one for a process in a container
 * @param threads how many threads it has
 * @param allowedCpus the CPUs that its main thread may run on; empty if unknown
 * @param allowedNodes the memory nodes it may take memory from; empty if unknown
 * @param startTicks when it began, in ticks after boot; with the pid it tells a process from a
 *     later one of the same number
 * @param ageSeconds how long it has lived; NaN if unknown
 */
public record ProcessStatus(
    long pid,
    String name,
    List<String> commandLine,
    int uid,
    List<Long> namespacePids,
    int threads,
    CpuSet allowedCpus,
    CpuSet allowedNodes,
    long startTicks,
    double ageSeconds) {
  /** Keeps unmodifiable copies. */
  public ProcessStatus {
    commandLine = List.copyOf(commandLine);
    namespacePids = List.copyOf(namespacePids);
  }

  /**
   * The number that the process itself knows, which names its attach files.
   *
   * @return the innermost pid; the one from outside where the kernel does not tell
   */
  public long innermostPid() {
    return namespacePids.isEmpty() ? pid : namespacePids.getLast();
  }
}
