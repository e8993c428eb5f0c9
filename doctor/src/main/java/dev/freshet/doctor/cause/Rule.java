package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;

/**
 * Looks for one cause. A pure function of the windows: no clock, no files, no threads, so that
 * windows written by hand stand for any machine.
 */
public interface Rule {
  /** How many windows in a row must meet a threshold before a cause is named. */
  int IN_A_ROW = 3;

  /**
   * What is looked for.
   *
   * @return the cause
   */
  Cause cause();

  /**
   * Looks.
   *
   * @param target the JVM
   * @param windows what was seen, oldest first
   * @return the verdict if the threshold was met in {@link #IN_A_ROW} windows in a row
   */
  Optional<Verdict> look(Target target, List<Window> windows);
}
