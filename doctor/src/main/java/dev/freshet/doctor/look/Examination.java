package dev.freshet.doctor.look;

import dev.freshet.doctor.Diagnosis;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;

/**
 * A look that is over: the diagnosis, and what it rests on. Immutable.
 *
 * @param diagnosis what was found
 * @param target the JVM
 * @param windows what was seen, oldest first
 */
public record Examination(Diagnosis diagnosis, Target target, List<Window> windows) {
  /** Keeps an unmodifiable copy. */
  public Examination {
    windows = List.copyOf(windows);
  }
}
