package dev.freshet.doctor.show;

import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.Allocation;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.JvmEvent.Io;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.JvmEvent.Park;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.JvmEvent.Pin;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import dev.freshet.report.Axis;
import dev.freshet.report.Timeline;
import dev.freshet.report.Tone;
import java.util.List;

/** All signals on one axis of time: what the JVM reports, and what the kernel counts. */
final class DoctorTimeline {
  private static final String GC = "collections";
  private static final String SAFEPOINTS = "other safepoints";
  private static final String MOUNTS = "long mounts";
  private static final String PINS = "pins";
  private static final String LOCKS = "lock waits";
  private static final String IO = "slow files and sockets";
  private static final String QUEUE = "queue of virtual threads";
  private static final String DELAY = "wait for a processor";
  private static final String THROTTLED = "throttled by a quota";
  private static final String DISK = "in the kernel (D)";

  /** Share of a window from which on a counter of the kernel is drawn. */
  private static final double WORTH_DRAWING = 0.02;

  private DoctorTimeline() {}

  static Timeline of(List<Window> windows) {
    Timeline.Builder timeline =
        Timeline.titled("All signals on one axis")
            .x(Axis.linear("time since the look began", "ms"))
            .note(
                "Events of the JVM are drawn as they happened. Counters of the kernel are known for"
                    + " each window only, and drawn as that share of it.");
    for (String lane :
        List.of(GC, SAFEPOINTS, MOUNTS, PINS, LOCKS, IO, QUEUE, DELAY, THROTTLED, DISK)) {
      timeline.lane(lane);
    }
    for (Window window : windows) {
      window.events().forEach(event -> add(timeline, event));
      addCounters(timeline, window);
    }
    return timeline.build();
  }

  private static void add(Timeline.Builder timeline, JvmEvent event) {
    switch (event) {
      case Pause p ->
          add(timeline, p.gc() ? GC : SAFEPOINTS, p.name() + " (" + p.cause() + ")", Tone.BAD, p);
      case Mount m -> add(timeline, MOUNTS, m.carrier(), Tone.ACCENT, m);
      case Pin p -> add(timeline, PINS, p.operation() + " in " + top(p.stack()), Tone.BAD, p);
      case LockWait w -> add(timeline, LOCKS, w.lock() + " in " + top(w.stack()), Tone.SPECIAL, w);
      case Io io -> add(timeline, IO, io.kind() + " " + io.path(), Tone.NEUTRAL, io);
      case Park _, Allocation _, CpuSample _ -> {
        // Parked threads have nothing to do; samples have no length.
      }
    }
  }

  private static void add(
      Timeline.Builder timeline, String lane, String label, Tone tone, JvmEvent event) {
    timeline.interval(lane, label, tone, event.startMs(), event.startMs() + event.ms());
  }

  private static String top(List<String> stack) {
    return stack.stream()
        .filter(frame -> !frame.startsWith("java.") && !frame.startsWith("jdk."))
        .findFirst()
        .orElse("the JDK");
  }

  private static void addCounters(Timeline.Builder timeline, Window window) {
    double worst = 0;
    double blocked = 0;
    String name = "";
    for (ThreadUse thread : window.threads()) {
      boolean program = thread.role() == Role.JAVA || thread.role() == Role.CARRIER;
      if (program && thread.waitMs() > worst) {
        worst = thread.waitMs();
        name = thread.name();
      }
      blocked = Math.max(blocked, program ? thread.blockedInKernel() : 0);
    }
    share(timeline, window, DELAY, "thread " + name + " waits", worst);
    share(timeline, window, DISK, "a thread in state D", blocked * window.millis());
    double throttled = window.groups().stream().mapToDouble(GroupUse::throttledMs).max().orElse(0);
    share(timeline, window, THROTTLED, "quota used up", throttled);
    if (window.scheduler() != null) {
      share(
          timeline,
          window,
          QUEUE,
          Words.number(window.scheduler().queued()) + " queued",
          window.scheduler().queuedShare() * window.millis());
    }
  }

  private static void share(
      Timeline.Builder timeline, Window window, String lane, String what, double ms) {
    double shown = Math.min(ms, window.millis());
    if (shown > WORTH_DRAWING * window.millis()) {
      timeline.interval(
          lane,
          what + ", " + Words.millis(ms),
          Tone.ACCENT,
          window.startMs(),
          window.startMs() + shown);
    }
  }
}
