package dev.freshet.core.batch;

import java.time.Duration;
import java.util.Objects;

/**
 * When a {@link Batcher} batches.
 *
 * <pre>{@code
 * Batcher.builder(pool, function).policy(BatchPolicy.adaptive(8, 0.25, Duration.ofMillis(50)));
 * }</pre>
 *
 * <p>Immutable.
 */
public sealed interface BatchPolicy {
  /**
   * Decides by live features, with the thresholds of its source: 8 items, 60 %, 150 ms.
   *
   * @return the policy
   */
  static BatchPolicy adaptive() {
    return new Adaptive(8, 0.6, Duration.ofMillis(150));
  }

  /**
   * Decides by live features.
   *
   * @param depth items that wait, from which on batches are worth it; 1 or more
   * @param topShare share of the most frequent key from which on batches are worth it; more than 0,
   *     at most 1
   * @param slowDelay mean queue delay from which on nobody lingers; positive
   * @return the policy
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  static BatchPolicy adaptive(int depth, double topShare, Duration slowDelay) {
    return new Adaptive(depth, topShare, slowDelay);
  }

  /**
   * Batches whatever comes.
   *
   * @return the policy
   */
  static BatchPolicy always() {
    return new Always();
  }

  /**
   * Each item on its own.
   *
   * @return the policy
   */
  static BatchPolicy never() {
    return new Never();
  }

  /**
   * Looks at {@link BatchSample}s. From {@link BatchMode#DIRECT} to {@link BatchMode#BATCH} when
   * two samples in a row reach depth and share; back when five in a row lie below half the depth or
   * two thirds of the share. Between {@link BatchMode#BATCH} and {@link BatchMode#DRAIN} when the
   * queue delay reaches {@code slowDelay}, and back when it stays below half of it for five
   * samples.
   *
   * <p>Back as well when batches answer less than 90 % of the items per second that single calls
   * did under the same pressure; the next try is then put off for 5 s, and for twice as long each
   * time this repeats, up to a minute. Where batches answer less than three times as many, direct
   * mode is looked at again for 300 ms, after 1 s and then seldom, up to once a minute.
   *
   * @param depth items that wait, from which on batches are worth it
   * @param topShare share of the most frequent key from which on batches are worth it
   * @param slowDelay mean queue delay from which on nobody lingers
   */
  record Adaptive(int depth, double topShare, Duration slowDelay) implements BatchPolicy {
    /**
     * Checks the thresholds.
     *
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Adaptive {
      if (depth < 1) {
        throw new IllegalArgumentException("depth: " + depth + " is too small; allowed is from 1");
      }
      if (!(topShare > 0 && topShare <= 1)) {
        throw new IllegalArgumentException(
            "topShare: " + topShare + " is out of range; allowed is more than 0, at most 1");
      }
      if (!Objects.requireNonNull(slowDelay, "slowDelay").isPositive()) {
        throw new IllegalArgumentException(
            "slowDelay: " + slowDelay + " is not positive; allowed is more than zero");
      }
    }
  }

  /** Always in mode {@link BatchMode#BATCH}. */
  record Always() implements BatchPolicy {}

  /** Always in mode {@link BatchMode#DIRECT}, but for items that find the pool full. */
  record Never() implements BatchPolicy {}
}
