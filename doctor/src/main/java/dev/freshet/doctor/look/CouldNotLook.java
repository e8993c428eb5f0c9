package dev.freshet.doctor.look;

/** Nothing could be seen, so nothing can be said. The message is one line. */
public final class CouldNotLook extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param reason one line without a full stop
   */
  public CouldNotLook(String reason) {
    super(reason);
  }
}
