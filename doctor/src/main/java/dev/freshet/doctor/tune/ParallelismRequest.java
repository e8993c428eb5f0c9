package dev.freshet.doctor.tune;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many carriers are asked for: a number, or so many more or fewer than there are.
 *
 * <p>Example: {@code ParallelismRequest.parse("+2").from(4)} is 6.
 *
 * <p>Thread-safe: immutable.
 *
 * @param sign {@code +} or {@code -} for a difference, blank for a number
 * @param number how many
 */
public record ParallelismRequest(char sign, int number) {
  private static final Pattern FORM = Pattern.compile("([+-]?)([0-9]{1,4})");
  private static final char NONE = ' ';

  /**
   * Reads {@code 4}, {@code +2} or {@code -2}.
   *
   * @param text the text
   * @return what it asks for
   * @throws IllegalArgumentException if it is none of these; the message begins with "must be"
   */
  public static ParallelismRequest parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(2));
      char sign = matcher.group(1).isEmpty() ? NONE : matcher.group(1).charAt(0);
      boolean inBounds =
          sign == NONE
              ? number >= JvmScheduler.LEAST && number <= JvmScheduler.MOST
              : number >= 1 && number < JvmScheduler.MOST;
      if (inBounds) {
        return new ParallelismRequest(sign, number);
      }
    }
    throw new IllegalArgumentException(
        "must be a whole number from %d to %d, or a difference such as +2 or -2"
            .formatted(JvmScheduler.LEAST, JvmScheduler.MOST));
  }

  /**
   * The number of carriers that this makes.
   *
   * @param now how many there are
   * @return how many there should be; may lie out of bounds
   */
  public int from(int now) {
    return switch (sign) {
      case '+' -> now + number;
      case '-' -> now - number;
      default -> number;
    };
  }
}
