package dev.freshet.doctor.source;

/** Something could not be read. The message is one line that says why, and what would help. */
public final class Unavailable extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param reason one line without a full stop
   */
  public Unavailable(String reason) {
    super(reason);
  }

  /**
   * The reason.
   *
   * @return one line
   */
  public String reason() {
    return String.valueOf(getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }
}
