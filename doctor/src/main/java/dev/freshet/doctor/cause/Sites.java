package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.StackGroup;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/** Finds the frame of the program behind carriers that are blocked or hogged. */
final class Sites {
  /** Frames of the scheduler itself say nothing about the program. */
  private static final List<String> SCHEDULER =
      List.of("java.lang.VirtualThread.", "jdk.internal.vm.Continuation");

  private Sites() {}

  /** Where virtual threads compute, by samples; else by traces of mounts. */
  static Optional<String> computing(List<Window> windows) {
    Tally sites = new Tally();
    for (Window window : windows) {
      for (JvmEvent event : window.events()) {
        if (event instanceof CpuSample s && s.virtual() && !s.stack().isEmpty()) {
          sites.add(Stacks.site(s.stack()), 1);
        }
      }
    }
    return sites.top().or(() -> mounted(windows));
  }

  /** Where virtual threads sit in dumps as running, which is how native code shows; else traces. */
  static Optional<String> blocked(List<Window> windows) {
    Tally sites = new Tally();
    for (Window window : windows) {
      for (Dump dump : window.dumps()) {
        for (StackGroup group : dump.groups()) {
          if (group.virtual() && group.state().equals("RUNNABLE") && isTelling(group.stack())) {
            sites.add(Stacks.site(group.stack()), group.count());
          }
        }
      }
    }
    return mounted(windows).or(sites::top);
  }

  private static Optional<String> mounted(List<Window> windows) {
    Tally sites = new Tally();
    for (Window window : windows) {
      for (JvmEvent event : window.events()) {
        if (event instanceof Mount m && isTelling(m.stack())) {
          sites.add(Stacks.site(m.stack()), m.ms());
        }
      }
    }
    return sites.top();
  }

  /** Of a mount, often only the scheduler's own frames are known. */
  private static boolean isTelling(List<String> stack) {
    return stack.stream()
        .filter(f -> SCHEDULER.stream().noneMatch(f::startsWith))
        .anyMatch(f -> !Stacks.isJdk(f));
  }
}
