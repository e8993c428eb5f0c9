package dev.freshet.lab.child;

/** Says that a subject did not do what it was given; ends the trial without figures. */
public final class WrongResult extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A result that is wrong.
   *
   * @param line what was expected and what was found
   */
  public WrongResult(String line) {
    super(line);
  }
}
