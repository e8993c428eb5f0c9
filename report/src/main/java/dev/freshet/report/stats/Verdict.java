package dev.freshet.report.stats;

/** What a comparison of a subject with a base has shown. */
public enum Verdict {
  /** The subject is better than the base; the interval of their ratio leaves out 1. */
  BETTER,
  /** The subject is worse than the base; the interval of their ratio leaves out 1. */
  WORSE,
  /** The rounds do not show which is better. That is no proof that the two are equal. */
  NO_DIFFERENCE_SHOWN
}
