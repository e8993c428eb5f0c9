package dev.freshet.core.ring;

import java.util.List;

/** How far the producers, or the consumers of a stage, have come in the order of positions. */
abstract class Frontier {
  /**
   * The first position that is not done. What was done before it is visible to the caller.
   *
   * @param from a position before which all is known to be done
   * @param to where to stop looking
   * @return a position from {@code from} to {@code to}
   */
  abstract long reached(long from, long to);

  /** What all of them have passed. */
  static Frontier all(List<? extends Frontier> frontiers) {
    return frontiers.size() == 1
        ? frontiers.getFirst()
        : new Joint(frontiers.toArray(Frontier[]::new));
  }

  private static final class Joint extends Frontier {
    private final Frontier[] parts;

    Joint(Frontier[] parts) {
      this.parts = parts;
    }

    @Override
    long reached(long from, long to) {
      long least = to;
      for (Frontier part : parts) {
        least = part.reached(from, least);
      }
      return least;
    }
  }
}
