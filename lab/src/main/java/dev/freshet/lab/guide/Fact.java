package dev.freshet.lab.guide;

/** A quantity that a rule may ask for: an answer, what follows from answers, or a choice made. */
sealed interface Fact permits Answer, Derived, Decision {
  /** How the rules call it. */
  String key();

  /** How it is written. */
  Kind kind();
}
