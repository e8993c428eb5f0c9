package dev.freshet.doctor.window;

import java.util.List;

/**
 * The JVM that is looked at.
 *
 * @param pid its process
 * @param command its command line, shortened
 * @param javaVersion feature release; 0 if unknown
 * @param processors that it believes it has; 0 if unknown
 * @param maxHeapMiB largest heap; NaN if unknown
 * @param allowedCpus processors that its main thread may use
 * @param onlineCpus processors of the machine
 */
public record Target(
    long pid,
    String command,
    int javaVersion,
    int processors,
    double maxHeapMiB,
    List<Integer> allowedCpus,
    List<Integer> onlineCpus) {
  /** Keeps unmodifiable copies. */
  public Target {
    allowedCpus = List.copyOf(allowedCpus);
    onlineCpus = List.copyOf(onlineCpus);
  }
}
