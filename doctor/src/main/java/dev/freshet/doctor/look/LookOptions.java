package dev.freshet.doctor.look;

import java.time.Duration;

/**
 * How to look. Immutable.
 *
 * @param length how long, at least three seconds: a cause needs three windows in a row
 * @param attach whether to go into the JVM at all; without, files only
 * @param jmx whether the management agent may be started in the JVM
 */
public record LookOptions(Duration length, boolean attach, boolean jmx) {
  /** Least length. */
  public static final Duration SHORTEST = Duration.ofSeconds(4);

  /** Greatest length: what is kept of events and dumps must fit the heap. */
  public static final Duration LONGEST = Duration.ofHours(1);

  /** Checks. */
  public LookOptions {
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "length '" + length.toMillis() + " ms': must be from 4s to 1h");
    }
  }

  /**
   * All layers.
   *
   * @param length how long
   * @return options
   */
  public static LookOptions lasting(Duration length) {
    return new LookOptions(length, true, true);
  }
}
