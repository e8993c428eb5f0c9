package dev.freshet.lab.run;

import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.TrialOutcome;
import java.time.Duration;
import java.util.List;

/** Runs one trial in a JVM of its own. */
@FunctionalInterface
public interface TrialRunner {
  /**
   * The usual one: a fresh JVM for each trial.
   *
   * @return starts children
   */
  static TrialRunner inAJvm() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs it to its end.
   *
   * @param trial what to measure
   * @param flags options of its JVM
   * @param patience after which it counts as hung
   * @return how it ended
   * @throws InterruptedException if the caller is interrupted; the JVM is gone then
   */
  TrialOutcome run(Trial trial, List<String> flags, Duration patience) throws InterruptedException;
}
