package dev.freshet.report;

import java.util.Objects;

/**
 * One checked statement: what was claimed, whether it holds, and the figures behind it.
 *
 * <pre>{@code
 * new Check("I1", "no oversell", true, "1,000 accepted of 1,000 in stock")
 * }</pre>
 *
 * <p>Immutable; safe to share between threads.
 *
 * @param id short name to refer to it, such as {@code I1}
 * @param name the statement in a few words
 * @param holds whether it holds
 * @param detail the figures that show it, or the first counterexample
 */
public record Check(String id, String name, boolean holds, String detail) {
  /**
   * Keeps the values as they are.
   *
   * @throws NullPointerException if a text is null
   */
  public Check {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(detail, "detail");
  }
}
