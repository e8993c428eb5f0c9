package dev.freshet.report;

import java.util.Objects;

/**
 * One big number of the report: a label, a value with its unit, and a note in small type.
 *
 * <pre>{@code
 * Figure.of("Decisions", 80_312.4, "per second", "from T0 to the last decision");
 * Figure.ofMicros("Gate error p99", 3.4, "200 rehearsals");
 * new Figure("Transport", "epoll", "", "");
 * }</pre>
 *
 * <p>Immutable; safe to share between threads.
 *
 * @param label what the number is
 * @param value the number as it is shown
 * @param unit its unit, or an empty text
 * @param note a few words on how it was taken, or an empty text
 */
public record Figure(String label, String value, String unit, String note) {
  /**
   * Keeps the values as they are.
   *
   * @throws NullPointerException if a text is null
   */
  public Figure {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(note, "note");
  }

  /**
   * A number with thousands separators and three significant digits below 1,000. NaN and infinities
   * read "not measured" and lose the unit.
   *
   * @param label what the number is
   * @param value the number
   * @param unit its unit, or an empty text
   * @param note a few words, or an empty text
   * @return the figure
   */
  public static Figure of(String label, double value, String unit, String note) {
    return Double.isFinite(value)
        ? new Figure(label, Numbers.number(value), unit, note)
        : new Figure(label, Numbers.NOT_MEASURED, "", note);
  }

  /**
   * A length of time, shown in the unit of {@code ns, µs, ms, s} that reads best.
   *
   * @param label what the number is
   * @param us the time in microseconds; NaN reads "not measured"
   * @param note a few words, or an empty text
   * @return the figure
   */
  public static Figure ofMicros(String label, double us, String note) {
    if (!Double.isFinite(us)) {
      return new Figure(label, Numbers.NOT_MEASURED, "", note);
    }
    String[] parts = Numbers.withUnit(us, "µs").split(Numbers.NBSP, 2);
    return new Figure(label, parts[0], parts[1], note);
  }
}
