package dev.freshet.lab.child;

import dev.freshet.lab.Measurement;

/** How a trial ended. */
public sealed interface TrialOutcome {
  /**
   * It was measured, and its result is right.
   *
   * @param measurement the figures
   */
  record Measured(Measurement measurement) implements TrialOutcome {}

  /**
   * There is nothing to measure.
   *
   * @param reason what kind of failure
   * @param detail one line
   */
  record Failed(Reason reason, String detail) implements TrialOutcome {}

  /** Kinds of failure. */
  enum Reason {
    /** The JVM ended with a status other than 0. */
    CRASHED,
    /** Its heap was too small. */
    OUT_OF_MEMORY,
    /** It did not end in time and was killed. */
    HUNG,
    /** Tasks were lost, ran twice, or exceeded the limit. */
    WRONG_RESULT
  }
}
