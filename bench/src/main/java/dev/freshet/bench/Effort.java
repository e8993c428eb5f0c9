package dev.freshet.bench;

/** How much is measured. */
enum Effort {
  /** For a look: few and short rounds, a suite within five minutes on two processors. */
  QUICK(3),
  /** For figures that are quoted. */
  FULL(5);

  private final int rounds;

  Effort(int rounds) {
    this.rounds = rounds;
  }

  /** How often each subject is measured. */
  int rounds() {
    return rounds;
  }

  /** The one or the other. */
  <T> T choose(T quick, T full) {
    return this == QUICK ? quick : full;
  }
}
