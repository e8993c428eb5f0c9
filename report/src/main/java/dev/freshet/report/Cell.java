package dev.freshet.report;

import java.util.Objects;

/**
 * One cell of a {@link SortableTable}: what is read, and what it is sorted by.
 *
 * <pre>{@code
 * Cell.text("freshet");
 * Cell.of(812, "µs");             // reads 812 µs, sorts among 1.2 ms and 40 ns by length
 * new Cell("81 of 90", 0.9);
 * }</pre>
 *
 * <p>Immutable; safe to share between threads.
 *
 * @param text what is read
 * @param value what it is sorted by; NaN sorts by the text, or last in a column of numbers
 */
public record Cell(String text, double value) {
  /**
   * Keeps the values as they are.
   *
   * @throws NullPointerException if the text is null
   */
  public Cell {
    Objects.requireNonNull(text, "text");
  }

  /**
   * A text.
   *
   * @param text what is read and sorted by
   * @return the cell
   */
  public static Cell text(String text) {
    return new Cell(text, Double.NaN);
  }

  /**
   * A number with its unit. NaN and infinities read "not measured" and sort last.
   *
   * @param value the number
   * @param unit its unit, the same in the whole column; {@code ns, µs, ms, s} pick readable units
   *     by themselves
   * @return the cell
   */
  public static Cell of(double value, String unit) {
    return new Cell(Numbers.withUnit(value, unit), Double.isFinite(value) ? value : Double.NaN);
  }
}
