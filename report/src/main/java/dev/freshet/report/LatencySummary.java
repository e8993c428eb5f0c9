package dev.freshet.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The percentiles of one latency histogram, in microseconds, and a curve to draw them.
 *
 * <pre>{@code
 * Histogram nanos = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
 * nanos.recordValue(182_000);
 * LatencySummary response = LatencySummary.of(nanos);
 * response.p99Us();   // 182.0 within the precision of the histogram
 * }</pre>
 *
 * <p>Values carry the precision of the histogram they come from (three significant digits as a
 * rule). A summary of nothing has a count of 0, an empty curve, and NaN for every figure: absent is
 * never zero. Immutable; safe to share between threads.
 *
 * @param count recorded values
 * @param meanUs arithmetic mean in microseconds
 * @param p50Us median in microseconds
 * @param p90Us 90th percentile in microseconds
 * @param p99Us 99th percentile in microseconds
 * @param p999Us 99.9th percentile in microseconds
 * @param p9999Us 99.99th percentile in microseconds
 * @param maxUs largest value in microseconds
 * @param curve about 200 points by rising percentile, evenly spaced in log(1/(1-p)), so that each
 *     further nine gets the same room; the last is (100, max)
 */
public record LatencySummary(
    long count,
    double meanUs,
    double p50Us,
    double p90Us,
    double p99Us,
    double p999Us,
    double p9999Us,
    double maxUs,
    List<Point> curve) {

  /** Points of the curve before the maximum: one for every four pixels of a wide chart. */
  private static final int CURVE_STEPS = 199;

  private static final double NANOS_PER_MICRO = 1_000;

  /**
   * Keeps an unmodifiable copy of the curve.
   *
   * @throws NullPointerException if the curve or a point of it is null
   */
  public LatencySummary {
    curve = List.copyOf(curve);
  }

  /**
   * One point of a percentile plot.
   *
   * @param percentile share of the values that are at most {@code us}, from 0 to 100
   * @param us latency in microseconds
   */
  public record Point(double percentile, double us) {}

  /**
   * Summarises a histogram of nanoseconds. The histogram is only read; it must not be recorded into
   * meanwhile. Cost: about 200 percentile searches.
   *
   * @param nanos latencies in nanoseconds
   * @return the summary; for an empty histogram a count of 0 and NaN figures
   */
  public static LatencySummary of(Histogram nanos) {
    long count = nanos.getTotalCount();
    if (count == 0) {
      double none = Double.NaN;
      return new LatencySummary(0, none, none, none, none, none, none, none, List.of());
    }
    return new LatencySummary(
        count,
        nanos.getMean() / NANOS_PER_MICRO,
        at(nanos, 50),
        at(nanos, 90),
        at(nanos, 99),
        at(nanos, 99.9),
        at(nanos, 99.99),
        nanos.getMaxValue() / NANOS_PER_MICRO,
        curve(nanos, count));
  }

  private static double at(Histogram nanos, double percentile) {
    // The bucket of a percentile can end above the recorded maximum; no value did.
    long value = Math.min(nanos.getValueAtPercentile(percentile), nanos.getMaxValue());
    return value / NANOS_PER_MICRO;
  }

  private static List<Point> curve(Histogram nanos, long count) {
    List<Point> points = new ArrayList<>(CURVE_STEPS + 1);
    double decades = Math.log((double) count);
    for (int i = 0; i < CURVE_STEPS; i++) {
      double percentile = 100 - 100 / Math.exp(decades * i / CURVE_STEPS);
      points.add(new Point(percentile, at(nanos, percentile)));
    }
    points.add(new Point(100, nanos.getMaxValue() / NANOS_PER_MICRO));
    return points;
  }

  /**
   * The figures for a JSON report: {@code count, mean, p50, p90, p99, p999, p9999, max}, times in
   * microseconds rounded to a nanosecond.
   *
   * @return an unmodifiable map in that order
   */
  public Map<String, Object> json() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("count", count);
    map.put("mean", rounded(meanUs));
    map.put("p50", rounded(p50Us));
    map.put("p90", rounded(p90Us));
    map.put("p99", rounded(p99Us));
    map.put("p999", rounded(p999Us));
    map.put("p9999", rounded(p9999Us));
    map.put("max", rounded(maxUs));
    return Collections.unmodifiableMap(map);
  }

  private static double rounded(double us) {
    return Double.isFinite(us) ? Math.round(us * NANOS_PER_MICRO) / NANOS_PER_MICRO : us;
  }
}
