package dev.freshet.core.batch;

import java.time.Duration;

/**
 * The live features by which a {@link Batcher} decides, over one window of at least 100 ms.
 * Immutable.
 *
 * @param depth mean number of items that would wait if each had a call of its own. In mode direct
 *     that is the number that waits; in the others, items in the batcher less the calls that ran at
 *     once, or that ran at once when items last went one by one
 * @param topShare share of the most frequent key among the items that came, 0 to 1; a lower bound
 * @param queueDelay mean time from acceptance to start of the items that started
 * @param throughput items started per second
 */
public record BatchSample(double depth, double topShare, Duration queueDelay, double throughput) {
  /** Nothing seen yet. */
  static final BatchSample NONE = new BatchSample(0, 0, Duration.ZERO, 0);
}
