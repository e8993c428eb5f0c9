package dev.freshet.cli;

/**
 * Says that something the caller gave cannot be used; ends the command with one line on standard
 * error and exit status 2.
 *
 * <p>Example: {@code throw BadInput.of("--shoppers", "0", "a whole number from 1 to 10000000")}
 * prints {@code freshet drill: --shoppers '0': must be a whole number from 1 to 10000000}.
 */
public final class BadInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * For the line that names no single field.
   *
   * @param line one sentence, without a full stop, that names the field, its value and what is
   *     allowed
   */
  public BadInput(String line) {
    super(line);
  }

  /**
   * For the line that hides a cause worth seeing under {@code --verbose}.
   *
   * @param line one sentence, as above
   * @param cause what was caught
   */
  public BadInput(String line, Throwable cause) {
    super(line, cause);
  }

  /**
   * The usual line: a field, the value given, and what is allowed.
   *
   * @param field the option or file field, as the caller wrote it
   * @param value the value given
   * @param allowed what must stand there, to be read after "must be"
   * @return the exception, to be thrown
   */
  public static BadInput of(String field, Object value, String allowed) {
    return new BadInput(field + " '" + value + "': must be " + allowed);
  }

  /**
   * Requires a number to lie within bounds.
   *
   * @param field the option, as the caller wrote it
   * @param value the value given
   * @param least the lowest value allowed
   * @param most the highest value allowed
   * @return the value
   * @throws BadInput if the value lies outside
   */
  public static long within(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw of(field, value, "a whole number from " + least + " to " + most);
    }
    return value;
  }
}
