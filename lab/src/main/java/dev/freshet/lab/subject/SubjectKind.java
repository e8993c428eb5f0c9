package dev.freshet.lab.subject;

import java.util.function.IntFunction;

/**
 * A row of the catalogue of subjects.
 *
 * @param name what the command line calls it, such as {@code freshet-virtual}
 * @param family whose it is
 * @param what one line for {@code freshet lab list}
 * @param java the line of Java that builds it, {@code LIMIT} in the place of the limit
 * @param bounded whether it holds at most as many running tasks as its limit says
 * @param holdsMillion whether a million tasks in flight fit into a heap of 1 GiB
 * @param factory builds it for a limit
 */
public record SubjectKind(
    String name,
    Family family,
    String what,
    String java,
    boolean bounded,
    boolean holdsMillion,
    IntFunction<Subject> factory) {
  /** Whose a subject is. */
  public enum Family {
    /** Ours. */
    FRESHET,
    /** The JDK's. */
    JDK,
    /** A library's. */
    LIBRARY
  }
}
