package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Set;

/** Pauses of a window, without those that looking itself brings about. */
final class Pauses {
  /** Operations that a doctor asks for: thread dumps, method traces, histograms. */
  private static final Set<String> DOCTOR_OPERATIONS =
      Set.of(
          "ThreadDump",
          "PrintThreads",
          "FindDeadlocks",
          "RedefineClasses",
          "GetThreadListStackTraces",
          "GC_HeapInspection",
          "HandshakeAllThreads");

  private Pauses() {}

  static List<Pause> of(Window window) {
    return window.events().stream()
        .filter(Pause.class::isInstance)
        .map(Pause.class::cast)
        .filter(p -> p.gc() || !isDoctors(p.name()))
        .toList();
  }

  private static boolean isDoctors(String operation) {
    return operation.startsWith("JFR") || DOCTOR_OPERATIONS.contains(operation);
  }

  static double totalMs(Window window) {
    return of(window).stream().mapToDouble(Pause::ms).sum();
  }

  static double gcMs(Window window) {
    return of(window).stream().filter(Pause::gc).mapToDouble(Pause::ms).sum();
  }

  static double percent(Window window) {
    return Use.percent(totalMs(window), window.millis());
  }

  static double reachMs(Window window) {
    return of(window).stream().mapToDouble(Pause::reachMs).max().orElse(0);
  }

  static long collections(Window window) {
    return of(window).stream().filter(Pause::gc).count();
  }
}
