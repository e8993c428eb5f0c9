package dev.freshet.report;

/**
 * How much of the given data a page shows.
 *
 * @param points points drawn for a series
 * @param rows rows of a table given by the caller
 * @param chars characters of one text
 */
record Limits(int points, int rows, int chars) {
  /**
   * 2,000 points are two for each pixel of a wide chart; 500 rows and 4,000 characters are more
   * than anyone reads on a page.
   */
  static final Limits FULL = new Limits(2_000, 500, 4_000);

  /** Rows of the table beside a picture: enough to read the shape, few enough to print. */
  static final int PICTURE_ROWS = 60;

  Limits half() {
    return new Limits(Math.max(16, points / 2), Math.max(8, rows / 2), Math.max(80, chars / 2));
  }
}
