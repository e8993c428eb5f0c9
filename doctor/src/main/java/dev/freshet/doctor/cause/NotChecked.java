package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.Role;
import java.util.ArrayList;
import java.util.List;

/** Says what could not be looked at, so that silence is not taken for health. */
final class NotChecked {
  private NotChecked() {}

  static List<String> of(List<Window> windows, Extra extra) {
    List<String> lines = new ArrayList<>();
    if (windows.size() < Rule.IN_A_ROW) {
      lines.add(
          "all causes: "
              + Text.count(windows.size(), "window")
              + ", a cause needs "
              + Rule.IN_A_ROW
              + " in a row");
    }
    boolean scheduler = windows.stream().anyMatch(w -> w.scheduler() != null);
    if (!scheduler) {
      lines.add("C1 C2 C3 C14 carriers: the scheduler of virtual threads was not read (needs JMX)");
    } else if (windows.stream().allMatch(w -> Use.of(w, Role.CARRIER).isEmpty())) {
      lines.add("C1 C2 C3 carriers: no thread of the target is known to be one");
    }
    boolean events = extra.events() || windows.stream().anyMatch(w -> !w.events().isEmpty());
    if (!events) {
      lines.add(
          "C9 C10 pauses and allocation, C2 pins, C3 long mounts, C11 traced locks, C15 slow forces:"
              + " no event arrived (flight recorder off)");
    } else if (scheduler
        && windows.stream().flatMap(w -> w.events().stream()).noneMatch(NotChecked::isSample)) {
      lines.add("C3 hogs that never end: no CPU sample of a virtual thread arrived");
    }
    if (!extra.dumps() && windows.stream().allMatch(w -> w.dumps().isEmpty())) {
      lines.add("C11 monitors of virtual threads, C13 leaks: no thread dump was taken");
    } else {
      long dumps = windows.stream().mapToLong(w -> w.dumps().size()).sum();
      if (dumps < LeakRule.LEAST_DUMPS) {
        lines.add(
            "C13 leaks: "
                + Text.count(dumps, "thread dump")
                + ", a trend needs "
                + LeakRule.LEAST_DUMPS);
      }
    }
    addFiles(lines, windows);
    if (extra.numa() == null) {
      lines.add("C7 NUMA: numa_maps was not read");
    }
    if (extra.squeeze() == null) {
      lines.add("C12 false sharing: the probe was not asked for, hardware counters are not read");
    }
    lines.add("C14 queues inside the program: not visible from outside");
    return List.copyOf(lines);
  }

  private static boolean isSample(JvmEvent event) {
    return event instanceof CpuSample s && s.virtual();
  }

  private static void addFiles(List<String> lines, List<Window> windows) {
    if (windows.isEmpty()) {
      return;
    }
    if (windows.stream().allMatch(w -> Double.isNaN(Use.runMs(w) + Use.contendedMs(w)))) {
      lines.add("C4 C6 C8 wait for a processor: schedstat or cpu.stat could not be read");
    }
    if (windows.stream().allMatch(w -> Double.isNaN(w.machine().stealMs()))) {
      lines.add("C16 steal: /proc/stat has none");
    }
    if (windows.stream().allMatch(w -> Double.isNaN(w.machine().pressureIoMs()))) {
      lines.add("C4 C15 pressure: PSI is off");
    }
    if (windows.stream().flatMap(w -> w.threads().stream()).allMatch(t -> t.migrations() < 0)) {
      lines.add("C5 migrations: /proc/PID/task/TID/sched could not be read");
    }
  }
}
