package dev.freshet.doctor.launch;

/**
 * One thing that a launch wanted, and what became of it. Immutable.
 *
 * @param what such as {@code CPUs of the threads} or {@code -XX:+UseNUMA}
 * @param wanted what was asked for
 * @param actual what holds
 * @param result whether they agree
 */
public record LaunchCheck(String what, String wanted, String actual, Result result) {
  /** Whether the wish was granted. */
  public enum Result {
    /** It took effect. */
    OK,
    /** It did not. */
    WRONG,
    /** It could not be looked at; the actual value says why. */
    UNKNOWN
  }

  static LaunchCheck of(String what, String wanted, String actual, boolean ok) {
    return new LaunchCheck(what, wanted, actual, ok ? Result.OK : Result.WRONG);
  }

  static LaunchCheck unknown(String what, String wanted, String why) {
    return new LaunchCheck(what, wanted, why, Result.UNKNOWN);
  }
}
