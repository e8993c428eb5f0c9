package dev.freshet.doctor.launch;

/**
 * One line of a plan. Immutable.
 *
 * @param kind what it does
 * @param text the binding or flag as it is written, or the advice in a few words
 * @param reason why, in one sentence without a full stop
 */
public record LaunchItem(Kind kind, String text, String reason) {
  /** What a line of a plan does. */
  public enum Kind {
    /** Goes in front of the command: CPUs, memory nodes, environment. */
    BINDING,
    /** Is added to the options of the JVM. */
    FLAG,
    /** Was given by the caller and is what the plan wants. */
    KEPT,
    /** Was given by the caller, is kept, and works against the goal or another setting. */
    CONFLICT,
    /** Changes nothing: what a person would have to do. */
    ADVICE
  }
}
