package dev.freshet.doctor.cause;

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
import java.util.ArrayList;
import java.util.List;

/**
 * Gives each window its part of the events that cross its edges. The JVM reports an event when it
 * ends; a stall of four seconds would else overfill one window and leave three empty.
 */
final class Timeline {
  private Timeline() {}

  static List<Window> spread(List<Window> windows) {
    List<JvmEvent> all = windows.stream().flatMap(w -> w.events().stream()).toList();
    List<Window> spread = new ArrayList<>();
    for (Window window : windows) {
      double end = window.startMs() + window.millis();
      List<JvmEvent> mine = new ArrayList<>();
      for (JvmEvent event : all) {
        double from = Math.max(event.startMs(), window.startMs());
        double to = Math.min(event.startMs() + event.ms(), end);
        boolean isSample = event.ms() == 0;
        if (isSample ? event.startMs() >= window.startMs() && event.startMs() < end : to > from) {
          mine.add(isSample ? event : part(event, from, to - from));
        }
      }
      spread.add(
          new Window(
              window.startMs(),
              window.millis(),
              window.threads(),
              window.machine(),
              window.groups(),
              window.scheduler(),
              mine,
              window.dumps(),
              window.probe()));
    }
    return List.copyOf(spread);
  }

  private static JvmEvent part(JvmEvent event, double from, double ms) {
    return switch (event) {
      case Mount e -> new Mount(from, ms, e.carrierTid(), e.carrier(), e.stack());
      case Pin e -> new Pin(from, ms, e.operation(), e.reason(), e.stack());
      case LockWait e ->
          new LockWait(from, ms, e.lock(), e.owner(), e.thread(), e.virtual(), e.stack());
      case Park e -> new Park(from, ms, e.parkedOn(), e.thread(), e.virtual(), e.stack());
      case Pause e -> new Pause(from, ms, e.gc(), e.name(), e.cause(), Math.min(ms, e.reachMs()));
      case Io e -> new Io(from, ms, e.kind(), e.path(), e.thread(), e.stack());
      case Allocation e -> e;
      case CpuSample e -> e;
    };
  }
}
