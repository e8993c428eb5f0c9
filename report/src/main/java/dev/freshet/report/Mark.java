package dev.freshet.report;

/** A reference line: where it stands and what it says. */
record Mark(String label, double value) {
  static Mark of(String label, double value) {
    return new Mark(Args.text("label of a reference line", label), Args.finite(label, value));
  }
}
