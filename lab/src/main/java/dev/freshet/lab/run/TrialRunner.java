package dev.freshet.lab.run;

import dev.freshet.lab.child.ChildJvm;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.child.TrialOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Runs one trial in a JVM of its own. */
@FunctionalInterface
public interface TrialRunner {
  /**
   * Runs it to its end.
   *
   * @param trial what to measure
   * @param patience after which it counts as hung
   * @return how it ended
   * @throws InterruptedException if the caller is interrupted; the JVM is gone then
   * @throws UncheckedIOException if no JVM can be started
   */
  TrialOutcome run(Trial trial, Duration patience) throws InterruptedException;

  /**
   * The usual one.
   *
   * @param flags options of the measuring JVM besides those of the workload
   * @return starts children
   */
  static TrialRunner inAJvm(List<String> flags) {
    List<String> copy = List.copyOf(flags);
    return (trial, patience) -> {
      try {
        return ChildJvm.run(trial, copy, patience);
      } catch (IOException refused) {
        throw new UncheckedIOException(
            "no JVM can be started for a run: " + refused.getMessage(), refused);
      }
    };
  }
}
