package dev.freshet.doctor.window;

import java.util.List;

/**
 * A thread dump, condensed.
 *
 * @param atMs when, in milliseconds after the look began
 * @param platformThreads how many there were
 * @param virtualThreads how many there were
 * @param contended monitors and locks that threads wait for, most waited for first
 * @param groups threads by equal stacks, largest first
 */
public record Dump(
    double atMs,
    int platformThreads,
    int virtualThreads,
    List<Contended> contended,
    List<StackGroup> groups) {
  /** Keeps unmodifiable copies. */
  public Dump {
    contended = List.copyOf(contended);
    groups = List.copyOf(groups);
  }

  /**
   * A lock with threads that wait for it.
   *
   * @param lock class and identity
   * @param owner who holds it; empty if unknown
   * @param waiters how many wait
   * @param virtualWaiters how many of them are virtual
   * @param stack of one that waits, top frame first
   */
  public record Contended(
      String lock, String owner, int waiters, int virtualWaiters, List<String> stack) {
    /** Keeps an unmodifiable copy. */
    public Contended {
      stack = List.copyOf(stack);
    }
  }

  /**
   * Threads with the same stack.
   *
   * @param count how many
   * @param virtual whether they are virtual
   * @param state such as {@code WAITING}
   * @param stack top frame first
   */
  public record StackGroup(int count, boolean virtual, String state, List<String> stack) {
    /** Keeps an unmodifiable copy. */
    public StackGroup {
      stack = List.copyOf(stack);
    }
  }
}
