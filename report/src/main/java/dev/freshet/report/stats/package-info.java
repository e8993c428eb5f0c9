/**
 * What a set of measurements shows, and what it does not: intervals, comparisons, fronts, scaling
 * laws and tails.
 *
 * <ul>
 *   <li>{@link dev.freshet.report.stats.Bootstrap}: the median of some rounds, with an {@link
 *       dev.freshet.report.stats.Interval}.
 *   <li>{@link dev.freshet.report.stats.Comparison}: one subject against a base, with a {@link
 *       dev.freshet.report.stats.Verdict}.
 *   <li>{@link dev.freshet.report.stats.Pareto}: which of several candidates nothing else beats.
 *   <li>{@link dev.freshet.report.stats.Usl}: how throughput scales with concurrency.
 *   <li>{@link dev.freshet.report.stats.Tail}: quantiles beyond the data, or the reason why there
 *       are none.
 * </ul>
 *
 * <p>All of it is pure: no threads, no clock, no files, no random source but a seed that the caller
 * gives. Equal data give equal answers. Arrays that are handed in are never changed. Results are
 * immutable.
 */
package dev.freshet.report.stats;
