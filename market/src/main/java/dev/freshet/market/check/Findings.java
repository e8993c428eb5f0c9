package dev.freshet.market.check;

import org.jspecify.annotations.Nullable;

/** Counts violations of one invariant and keeps the first as the counterexample. */
final class Findings {
  private final String id;
  private final String name;
  private long violations;
  private @Nullable String first;

  Findings(String id, String name) {
    this.id = id;
    this.name = name;
  }

  /** True for the first violation only: the text is made once, not a million times. */
  boolean isFirst() {
    violations++;
    return first == null;
  }

  void explain(String counterexample) {
    first = counterexample;
  }

  /** Counts a violation whose text costs nothing to speak of. */
  void add(String counterexample) {
    if (isFirst()) {
      explain(counterexample);
    }
  }

  Invariant result(String whenHolding) {
    if (first == null) {
      return Invariant.holds(id, name, whenHolding);
    }
    String text = violations == 1 ? first : Text.count(violations) + " violations, first: " + first;
    return Invariant.broken(id, name, text);
  }
}
