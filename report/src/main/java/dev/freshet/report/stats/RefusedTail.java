package dev.freshet.report.stats;

import java.util.List;
import java.util.Locale;

/** A {@link Tail} without a fit. Quantiles that can be counted are still there. Immutable. */
public final class RefusedTail implements Tail {
  private final Ranks ranks;
  private final String reason;
  private final List<ThresholdCheck> checks;

  RefusedTail(Ranks ranks, String reason, List<ThresholdCheck> checks) {
    this.ranks = ranks;
    this.reason = reason;
    this.checks = checks;
  }

  /**
   * Why there is no fit.
   *
   * @return one line for people
   */
  public String reason() {
    return reason;
  }

  @Override
  public int count() {
    return ranks.count();
  }

  @Override
  public List<ThresholdCheck> checks() {
    return checks;
  }

  @Override
  public TailQuantile quantile(double share) {
    Ranks.requireShare(share);
    return ranks.suffice(share)
        ? ranks.quantile(share)
        : new TailQuantile.Unknown(
            share,
            String.format(
                Locale.ROOT,
                "%.1f of %d values are expected beyond; needs %d without a tail model: %s",
                ranks.beyond(share),
                count(),
                Ranks.ENOUGH,
                reason));
  }

  @Override
  public String toString() {
    return "RefusedTail[" + reason + "]";
  }
}
