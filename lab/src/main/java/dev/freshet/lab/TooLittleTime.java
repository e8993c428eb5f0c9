package dev.freshet.lab;

import java.time.Duration;

/** Says that not even one round fits into the time of a {@link LabPlan}. */
public final class TooLittleTime extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What one round takes. */
  private final Duration oneRound;

  /**
   * Too little time.
   *
   * @param time the time given
   * @param oneRound about how long one round takes
   */
  public TooLittleTime(Duration time, Duration oneRound) {
    super("time: %s; one round takes about %s".formatted(time, oneRound));
    this.oneRound = oneRound;
  }

  /**
   * What one round takes.
   *
   * @return about how long
   */
  public Duration oneRound() {
    return oneRound;
  }
}
