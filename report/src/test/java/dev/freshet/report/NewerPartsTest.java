package dev.freshet.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Scatter charts, heat maps, tables to sort, whiskers, flame graphs and timelines. */
class NewerPartsTest {
  private static String page(HtmlReport.Builder report) {
    return new String(report.render(), StandardCharsets.UTF_8);
  }

  private static HtmlReport.Builder report() {
    return HtmlReport.titled("Report");
  }

  private static long count(String page, String what) {
    return Pattern.compile(Pattern.quote(what)).matcher(page).results().count();
  }

  @Test
  void makesEqualBytesAndADataTableBesideEachPicture() {
    String page = page(SampleLab.report());

    assertThat(page).isEqualTo(page(SampleLab.report()));
    assertThat(count(page, "<summary>Data table</summary>")).isEqualTo(6);
    assertThat(page.substring(page.indexOf("<body>"), page.indexOf("<script>")))
        .doesNotContain("NaN", "Infinity");
    assertThat(page.length()).isLessThan(400_000);
  }

  @Test
  void fillsThePointsOfTheFrontAndNamesThoseWithoutAPlace() {
    String page = page(SampleLab.report());

    assertThat(page).contains("Not measured, and so without a place: broken one.");
    // Twice each: the wide and the narrow picture.
    assertThat(count(page, "on the Pareto front\"><path class=\"bubble f-")).isEqualTo(6);
    assertThat(count(page, "µs\"><path class=\"bubble open")).isEqualTo(14);
    assertThat(count(page, ">beaten</td>")).isEqualTo(8);
  }

  @Test
  void keepsLabelsApartFromPointsAndFromEachOther() {
    LabelPlacer.Box area = new LabelPlacer.Box(0, 0, 400, 300);
    LabelPlacer placer = new LabelPlacer(area);
    LabelPlacer.Box[] labels = new LabelPlacer.Box[7];
    for (int i = 0; i < labels.length; i++) {
      placer.keepOff(new LabelPlacer.Box(200 + i * 6 - 5, 145, 10, 10));
    }
    Arrays.setAll(labels, i -> placer.place(200 + i * 6, 150, 5, 60));

    for (int i = 0; i < labels.length; i++) {
      assertThat(labels[i].overlap(area)).as("inside: " + i).isEqualTo(60 * 15);
      for (int j = 0; j < i; j++) {
        assertThat(labels[i].overlap(labels[j])).as(i + " over " + j).isZero();
      }
    }
  }

  @Test
  void shadesByEqualStepsOrEqualRatiosWithWholeEndsForCounts() {
    Shades even = Shades.of(Axis.linear("n", ""), DoubleStream.of(0, 3, 12));
    Shades ratios = Shades.of(Axis.log("n", ""), DoubleStream.of(0, 1, 4, 3_000));

    assertThat(even.size()).isBetween(2, Shades.MOST);
    assertThat(even.upTo(even.size() - 1)).isGreaterThanOrEqualTo(12);
    assertThat(even.index(12)).isEqualTo(even.size() - 1);
    assertThat(even.index(even.upTo(0))).isZero();
    assertThat(ratios.size()).isEqualTo(5);
    for (int i = 0; i < ratios.size(); i++) {
      assertThat(ratios.upTo(i)).isEqualTo(Math.rint(ratios.upTo(i)));
      assertThat(ratios.index(ratios.upTo(i))).isEqualTo(i);
    }
    assertThat(ratios.index(1)).isZero();
    assertThat(Shades.of(Axis.log("n", ""), DoubleStream.of(7, 7)).size()).isPositive();
    assertThat(Shades.of(Axis.linear("n", ""), DoubleStream.of(0, 0)).size()).isPositive();
  }

  @Test
  void joinsSlicesByTheirGreatestSoThatNoSpikeIsLost() {
    double[] edges = new double[5_001];
    double[] values = new double[5_000];
    Arrays.setAll(edges, i -> i);
    values[3_333] = 77;
    HeatMap map =
        HeatMap.titled("H").edges(edges).row("r", values).row("s", new double[5_000]).build();
    String page = page(report().heatMap(map));

    assertThat(page).contains("the greatest of 50 neighbouring slices", ">77</td>");
    assertThat(count(page, "r, 3,300\u00a0s to 3,350\u00a0s: 77")).isEqualTo(1);
  }

  @Test
  void sortsByValuesNotByTextsAndMarksTheBest() {
    String page = page(SampleLab.report());

    assertThat(page).contains("<td class=\"num best\" data-v=\"812.0\">★ 812\u00a0µs</td>");
    assertThat(page).contains("<td class=\"num best\" data-v=\"61.0\">★ 61\u00a0MiB</td>");
    assertThat(page).contains("<td class=\"num\">not measured</td>");
    assertThat(page).contains("<th scope=\"row\">plain loop</th>");
    assertThat(count(page, "class=\"num best\"")).isEqualTo(3);
  }

  @Test
  void drawsAWhiskerForEachIntervalAndGivesItsEndsInTheTable() {
    double[] x = {1, 2};
    LineChart chart =
        LineChart.titled("K")
            .whiskers("m", x, new double[] {5, 7}, new double[] {4, 6}, new double[] {9, 30})
            .line("fit", x, new double[] {5, 6})
            .build();
    String page = page(report().lineChart(chart));

    assertThat(page).contains(">low</th>", ">high</th>", ">30</td>", "\"high\":[9,30]");
    // The axis reaches the interval's end, not only the median.
    assertThat(page).contains(">30</text>");
    assertThat(count(page, "<path class=\"whisker s-accent\"")).isEqualTo(3);
  }

  @Test
  void mergesStacksAndCountsRecursionOnce() {
    FlameGraph graph =
        FlameGraph.titled("F")
            .stack(List.of("a", "b"), 3)
            .stack(List.of("a", "c", "a"), 5)
            .stack(List.of("z"), 0)
            .build();

    assertThat(graph.root.weight()).isEqualTo(8);
    assertThat(graph.root.children()).hasSize(1);
    assertThat(graph.root.children().get(0).children())
        .extracting(FlameGraph.Frame::name)
        .containsExactly("c", "b");
    // a: own 5 of 8, with callees all 8 although it stands twice on one stack.
    assertThat(page(report().flameGraph(graph)))
        .contains(
            "<td>a</td><td class=\"num\">5</td>"
                + "<td class=\"num\">62.5\u00a0%</td><td class=\"num\">8</td>"
                + "<td class=\"num\">100.0\u00a0%</td>");
  }

  @Test
  void putsOverlappingIntervalsBelowEachOtherAndKeepsEmptyLanes() {
    String page =
        page(
            report()
                .timeline(
                    Timeline.titled("T")
                        .interval("one", "first", Tone.BAD, 0, 10)
                        .interval("one", "second", Tone.ACCENT, 5, 12)
                        .lane("quiet")
                        .build()));

    assertThat(page).contains(">quiet</text>", "one, first: 10\u00a0ms from 0\u00a0ms");
    // Rows of 20 pixels: the second one begins one row lower.
    assertThat(page).containsPattern("span f-bad s-bad\" d=\"M\\S+ 8h");
    assertThat(page).containsPattern("span f-accent s-accent\" d=\"M\\S+ 28h");
  }

  @Test
  void stateThatThereIsNoData() {
    String page =
        page(
            report()
                .scatter(ScatterChart.titled("S").build())
                .heatMap(HeatMap.titled("H").build())
                .flameGraph(FlameGraph.titled("F").build())
                .timeline(Timeline.titled("T").lane("l").build())
                .sortableTable(SortableTable.titled("T").column("c").build()));

    assertThat(count(page, "No data in this run.")).isEqualTo(5);
  }

  @Test
  void staysBelowOneMebibyteWithManyLargeParts() {
    HtmlReport.Builder report = report();
    double[] edges = new double[10_001];
    double[] values = new double[10_000];
    Arrays.setAll(edges, i -> i);
    Arrays.setAll(values, i -> i * 31 % 101);
    for (int k = 0; k < 4; k++) {
      HeatMap.Builder map = HeatMap.titled("H").edges(edges);
      for (int r = 0; r < 60; r++) {
        map.row("r" + r, values);
      }
      FlameGraph.Builder flame = FlameGraph.titled("F");
      Timeline.Builder timeline = Timeline.titled("T");
      for (int i = 0; i < 5_000; i++) {
        flame.stack(List.of("a" + i % 7, "b" + i % 70, "<" + "c".repeat(300) + i), i % 9 + 1);
        timeline.interval("lane " + i % 20, "<".repeat(80), Tone.BAD, i, i + i % 13);
      }
      report.heatMap(map.build()).flameGraph(flame.build()).timeline(timeline.build());
    }

    assertThat(report.render().length).isLessThanOrEqualTo(HtmlReport.MAX_BYTES);
  }

  @Test
  void refusesWrongInputInOneLine() {
    double[] one = {1};
    double[] two = {2};
    assertThatThrownBy(
            () -> ScatterChart.titled("S").point("p", "g", 1, 1, 1).point("p", "g", 2, 2, 2))
        .hasMessage("chart 'S' has a point 'p' already: names differ");
    assertThatThrownBy(() -> ScatterChart.titled("S").front("f", List.of("q")).build())
        .hasMessage("the front of chart 'S' names 'q', which is none of its 0 points");
    assertThatThrownBy(() -> HeatMap.titled("H").row("r", new double[] {-1}))
        .hasMessage("row 'r' of heat map 'H' has -1.0: values are zero or more, and finite");
    assertThatThrownBy(() -> HeatMap.titled("H").row("r", one).build())
        .hasMessage("row 'r' of heat map 'H' has 1 values for 0 slices: one for each is needed");
    assertThatThrownBy(() -> LineChart.titled("L").whiskers("w", one, one, two, two))
        .hasMessage(
            "series 'w' in chart 'L' has 1.0 at index 0, outside its interval from 2.0 to 2.0");
    assertThatThrownBy(() -> FlameGraph.titled("F").stack(List.of(), 1))
        .hasMessageContaining("at least one frame is needed");
    assertThatThrownBy(() -> Timeline.titled("T").interval("l", "i", Tone.BAD, 2, 1))
        .hasMessage(
            "interval 'i' in lane 'l' of timeline 'T' ends at 1.0, before its begin at 2.0");
    assertThatThrownBy(() -> Timeline.titled("T").x(Axis.log("t", "ms")))
        .hasMessageContaining("need a linear one");
    assertThatThrownBy(() -> SortableTable.titled("T").column("c").row(List.of()))
        .hasMessage("row 0 of table 'T' has 0 cells: the header has 1 columns");
  }
}
