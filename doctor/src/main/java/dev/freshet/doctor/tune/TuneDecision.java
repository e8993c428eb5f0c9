package dev.freshet.doctor.tune;

/**
 * What the law decided in a tick, with what it decided from. Immutable.
 *
 * @param tick number of the tick, from 1
 * @param action what to do
 * @param from parallelism in the tick
 * @param to parallelism to set; the same where nothing is to be set
 * @param reason why, in a sentence with its figures
 * @param blocked smoothed number of carriers blocked while they carry
 * @param target what the law aims at: processors plus blocked carriers, within its bounds
 * @param reading what was seen
 */
public record TuneDecision(
    long tick,
    Action action,
    int from,
    int to,
    String reason,
    double blocked,
    int target,
    Reading reading) {
  /** What to do. */
  public enum Action {
    /** Nothing yet: too little has been seen. */
    LOOK,
    /** Nothing: a change would not help, or is not due. */
    HOLD,
    /** More carriers, on trial. */
    RAISE,
    /** Fewer carriers, on trial. */
    LOWER,
    /** The trial showed a gain: it stays. */
    KEEP,
    /** The trial showed none: back to what was before. */
    UNDO
  }

  /**
   * Whether parallelism is to be changed.
   *
   * @return true if {@code to} is to be set
   */
  public boolean moves() {
    return to != from;
  }
}
