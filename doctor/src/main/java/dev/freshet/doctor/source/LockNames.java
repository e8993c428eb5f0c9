package dev.freshet.doctor.source;

import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.Dump.Contended;
import dev.freshet.doctor.window.JvmEvent;
import dev.freshet.doctor.window.JvmEvent.LockWait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives traced locks the identity that dumps know: a trace tells the class of a lock and who waited
 * where, a dump tells which lock is waited for there. Where dumps saw several locks at one place,
 * the trace keeps its own name.
 */
public final class LockNames {
  private LockNames() {}

  /**
   * Renames.
   *
   * @param events with locks named by class
   * @param dumps with locks named by class and identity
   * @return the events, locks named as in the dumps where that is certain
   */
  public static List<JvmEvent> resolve(List<JvmEvent> events, List<Dump> dumps) {
    Map<String, String> known = new HashMap<>();
    for (Dump dump : dumps) {
      for (Contended lock : dump.contended()) {
        known.merge(place(lock.stack()), lock.lock(), (a, b) -> a.equals(b) ? a : "");
      }
    }
    List<JvmEvent> resolved = new ArrayList<>();
    for (JvmEvent event : events) {
      resolved.add(event instanceof LockWait wait ? named(wait, known) : event);
    }
    return resolved;
  }

  private static LockWait named(LockWait wait, Map<String, String> known) {
    String name = known.getOrDefault(place(wait.stack()), "");
    String type = wait.lock().contains("@") ? "" : wait.lock();
    return !type.isEmpty() && name.startsWith(type)
        ? new LockWait(
            wait.startMs(),
            wait.ms(),
            name,
            wait.owner(),
            wait.thread(),
            wait.virtual(),
            wait.stack())
        : wait;
  }

  /** The program's frame that takes the lock, without the line: the JIT shifts some. */
  private static String place(List<String> stack) {
    return stack.stream()
        .filter(frame -> !frame.startsWith("java.") && !frame.startsWith("jdk."))
        .findFirst()
        .map(frame -> frame.replaceFirst(":\\d+$", ""))
        .orElse("");
  }
}
