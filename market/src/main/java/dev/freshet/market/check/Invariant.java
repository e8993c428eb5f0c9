package dev.freshet.market.check;

/**
 * What the checker found about one invariant.
 *
 * <p>Example: {@code Invariant[id=I1, name=no oversell, holds=true, detail=1,000 orders, every seq
 * prefix within stock 1,000]}.
 *
 * <p>Immutable and thread safe.
 *
 * @param id {@code I1} to {@code I10}
 * @param name two or three words for a table
 * @param holds whether nothing contradicts it
 * @param detail what was compared when it holds; the number of violations and the first
 *     counterexample (key, seq, times in milliseconds from the origin of the history) when not
 */
public record Invariant(String id, String name, boolean holds, String detail) {

  static Invariant holds(String id, String name, String detail) {
    return new Invariant(id, name, true, detail);
  }

  static Invariant broken(String id, String name, String detail) {
    return new Invariant(id, name, false, detail);
  }
}
