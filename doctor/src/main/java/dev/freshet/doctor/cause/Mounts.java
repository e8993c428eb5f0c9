package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.JvmEvent.Pin;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Long mounts of a window, split by what their carrier did: it computed, it waited for a processor,
 * it was pinned, or else it was blocked in native code, which no event reports.
 *
 * @param computingMs on a processor
 * @param pinnedMs waiting while pinned
 * @param nativeMs neither running, nor waiting for a processor, nor pinned, nor stopped by a pause
 */
record Mounts(double computingMs, double pinnedMs, double nativeMs) {
  static final Limit LONG = new Limit(10, "ms", "a mount beyond this keeps others out too long");

  static Mounts of(Window window) {
    Map<Integer, Double> longMs = new HashMap<>();
    for (JvmEvent event : window.events()) {
      if (event instanceof Mount m && LONG.exceededBy(m.ms())) {
        longMs.merge(m.carrierTid(), m.ms(), Double::sum);
      }
    }
    double computing = 0;
    double blocked = 0;
    for (ThreadUse carrier : Use.of(window, Role.CARRIER)) {
      double left = Math.min(window.millis(), longMs.getOrDefault(carrier.tid(), 0.0));
      double cpu = Math.min(left, carrier.runMs());
      computing += cpu;
      blocked += left - cpu - Math.min(left - cpu, carrier.waitMs());
    }
    double pinned = pinnedMs(window);
    double paused = pausedMs(window) * Math.min(longMs.size(), Use.of(window, Role.CARRIER).size());
    return new Mounts(computing, pinned, Math.max(0, blocked - pinned - paused));
  }

  static List<Pin> pins(Window window) {
    return window.events().stream()
        .filter(Pin.class::isInstance)
        .map(Pin.class::cast)
        .filter(p -> !Stacks.isDoctor("", p.stack()))
        .toList();
  }

  private static double pinnedMs(Window window) {
    return pins(window).stream().mapToDouble(Pin::ms).sum();
  }

  private static double pausedMs(Window window) {
    return Pauses.of(window).stream().mapToDouble(Pause::ms).sum();
  }

  /** As a share of parallelism × window; without the scheduler, of the carriers there are. */
  static double share(double ms, Window window) {
    int carriers =
        window.scheduler() != null
            ? window.scheduler().parallelism()
            : Use.of(window, Role.CARRIER).size();
    return carriers == 0 ? Double.NaN : 100 * ms / (carriers * window.millis());
  }
}
