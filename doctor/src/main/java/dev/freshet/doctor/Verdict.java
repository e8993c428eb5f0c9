package dev.freshet.doctor;

import java.util.List;

/**
 * A named cause with what it rests on and what to do about it. Immutable.
 *
 * @param cause why
 * @param severity how bad
 * @param confidence 0 to 1: share of the checks of this cause that agree
 * @param headline one sentence that names the object, method or limit at fault
 * @param stalledMs stall that this cause explains, summed over threads, in milliseconds
 * @param evidence the counters behind it, most telling first
 * @param fix a command or a line of code that mends it
 * @param undo how to take the fix back
 */
public record Verdict(
    Cause cause,
    Severity severity,
    double confidence,
    String headline,
    double stalledMs,
    List<Evidence> evidence,
    String fix,
    String undo) {
  /** Keeps an unmodifiable copy. */
  public Verdict {
    evidence = List.copyOf(evidence);
  }

  /** How bad. */
  public enum Severity {
    /** Worth knowing; others explain more. */
    NOTE,
    /** Costs latency. */
    WARNING,
    /** Most of the stall. */
    CRITICAL
  }

  /**
   * A counter.
   *
   * @param counter what is counted, with its unit
   * @param before its value (or rate) in the quietest window, or what is allowed
   * @param after its value (or rate) in the windows of the finding
   * @param where the file, bean or event it was read from
   */
  public record Evidence(String counter, String before, String after, String where) {}
}
