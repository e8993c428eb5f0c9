package dev.freshet.doctor.source;

import dev.freshet.doctor.window.Window.Role;
import java.util.List;
import java.util.Map;

/**
 * What a thread is for, by its name. The kernel keeps 15 characters of a name, so a carrier ({@code
 * ForkJoinPool-1-worker-3}) looks like the scheduler's timer thread ({@code
 * ForkJoinPool-1-delayScheduler}) and like a worker of a program's own pool until the JVM tells the
 * whole name.
 *
 * @param names whole names by number, as far as the JVM told them
 * @param carrierPool what names of carriers begin with
 */
record Roles(Map<Integer, String> names, String carrierPool) {
  /** The scheduler's pool is the first of its kind unless the program made one before it. */
  static final String USUAL_POOL = "ForkJoinPool-1-";

  private static final List<String> DOCTOR =
      List.of("JFR ", "RMI ", "JMX ", "Attach Listener", "Attach Listene", "GC Daemon");
  private static final List<String> GC =
      List.of("GC Thread#", "G1 ", "ZDriver", "ZWorker", "ZDirector", "ZUncommitter", "Shenandoah");
  private static final List<String> COMPILER = List.of("C1 Compiler", "C2 Compiler", "JVMCI");
  private static final List<String> HOUSEKEEPING =
      List.of(
          "Signal Dispatch",
          "Service Thread",
          "Monitor Deflati",
          "Notification Th",
          "Common-Cleaner",
          "Reference Handl",
          "Finalizer",
          "ZStat",
          "StringDedup");

  Roles {
    names = Map.copyOf(names);
  }

  String name(int tid, String kernelName) {
    return names.getOrDefault(tid, kernelName);
  }

  Role of(int tid, String kernelName) {
    String name = name(tid, kernelName);
    if (isDoctor(kernelName) || starts(kernelName, HOUSEKEEPING)) {
      return Role.OTHER;
    }
    if (name.startsWith(carrierPool)) {
      boolean whole = names.containsKey(tid);
      return !whole || name.startsWith(carrierPool + "worker-") ? Role.CARRIER : Role.OTHER;
    }
    if (starts(kernelName, GC)) {
      return Role.GC;
    }
    if (starts(kernelName, COMPILER)) {
      return Role.COMPILER;
    }
    return kernelName.startsWith("VM ") ? Role.VM : Role.JAVA;
  }

  /** Threads that the doctor's connection brings into the target, or keeps busy there. */
  static boolean isDoctor(String kernelName) {
    return starts(kernelName, DOCTOR);
  }

  private static boolean starts(String name, List<String> prefixes) {
    return prefixes.stream().anyMatch(name::startsWith);
  }
}
