package dev.freshet.report.stats;

import java.util.List;

/**
 * The tail of a series of values: quantiles that lie beyond what can be counted, such as P99.99 of
 * 50,000 latencies, with intervals; or the reason why there are none.
 *
 * <pre>{@code
 * Tail tail = Tail.of(latenciesMs);   // in the order in which they were measured
 * switch (tail) {
 *   case FittedTail fitted -> print("xi %s above %s ms", fitted.xi(), fitted.threshold());
 *   case RefusedTail refused -> print(refused.reason());
 * }
 * switch (tail.quantile(0.9999)) {
 *   case TailQuantile.Known known -> print(known.interval());
 *   case TailQuantile.Unknown unknown -> print(unknown.reason());
 * }
 * }</pre>
 *
 * <h2>Peaks over threshold</h2>
 *
 * Above a high enough threshold the excesses of almost any distribution follow a {@link Gpd}
 * (Pickands 1975, Balkema and de Haan 1974). The threshold is found by tests ({@link
 * ThresholdCheck}), the fit is the maximum of the likelihood, the intervals come from its profile.
 * Where at least 100 values lie beyond a quantile, or it lies below the threshold, no model is
 * used: the values themselves and the binomial distribution of their ranks say more.
 *
 * <h2>Dependence</h2>
 *
 * One stall delays many requests. Exceedances are therefore gathered into clusters, and all
 * intervals and tests count what the clusters are worth, not what their members would be. That
 * needs the values in the order of time; sorted values look like one single event.
 *
 * <h2>Refusals</h2>
 *
 * No fit is given for fewer than 30 clusters, more than 10 % tied exceedances (rounded or bucketed
 * values: take raw ones), no threshold that stands, xi at or below -0.5 (a hard end, where the
 * likelihood gives no interval), or an interval of xi that reaches beyond 1 (no mean: the data say
 * too little, or all is lost). No quantile is given beyond {@code 1 - 1 / (10 n)}.
 *
 * <p>Cost: a sort, some 1,000 passes over the highest tenth of the values, and some 500 for each
 * quantile from the model. Immutable.
 */
public sealed interface Tail permits FittedTail, RefusedTail {

  /**
   * Examines a series.
   *
   * @param values finite values in the order of time, all of one unit; they are copied
   * @return a fit, or the reason why there is none
   * @throws IllegalArgumentException if there is no value, or one is not finite
   */
  static Tail of(double... values) {
    return TailSelection.examine(values.clone());
  }

  /**
   * The number of values.
   *
   * @return at least 1
   */
  int count();

  /**
   * The candidates for the threshold, by rising threshold.
   *
   * @return unmodifiable; empty if there were fewer than 10 values
   */
  List<ThresholdCheck> checks();

  /**
   * The value that a share of the values does not pass.
   *
   * @param share from 0.5 to below 1; 0.999 for P99.9
   * @return the quantile with its interval, or the reason why the data do not support it
   * @throws IllegalArgumentException if the share is out of range
   */
  TailQuantile quantile(double share);
}
