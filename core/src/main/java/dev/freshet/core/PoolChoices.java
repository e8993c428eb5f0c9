package dev.freshet.core;

/** Which of a pool's choices do not go together. */
final class PoolChoices {
  private PoolChoices() {}

  /**
   * Refuses combinations that contradict themselves.
   *
   * @throws IllegalArgumentException naming both choices and the reason
   */
  static void check(
      int limit,
      Overflow overflow,
      Workers workers,
      Discipline discipline,
      int shards,
      Sizing sizing) {
    if (isStatic(workers) && !(sizing instanceof Sizing.Fixed)) {
      throw new IllegalArgumentException(
          "sizing: "
              + sizing
              + " does not go with static workers, whose number is the limit; allowed is"
              + " Sizing.fixed(), or Workers.elastic(...)");
    }
    if (bringsItsLane(workers) && !(discipline instanceof Discipline.Fifo)) {
      throw new IllegalArgumentException(
          "discipline: "
              + discipline
              + " does not go with workers of a ring or channel, which are first in, first out;"
              + " allowed is Discipline.fifo()");
    }
    if (bringsItsLane(workers) && shards > 1) {
      throw new IllegalArgumentException(
          "shards: " + shards + " do not go with workers of a ring or channel; allowed is 1");
    }
    switch (sizing) {
      case Sizing.Fixed _ -> {}
      case Sizing.Thresholds(int min, int max) -> requireWithin(limit, min, max);
      case Sizing.DualWindow(int min, int max) -> requireWithin(limit, min, max);
      case Sizing.Gradient(int min, int max) -> requireWithin(limit, min, max);
    }
    if (workers instanceof Workers.Elastic elastic && elastic.preheated() > limit) {
      throw new IllegalArgumentException(
          "workers: "
              + elastic.preheated()
              + " preheated threads are more than the limit; allowed is 0 to "
              + limit);
    }
    if (overflow instanceof Overflow.DiscardOldest
        && discipline instanceof Discipline.AdaptiveLifo) {
      throw new IllegalArgumentException(
          "overflow: discardOldest does not go with adaptive LIFO, which sheds the oldest by its own"
              + " rule; allowed are the other policies");
    }
  }

  private static boolean isStatic(Workers workers) {
    return workers instanceof Workers.Static || bringsItsLane(workers);
  }

  private static boolean bringsItsLane(Workers workers) {
    return workers instanceof Workers.Ring || workers instanceof Workers.Channel;
  }

  private static void requireWithin(int limit, int min, int max) {
    if (limit < min || limit > max) {
      throw new IllegalArgumentException(
          "limit: " + limit + " is out of the sizing's range; allowed is " + min + " to " + max);
    }
  }
}
