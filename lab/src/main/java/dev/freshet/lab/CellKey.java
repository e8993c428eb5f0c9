package dev.freshet.lab;

import java.util.Objects;

/**
 * What one cell of an experiment is about: a subject under a workload, with so many producers and
 * so many tasks at once.
 *
 * <p>Example: {@code new CellKey("freshet-virtual", "sleep", 1, 1_000)}. Immutable.
 *
 * @param subject name of the execution model, as {@code freshet lab list} prints it
 * @param workload name of the workload
 * @param producers threads that submit, or that use the thing measured, at once
 * @param limit tasks that may run at once; carriers, in a sweep of carriers
 */
public record CellKey(String subject, String workload, int producers, int limit) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if producers or limit is less than 1
   */
  public CellKey {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(workload, "workload");
    if (producers < 1) {
      throw new IllegalArgumentException("producers: " + producers + "; allowed is 1 and more");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + "; allowed is 1 and more");
    }
  }

  /**
   * What the cell shares with those that it is compared with.
   *
   * @return such as {@code sleep, 2 producers, limit 1,000}
   */
  public String group() {
    return "%s, %d %s, limit %,d"
        .formatted(workload, producers, producers == 1 ? "producer" : "producers", limit);
  }

  @Override
  public String toString() {
    return subject + " under " + group();
  }
}
