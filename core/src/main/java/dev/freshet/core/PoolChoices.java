package dev.freshet.core;

/** Which of a pool's choices do not go together. */
final class PoolChoices {
  private PoolChoices() {}

  /**
   * Refuses combinations that contradict themselves.
   *
   * @throws IllegalArgumentException naming both choices and the reason
   */
  static void check(int limit, Overflow overflow, Workers workers, Discipline discipline) {
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
}
