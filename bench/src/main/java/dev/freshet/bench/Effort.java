package dev.freshet.bench;

import java.util.concurrent.TimeUnit;

/** How much is measured. */
enum Effort {
  /** For a look: few and short rounds, a suite within five minutes on two processors. */
  QUICK(3, TimeUnit.SECONDS.toNanos(285)),
  /** For figures that are quoted. */
  FULL(5, Long.MAX_VALUE);

  private final int rounds;
  private final long budgetNanos;

  Effort(int rounds, long budgetNanos) {
    this.rounds = rounds;
    this.budgetNanos = budgetNanos;
  }

  /** How often each subject is measured. */
  int rounds() {
    return rounds;
  }

  /** How long all rounds may take. */
  long budgetNanos() {
    return budgetNanos;
  }

  /** The one or the other. */
  <T> T choose(T quick, T full) {
    return this == QUICK ? quick : full;
  }
}
