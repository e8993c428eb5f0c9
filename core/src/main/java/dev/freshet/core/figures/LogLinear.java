package dev.freshet.core.figures;

/**
 * The cells of a histogram of nanoseconds: exact below 64, then 32 cells to each power of two.
 *
 * <p>The idea is that of G. Tene's HdrHistogram. What differs: the range is always that of a
 * positive long (292 years) and the precision is fixed, so the cell of a value takes a count of
 * leading zeros, a shift and an addition, without a branch.
 */
final class LogLinear {
  /** Cells to each power of two, as a power of two. A cell is at most 1/32 of its values wide. */
  private static final int BITS = 5;

  /** Cells altogether: two rows of 32 for 0..63, and one for each of the 57 shifts after that. */
  static final int CELLS = (Long.SIZE - 1 - BITS + 1) << BITS;

  private LogLinear() {}

  /** The cell of a value that is not negative. */
  static int cellOf(long value) {
    int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(value));
    return (shift << BITS) + (int) (value >>> shift);
  }

  /** The least value of a cell. */
  static long lowest(int cell) {
    int shift = shiftOf(cell);
    return (long) (cell - (shift << BITS)) << shift;
  }

  /** The greatest value of a cell; less than 1/32 above each value in it. */
  static long highest(int cell) {
    return lowest(cell) + (1L << shiftOf(cell)) - 1;
  }

  private static int shiftOf(int cell) {
    return Math.max(0, (cell >>> BITS) - 1);
  }
}
