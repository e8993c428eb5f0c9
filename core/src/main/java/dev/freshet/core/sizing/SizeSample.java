package dev.freshet.core.sizing;

/**
 * The counters of a pool at one instant.
 *
 * @param nowNanos when, on the clock of {@link System#nanoTime}
 * @param limit how many tasks may run
 * @param running how many run
 * @param queued how many wait
 * @param arrivals how many were accepted since the pool was built
 * @param ended how many ended since the pool was built
 * @param meanRunNanos the mean run time of the tasks that ended since the last sample; NaN if none
 *     was measured
 */
public record SizeSample(
    long nowNanos,
    int limit,
    int running,
    int queued,
    long arrivals,
    long ended,
    double meanRunNanos) {}
