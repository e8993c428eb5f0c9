package dev.freshet.lab.result;

import dev.freshet.lab.Cell;
import dev.freshet.lab.Measurement;
import dev.freshet.report.Axis;
import dev.freshet.report.LineChart;
import dev.freshet.report.stats.Interval;
import dev.freshet.report.stats.Usl;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where more carriers bring no more: the study {@code carriers}.
 *
 * @param points by rising number of carriers
 * @param knee the fewest carriers that reach 95 % of the highest throughput
 * @param usl the law fitted to the medians; null with fewer than three numbers of carriers
 */
record CarrierKnee(List<Point> points, int knee, @Nullable Usl usl) {
  static final String STUDY = "carriers";

  private static final double REACHED = 0.95;
  private static final int LEAST_POINTS = 3;

  /** Points of the fitted curve. */
  private static final int CURVE = 60;

  /**
   * The throughput with a number of carriers.
   *
   * @param carriers how many
   * @param rate tasks per second
   */
  record Point(int carriers, Interval rate) {}

  /** Empty without a measured cell. */
  static Optional<CarrierKnee> of(List<Cell> cells) {
    List<Point> points =
        StudySummary.cells(cells, STUDY)
            .map(cell -> point(cell, cell.median(Measurement::tasksPerSecond)))
            .flatMap(Optional::stream)
            .sorted(Comparator.comparingInt(Point::carriers))
            .toList();
    if (points.isEmpty()) {
      return Optional.empty();
    }
    double best = points.stream().mapToDouble(p -> p.rate().estimate()).max().orElseThrow();
    int knee =
        points.stream()
            .filter(p -> p.rate().estimate() >= REACHED * best)
            .mapToInt(Point::carriers)
            .min()
            .orElseThrow();
    Usl usl = points.size() < LEAST_POINTS ? null : Usl.fit(x(points), medians(points));
    return Optional.of(new CarrierKnee(points, knee, usl));
  }

  private static Optional<Point> point(Cell cell, @Nullable Interval rate) {
    return rate == null ? Optional.empty() : Optional.of(new Point(cell.key().limit(), rate));
  }

  private static double[] x(List<Point> points) {
    return points.stream().mapToDouble(Point::carriers).toArray();
  }

  private static double[] medians(List<Point> points) {
    return array(points, Interval::estimate);
  }

  private static double[] array(List<Point> points, ToDoubleFunction<Interval> end) {
    return points.stream().mapToDouble(p -> end.applyAsDouble(p.rate())).toArray();
  }

  StudySummary summary() {
    double first = points.getFirst().rate().estimate();
    String law =
        usl == null
            ? "no law is fitted to fewer than three numbers of carriers"
            : "USL: sigma %s, kappa %s, R2 %s"
                .formatted(
                    Words.digits(usl.sigma()), Words.digits(usl.kappa()), Words.digits(usl.r2()));
    return new StudySummary(
        STUDY,
        null,
        "carriers: the knee is at %d (95 %% of the best); %s".formatted(knee, law),
        List.of("carriers", "tasks/s", "speed-up", "USL expects"),
        points.stream()
            .map(
                p ->
                    List.of(
                        String.valueOf(p.carriers()),
                        Words.spread(p.rate()),
                        Words.digits(p.rate().estimate() / first),
                        usl == null ? "–" : Words.digits(usl.throughput(p.carriers()))))
            .toList());
  }

  /** Measured throughput with its intervals, and the law. */
  LineChart chart() {
    // Of fewer than three rounds the interval is not known, and is not drawn.
    double[] low =
        array(points, rate -> Double.isInfinite(rate.low()) ? rate.estimate() : rate.low());
    double[] high =
        array(points, rate -> Double.isInfinite(rate.high()) ? rate.estimate() : rate.high());
    LineChart.Builder chart =
        LineChart.titled("Throughput by carriers")
            .note("Where more carriers bring no more tasks.")
            .x(Axis.linear("carriers", ""))
            .y(Axis.linear("tasks a second", ""))
            .whiskers("measured, median and 95 %", x(points), medians(points), low, high)
            .vertical("knee", knee);
    if (usl != null) {
      double from = points.getFirst().carriers();
      double to = points.getLast().carriers();
      double[] x = new double[CURVE];
      double[] y = new double[CURVE];
      for (int i = 0; i < CURVE; i++) {
        x[i] = from + (to - from) * i / (CURVE - 1);
        y[i] = usl.throughput(x[i]);
      }
      chart.line("USL", x, y);
    }
    return chart.build();
  }
}
