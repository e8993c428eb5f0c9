package dev.freshet.doctor.cause;

/**
 * A threshold that explains itself.
 *
 * @param value above which a rule fires
 * @param unit of the value
 * @param reason where the value comes from
 */
record Limit(double value, String unit, String reason) {
  /** Whether the figure is above; an unknown figure never is. */
  boolean exceededBy(double figure) {
    return figure > value;
  }

  String format(double figure) {
    return Text.number(figure, unit);
  }

  /** As the {@code before} of an evidence when there was no quiet window to compare with. */
  String allowed() {
    return "allowed " + format(value);
  }
}
