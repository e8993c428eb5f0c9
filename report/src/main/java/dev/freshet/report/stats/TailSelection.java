package dev.freshet.report.stats;

import java.util.List;
import java.util.Locale;

/** The rules by which a series gets a tail model or is refused one. */
final class TailSelection {
  /** From here down the likelihood is not regular (Smith 1985). */
  private static final double MIN_XI = -0.5;

  private static final double MAX_XI = 1;

  private TailSelection() {}

  static Tail examine(double[] values) {
    Samples.requireFinite("values", values);
    if (values.length == 0) {
      throw new IllegalArgumentException("values is empty; needs at least one number");
    }
    double[] sorted = Samples.sorted(values);
    Ranks ranks = new Ranks(values, sorted);
    Thresholds thresholds = Thresholds.of(values, sorted);
    List<ThresholdCheck> checks = thresholds.checks();
    Candidate.Fit chosen = thresholds.chosen();
    if (chosen == null) {
      return new RefusedTail(ranks, whyNone(values.length, checks), checks);
    }
    double xi = chosen.gpd().xi();
    if (xi <= MIN_XI) {
      return new RefusedTail(
          ranks,
          String.format(
              Locale.ROOT, "xi is %.2f: the values have a hard end; needs xi above %s", xi, MIN_XI),
          checks);
    }
    FittedTail fitted = new FittedTail(ranks, chosen, checks);
    double high = fitted.xi().high();
    if (high > MAX_XI) {
      return new RefusedTail(
          ranks,
          String.format(
              Locale.ROOT,
              "xi is %.2f and may be as high as %.2f; needs an interval that ends by %s",
              xi,
              high,
              MAX_XI),
          checks);
    }
    return fitted;
  }

  private static String whyNone(int n, List<ThresholdCheck> checks) {
    // The lowest threshold has the most exceedances: what it lacks, all lack.
    ThresholdCheck lowest = checks.isEmpty() ? null : checks.getFirst();
    boolean rejected =
        checks.stream().anyMatch(check -> check.state() == ThresholdCheck.State.REJECTED);
    if (rejected) {
      return "above no threshold do the values follow a generalised Pareto distribution";
    }
    if (lowest == null || lowest.state() == ThresholdCheck.State.TOO_FEW) {
      return String.format(
          Locale.ROOT,
          "%d separate events in the highest tenth of %d values; needs at least %d, in the order of time",
          lowest == null ? 0 : lowest.clusters(),
          n,
          Candidate.MIN_CLUSTERS);
    }
    if (lowest.state() == ThresholdCheck.State.TIED) {
      return String.format(
          Locale.ROOT,
          "more than %.0f %% of the highest values repeat another one; needs unrounded values",
          100 * Candidate.MAX_TIES);
    }
    return "the likelihood of the highest values has no maximum: they have a hard end";
  }
}
