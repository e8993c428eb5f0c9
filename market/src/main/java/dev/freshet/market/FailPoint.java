package dev.freshet.market;

import java.util.Locale;

/**
 * The place where the single writer stops for good, so that a crash can be rehearsed at that place.
 *
 * <p>Example: {@code FailPoint.parse("after-append:37")}: when the batch that holds the 37th order
 * accepted by this process is appended to the log but not yet synced, the writer prints one line on
 * standard output, {@code fail-point after-append order=37 wal=000012.log synced=8192}, and parks.
 * {@code wal} is a file name in the data folder and {@code synced} the length of it that is known
 * to be on disk: to rehearse a power loss, kill the process and cut the file back to that length.
 *
 * <p>Thread-safe: immutable.
 *
 * @param stage where in the commit
 * @param order which accepted order of this process, from 1
 */
public record FailPoint(Stage stage, long order) {
  /** The stages of a commit. */
  public enum Stage {
    /** Decided, nothing written. */
    BEFORE_APPEND,
    /** In the operating system's file, not synced. */
    AFTER_APPEND,
    /** On disk, not answered. */
    AFTER_SYNC;

    /**
     * The name on the command line.
     *
     * @return such as {@code after-append}
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if {@code order} is below 1
   */
  public FailPoint {
    if (order < 1) {
      throw new IllegalArgumentException(
          "fail point order '" + order + "': must be a whole number from 1");
    }
  }

  /**
   * Reads {@code stage:order}.
   *
   * @param text such as {@code after-append:37}
   * @return the fail point
   * @throws IllegalArgumentException if the stage is unknown or the order is no number from 1
   */
  public static FailPoint parse(String text) {
    int colon = text.indexOf(':');
    if (colon > 0) {
      for (Stage stage : Stage.values()) {
        if (stage.label().equals(text.substring(0, colon))) {
          try {
            return new FailPoint(stage, Long.parseLong(text.substring(colon + 1)));
          } catch (NumberFormatException notANumber) {
            break;
          }
        }
      }
    }
    throw new IllegalArgumentException(
        "fail point '"
            + text
            + "': must be before-append:N, after-append:N or after-sync:N with N from 1");
  }
}
