package dev.freshet.report.stats;

/** The answer of a {@link Tail} to a question for a quantile. Immutable. */
public sealed interface TailQuantile {

  /**
   * The share of values at or below the quantile that was asked for.
   *
   * @return 0.999 for P99.9
   */
  double share();

  /**
   * A quantile that the data support.
   *
   * @param share share of values at or below it
   * @param interval the quantile with its interval of 95 %, in the unit of the values
   * @param source how it was found
   */
  record Known(double share, Interval interval, Source source) implements TailQuantile {}

  /**
   * A quantile that the data do not support.
   *
   * @param share share of values at or below it
   * @param reason why, in one line for people
   */
  record Unknown(double share, String reason) implements TailQuantile {}

  /** How a quantile was found. */
  enum Source {
    /** One of the values; its interval lies between two of them. */
    EMPIRICAL,
    /** The tail model; its interval comes from the profile of the likelihood. */
    MODEL
  }
}
