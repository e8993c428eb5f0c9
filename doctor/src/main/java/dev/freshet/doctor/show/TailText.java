package dev.freshet.doctor.show;

import dev.freshet.doctor.look.TailFile;
import dev.freshet.report.stats.FittedTail;
import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.RefusedTail;
import dev.freshet.report.stats.Tail;
import dev.freshet.report.stats.TailQuantile;
import dev.freshet.report.stats.ThresholdCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A tail model in lines for a terminal. Values are in the unit of the file. */
public final class TailText {
  private TailText() {}

  /**
   * The lines.
   *
   * @param file where the values are from
   * @param tail their model
   * @param shares the quantiles asked for, such as 0.999
   * @return lines without line ends
   */
  public static List<String> lines(TailFile file, Tail tail, List<Double> shares) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d values (%s), greatest %s",
            tail.count(),
            file.kind(),
            six(file.max())));
    if (!file.note().isEmpty()) {
      lines.add("note: " + file.note());
    }
    switch (tail) {
      case FittedTail fitted -> addFit(lines, fitted);
      case RefusedTail refused -> lines.add("no tail model: " + refused.reason());
    }
    for (double share : shares) {
      lines.add(quantile(tail.quantile(share)));
    }
    if (!tail.checks().isEmpty()) {
      lines.add("");
      lines.add("   threshold  exceed clusters mean excess       xi  p-value  state");
      tail.checks().forEach(check -> lines.add(check(check)));
    }
    return lines;
  }

  private static void addFit(List<String> lines, FittedTail fitted) {
    lines.add(
        String.format(
            Locale.ROOT,
            "generalised Pareto above %s: xi %s, sigma %s (%d exceedances in %d events, extremal"
                + " index %.2f)",
            six(fitted.threshold()),
            interval(fitted.xi()),
            six(fitted.fit().sigma()),
            fitted.exceedances(),
            fitted.clusters(),
            fitted.extremalIndex()));
    lines.add("reading: " + reading(fitted.fit().xi()));
    lines.add(
        String.format(
            Locale.ROOT,
            "second opinions: Zhang-Stephens xi %.4f, weighted moments xi %.4f",
            fitted.zhangStephens().xi(),
            fitted.weightedMoments().xi()));
  }

  /** What the shape says about the cause; the borders are those of the research page. */
  private static String reading(double xi) {
    if (xi < -0.05) {
      return "bounded: a time-out, a timer or a quota caps the tail";
    }
    if (xi <= 0.1) {
      return "exponential: as from queueing";
    }
    return xi <= 0.5
        ? "heavy: rare long stalls"
        : "very heavy, without variance: retries, collections or locks feed on each other";
  }

  private static String quantile(TailQuantile quantile) {
    String name = "P" + plain(100 * quantile.share());
    return switch (quantile) {
      case TailQuantile.Known known ->
          name
              + " = "
              + interval(known.interval())
              + (known.source() == TailQuantile.Source.MODEL ? " (model)" : " (counted)");
      case TailQuantile.Unknown unknown -> name + " unknown: " + unknown.reason();
    };
  }

  private static String check(ThresholdCheck check) {
    return String.format(
        Locale.ROOT,
        "%12s %7d %8d %11s %8s %8s  %s",
        six(check.threshold()),
        check.exceedances(),
        check.clusters(),
        six(check.meanExcess()),
        six(check.xi()),
        Double.isNaN(check.pValue()) ? "-" : String.format(Locale.ROOT, "%.3f", check.pValue()),
        check.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String interval(Interval interval) {
    return six(interval.estimate())
        + " ["
        + six(interval.low())
        + ", "
        + six(interval.high())
        + "]";
  }

  private static String six(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.6g", value);
  }

  private static String plain(double percent) {
    return new java.math.BigDecimal(percent)
        .round(new java.math.MathContext(8))
        .stripTrailingZeros()
        .toPlainString();
  }
}
