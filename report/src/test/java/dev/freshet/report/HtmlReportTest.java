package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final double[] NONE = {};

  private static String page(HtmlReport.Builder report) {
    return new String(report.render(), StandardCharsets.UTF_8);
  }

  private static HtmlReport.Builder report() {
    return HtmlReport.titled("Report");
  }

  @Test
  void makesEqualBytesFromEqualData() {
    assertThat(SampleReport.drill(true).render()).isEqualTo(SampleReport.drill(true).render());
    HtmlReport.Builder twice = SampleReport.drill(false);
    assertThat(twice.render()).isEqualTo(twice.render());
  }

  @Test
  void showsThePartsInTheOrderOfTheCalls() {
    assertThat(page(SampleReport.drill(true)))
        .containsSubsequence(
            "<h1>Flash sale drill</h1>",
            "freshet</span> <span>drill</span>",
            "2026-11-21T20:00:03+01:00",
            "Nothing oversold. Nothing lost.",
            "Invariants",
            "All 10 hold.",
            "80,312",
            "Arrivals around T0",
            "Gate error",
            "Latency by percentile",
            "Stock against accepted orders",
            "Outcomes over time",
            "Measured fsync",
            "Outcomes</h2>",
            "Host",
            "Permission is hereby granted");
  }

  @Test
  void saysInWordsWhetherAClaimHolds() {
    assertThat(page(SampleReport.drill(false))).contains("8 of 10 hold.", ">holds<", ">broken<");
    assertThat(page(report().checks("Claims", List.of()))).contains("Nothing was checked.");
  }

  @Test
  void putsADataTableBesideEveryPicture() {
    String page = page(SampleReport.drill(true));

    assertThat(page.split("<summary>Data table</summary>", -1)).hasSize(7);
    assertThat(page.split("class=\"wide\"", -1)).hasSize(7);
    assertThat(page.split("class=\"narrow\"", -1)).hasSize(7);
    assertThat(page.split("role=\"img\"", -1)).hasSize(13);
    assertThat(page).contains("99.9\u00a0%", "<html lang=\"en\">");
  }

  @Test
  void nestsTitlesUnderChapters() {
    String page =
        page(
            report()
                .paragraph("a")
                .facts("One", Map.of())
                .heading("Two", "")
                .facts("Three", Map.of()));

    assertThat(page).contains("<h2 class=\"title\" id=\"t2\">One</h2>", "<h2>Two</h2>");
    assertThat(page).contains("<h3 class=\"title\" id=\"t4\">Three</h3>");
  }

  @Test
  void stateThatThereIsNoDataInsteadOfDrawingNothing() {
    LatencySummary none = LatencySummary.of(new Histogram(1_000, 2));
    String page =
        page(
            report()
                .lineChart(LineChart.percentiles("L").latency("none", none).build())
                .lineChart(
                    LineChart.titled("M").steps("none", NONE, NONE).horizontal("h", 1).build())
                .raster(Raster.titled("R").events("never", new double[] {Double.NaN}).build())
                .columns(ColumnChart.titled("C").build())
                .bars(BarChart.titled("B").build()));

    assertThat(page.split("No data in this run.", -1)).hasSize(6);
    assertThat(page(report().bars(BarChart.titled("B").unit("µs").bar("b", Double.NaN).build())))
        .contains("not measured");
    assertThat(page(report().figures(List.of(Figure.ofMicros("F", Double.NaN, "")))))
        .contains("not measured");
  }

  @Test
  void neverWritesNaN() {
    double[] odd = {Double.NaN, Double.NEGATIVE_INFINITY, 0, -1, 1, Double.POSITIVE_INFINITY};
    double[] x = {0, 1, 2, 3, 4, 5};
    String page =
        page(
            report()
                .lineChart(
                    LineChart.titled("L")
                        .x(Axis.log("x", ""))
                        .y(Axis.log("y", ""))
                        .line("l", x, odd)
                        .horizontal("zero", 0)
                        .vertical("early", -1)
                        .build())
                .lineChart(LineChart.titled("S").steps("l", x, odd).build())
                .raster(Raster.titled("R").events("e", odd).build())
                .bars(BarChart.titled("B").bar("n", Double.NaN).bar("z", 0).bar("m", -1).build()));
    String body = page.substring(page.indexOf("<body>"), page.indexOf("<script>"));

    assertThat(body).doesNotContain("NaN", "Infinity");
    assertThat(body).contains("l: 5 points without a place are left out.");
  }

  @Test
  void thinsLongSeriesOutAndSaysSo() {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = new double[100_000];
    double[] y = new double[x.length];
    Arrays.setAll(x, i -> i / 80.0);
    Arrays.setAll(y, i -> random.nextDouble() * 1e6);
    String page = page(report().lineChart(LineChart.titled("L").line("all", x, y).build()));

    assertThat(page).containsPattern("all: drawn from (1,9\\d\\d|2,000) of 100,000 points");
    assertThat(page.length()).isLessThan(250_000);
  }

  @Test
  void staysBelowOneMebibyteWhateverIsGiven() {
    SplittableRandom random = new SplittableRandom(3);
    double[] x = new double[100_000];
    double[] y = new double[x.length];
    long[] counts = new long[x.length - 1];
    Arrays.setAll(x, i -> i / 80.0);
    Arrays.setAll(y, i -> random.nextDouble() * 1e6);
    Arrays.setAll(counts, i -> random.nextInt(9));
    HtmlReport.Builder report = report().paragraph("x".repeat(3_000_000));
    for (int i = 0; i < 30; i++) {
      LineChart.Builder lines = LineChart.titled("L" + i);
      for (int series = 0; series < 6; series++) {
        lines.line("s" + series, x, y);
      }
      report
          .lineChart(lines.build())
          .raster(Raster.titled("R").events("a", y).events("b", x).build())
          .columns(ColumnChart.titled("C").edges(x).columns("c", counts).build());
    }
    report.table(
        "T",
        List.of("a", "b"),
        Collections.nCopies(20_000, List.of("<".repeat(500), "y".repeat(5_000))),
        "");
    byte[] page = report.render();

    assertThat(page.length).isLessThanOrEqualTo(HtmlReport.MAX_BYTES);
    assertThat(new String(page, StandardCharsets.UTF_8)).contains(" of 20,000 rows.", "L29");
  }

  @Test
  void refusesMoreThanFitsInOneLine() {
    HtmlReport.Builder report = report();
    List<List<String>> rows = Collections.nCopies(50, Collections.nCopies(5, "<".repeat(99)));
    for (int i = 0; i < 2_000; i++) {
      report.table("T", List.of("a", "b", "c", "d", "e"), rows, "");
    }

    assertThatThrownBy(report::render)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "report 'Report' has 2,000 parts: even at their shortest they exceed 1,048,576 bytes");
  }

  @Test
  void refusesWrongInputInOneLine() {
    double[] one = {1};
    assertThatThrownBy(() -> HtmlReport.titled(" "))
        .hasMessageContaining("title of the report is blank");
    assertThatThrownBy(() -> LineChart.titled("L").line("s", one, NONE))
        .hasMessage(
            "series 's' in chart 'L' has 1 x values and 0 y values: both need the same number");
    assertThatThrownBy(() -> LineChart.titled("L").line("s", new double[] {2, 1}, new double[2]))
        .hasMessage(
            "x of series 's' in chart 'L' decreases at index 1 (1.0 after 2.0): sort it first");
    assertThatThrownBy(
            () -> LineChart.titled("L").latency("s", LatencySummary.of(new Histogram(2))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ColumnChart.titled("C").edges(new double[] {1, 1}))
        .hasMessageContaining("edges must rise");
    assertThatThrownBy(() -> ColumnChart.titled("C").edges(one).columns("c", new long[1]).build())
        .hasMessage("columns 'c' in chart 'C' have 1 counts for 0 slices: one for each is needed");
    assertThatThrownBy(() -> ColumnChart.titled("C").columns("c", new long[] {-1}))
        .hasMessageContaining("counts are zero or more");
    assertThatThrownBy(() -> ColumnChart.titled("C").y(Axis.log("y", "")))
        .hasMessageContaining("need a linear one");
    assertThatThrownBy(() -> Raster.titled("R").window(5, 5)).hasMessageContaining("must be later");
    assertThatThrownBy(() -> BarChart.titled("B").limit("l", Double.NaN))
        .hasMessage("l is NaN: a finite number is needed");
    assertThatThrownBy(() -> report().table("T", List.of("a"), List.of(List.of("1", "2")), ""))
        .hasMessage("row 0 of table 'T' has 2 cells: the header has 1 columns");
  }

  @Test
  void keepsItsOwnCopyOfTheData() {
    double[] x = {1, 2};
    double[] y = {3, 4};
    HtmlReport.Builder report = report().lineChart(LineChart.titled("L").line("s", x, y).build());
    byte[] before = report.render();
    x[1] = 9;
    y[0] = 9;

    assertThat(report.render()).isEqualTo(before);
  }

  @Test
  void writesTheFileWholeAndNamesAMissingFolder(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("report.html");
    SampleReport.drill(true).write(file);

    assertThat(Files.readAllBytes(file)).isEqualTo(SampleReport.drill(true).render());
    assertThatThrownBy(() -> report().write(folder.resolve("no").resolve("report.html")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not exist; name a file in a folder that exists");
  }
}
