package dev.freshet.report.stats;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lowest threshold above which the values follow a generalised Pareto distribution.
 *
 * <h2>Why not by eye</h2>
 *
 * A low threshold leaves the bulk of the values in the fit (bias), a high one leaves few values
 * (variance). Plots of xi and of the mean excess are read differently by any two people; a review
 * of the methods is Scarrott and MacDonald, REVSTAT 10 (2012). Here each candidate is tested and
 * the lowest that stands is taken: Bader, Yan and Zhang, Automated threshold selection for extreme
 * value analysis via ordered goodness-of-fit tests, Annals of Applied Statistics 12 (2018).
 *
 * <h2>The tests in order</h2>
 *
 * Candidates from the lowest threshold up, p-values p1, p2, ... of {@link AndersonDarling}.
 * ForwardStop rejects all candidates up to the last one, at which the mean of {@code -log(1 - p)}
 * so far is at most 0.05: among the rejected at most 5 % are expected to be rejected wrongly,
 * however many candidates there are. If that is the last candidate, no threshold stands.
 *
 * <h2>The candidates</h2>
 *
 * Fifteen numbers of exceedances, evenly spaced in their logarithm, from a tenth of the values down
 * to {@code max(50, 2 sqrt(n))}, or fewer where that is more than a tenth. The threshold is the
 * next lower value, so that each exceedance lies above it.
 *
 * @param checks one row for each candidate, by rising threshold
 * @param chosen the fit above the lowest threshold that stands, or null
 */
record Thresholds(List<ThresholdCheck> checks, Candidate.@Nullable Fit chosen) {
  private static final int LEVELS = 15;
  private static final double LEVEL = 0.05;
  private static final double HIGHEST_SHARE = 0.1;
  private static final int FEWEST = 50;

  static Thresholds of(double[] values, double[] sorted) {
    List<Candidate> candidates = candidates(values, sorted);
    double[] means = forwardStop(candidates);
    int rejected = means.length; // rows up to the last one that is rejected
    while (rejected > 0 && !(means[rejected - 1] <= LEVEL)) {
      rejected--;
    }
    Candidate.Fit chosen = null;
    List<ThresholdCheck> checks = new ArrayList<>();
    for (int i = 0; i < means.length; i++) {
      Candidate candidate = candidates.get(i);
      ThresholdCheck.State state = candidate.unusable();
      if (state == null) {
        state =
            i < rejected
                ? ThresholdCheck.State.REJECTED
                : chosen == null ? ThresholdCheck.State.CHOSEN : ThresholdCheck.State.ACCEPTED;
      }
      chosen = state == ThresholdCheck.State.CHOSEN ? candidate.fit() : chosen;
      checks.add(candidate.check(means[i], state));
    }
    return new Thresholds(List.copyOf(checks), chosen);
  }

  private static double[] forwardStop(List<Candidate> candidates) {
    double[] means = new double[candidates.size()];
    double sum = 0;
    int tested = 0;
    for (int i = 0; i < means.length; i++) {
      Candidate.Fit fit = candidates.get(i).fit();
      means[i] = Double.NaN;
      if (fit != null) {
        sum -= Math.log1p(-fit.pValue());
        means[i] = sum / ++tested;
      }
    }
    return means;
  }

  private static List<Candidate> candidates(double[] values, double[] sorted) {
    int n = values.length;
    double most = Math.floor(HIGHEST_SHARE * n);
    double fewest = Math.min(most, Math.max(FEWEST, 2 * Math.sqrt(n)));
    List<Candidate> candidates = new ArrayList<>();
    double last = Double.NaN;
    for (int i = 0; i < LEVELS && most >= 1; i++) {
      int k = (int) Math.round(most * Math.pow(fewest / most, i / (LEVELS - 1.0)));
      double threshold = sorted[n - 1 - k];
      if (threshold != last) {
        candidates.add(Candidate.at(threshold, values));
        last = threshold;
      }
    }
    return candidates;
  }
}
