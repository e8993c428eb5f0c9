package dev.freshet.market.sale;

import org.HdrHistogram.Histogram;

/**
 * Measures how long durable commits take, from the call to the store to its return.
 *
 * <p>The writer records; anybody reads the last {@link Summary}. Percentiles cost microseconds, so
 * the writer makes a new summary only when it has nothing else to do, or every 64 commits.
 */
public final class CommitMeter {
  /**
   * Commits between two summaries under load: at 4 ms each, a reader is a quarter of a second late.
   */
  private static final int COMMITS_PER_SUMMARY = 64;

  /** A minute, in nanoseconds: a sync that takes longer counts as that. */
  private static final long LARGEST = 60_000_000_000L;

  private final Histogram nanos = new Histogram(LARGEST, 2);
  private long sum;
  private int unread;
  private volatile Summary summary = new Summary(0, 0, 0, 0);

  /**
   * What was measured so far.
   *
   * @param count commits
   * @param meanUs exact mean, microseconds
   * @param p50Us median within 1 %, microseconds
   * @param p99Us 99th percentile within 1 %, microseconds
   */
  public record Summary(long count, double meanUs, double p50Us, double p99Us) {}

  CommitMeter() {}

  void record(long duration) {
    nanos.recordValue(Math.min(duration, LARGEST));
    sum += duration;
    if (++unread == COMMITS_PER_SUMMARY) {
      summarise();
    }
  }

  void idle() {
    if (unread > 0) {
      summarise();
    }
  }

  private void summarise() {
    unread = 0;
    long count = nanos.getTotalCount();
    summary =
        new Summary(
            count,
            sum / 1e3 / count,
            nanos.getValueAtPercentile(50) / 1e3,
            nanos.getValueAtPercentile(99) / 1e3);
  }

  Summary summary() {
    return summary;
  }
}
