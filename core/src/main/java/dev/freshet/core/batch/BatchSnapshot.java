package dev.freshet.core.batch;

import org.jspecify.annotations.Nullable;

/**
 * The figures of a {@link Batcher} at one moment.
 *
 * <p>When nothing is under way the figures are exact and {@code accepted = succeeded + failed +
 * cancelled + expired}. While the batcher works each figure is right on its own. Immutable.
 *
 * @param name the batcher's name
 * @param mode how items are treated now
 * @param waiting items accepted and not started
 * @param running items inside a call
 * @param keys keys that have items waiting or a batch under way
 * @param sample the features of the last window
 * @param accepted items taken since the batcher was built
 * @param succeeded items that got a result
 * @param failed items that failed, those with a missing result included
 * @param cancelled items whose handle was cancelled
 * @param expired items whose deadline passed
 * @param refused items not taken: no room, or shut down; not among the accepted
 * @param direct calls for a single item in mode direct
 * @param batches calls in the other modes
 * @param meanBatchSize items per batch; 0 before the first
 * @param switches how often the mode changed
 * @param lastSwitch the last change and its reason; null if there was none
 */
public record BatchSnapshot(
    String name,
    BatchMode mode,
    int waiting,
    int running,
    int keys,
    BatchSample sample,
    long accepted,
    long succeeded,
    long failed,
    long cancelled,
    long expired,
    long refused,
    long direct,
    long batches,
    double meanBatchSize,
    long switches,
    @Nullable BatchSwitch lastSwitch) {}
