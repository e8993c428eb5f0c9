package dev.freshet.report;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A comparison of subjects as a lab would report it, from a fixed seed: every newer part once. */
final class SampleLab {
  private SampleLab() {}

  static HtmlReport.Builder report() {
    SplittableRandom random = new SplittableRandom(11);
    HtmlReport.Builder report =
        HtmlReport.titled("Burst of 100,000 tasks, ten subjects")
            .lead("Ten ways to run a flood of tasks, three forks each, on one small machine.")
            .command("freshet lab --seed 11");
    standings(report);
    scatter(report);
    knee(report, random);
    pauses(report, random);
    waits(report);
    flame(report);
    timeline(report, random);
    return report;
  }

  private static void standings(HtmlReport.Builder report) {
    SortableTable.Builder table =
        SortableTable.titled("Standings")
            .note("Press a header to sort by it.")
            .column("subject")
            .column("p99 latency", SortableTable.Best.LOWEST)
            .column("tasks", SortableTable.Best.HIGHEST)
            .column("peak memory", SortableTable.Best.LOWEST)
            .column("what it is");
    table.row(row("freshet, bounded", 812, 80_312, 96, "this library"));
    table.row(row("virtual threads", 1_930, 71_400, 410, "one for each task"));
    table.row(row("fixed pool of 64", 41_000, 22_100, 120, "unbounded queue"));
    table.row(row("structured scope", Double.NaN, 64_000, 388, "latency not measured"));
    table.row(row("plain loop", 99_400, 9_870, 61, "one thread"));
    report.sortableTable(table.build());
  }

  private static List<Cell> row(String name, double us, double rate, double mib, String what) {
    return List.of(
        Cell.text(name),
        Cell.of(us, "µs"),
        Cell.of(rate, "per s"),
        Cell.of(mib, "MiB"),
        Cell.text(what));
  }

  private static void scatter(HtmlReport.Builder report) {
    report.scatter(
        ScatterChart.titled("Latency against memory")
            .note("Lower left is better. A subject is hollow if another one beats it in both.")
            .x(Axis.log("p99 latency", "µs"))
            .y(Axis.log("peak memory", "MiB"))
            .size(Axis.linear("CPU per task", "µs"))
            .point("freshet, bounded", "freshet", 812, 96, 4.1)
            .point("freshet, batched", "freshet", 1_900, 82, 2.2)
            .point("virtual threads", "JDK", 1_930, 410, 5.7)
            .point("structured scope", "JDK", 2_200, 388, 6.1)
            .point("fixed pool of 64", "JDK", 41_000, 120, 6.2)
            .point("fork-join pool", "JDK", 5_300, 180, 9.4)
            .point("reactive streams", "libraries", 2_350, 402, 12.8)
            .point("coroutines", "libraries", 2_050, 350, 7.3)
            .point("actors", "libraries", 7_700, 290, 16.9)
            .point("plain loop", "baseline", 99_400, 61, 1.1)
            .point("broken one", "baseline", Double.NaN, 61, 1.1)
            .front("Pareto front", List.of("freshet, bounded", "freshet, batched", "plain loop"))
            .build());
  }

  private static void knee(HtmlReport.Builder report, SplittableRandom random) {
    double[] offered = new double[16];
    double[] fit = new double[offered.length];
    double[] median = new double[offered.length];
    double[] low = new double[offered.length];
    double[] high = new double[offered.length];
    for (int i = 0; i < offered.length; i++) {
      offered[i] = (i + 1) * 5_000;
      fit[i] = 0.4 / (1 - offered[i] / 88_000);
      median[i] = fit[i] * (0.85 + 0.3 * random.nextDouble());
      low[i] = median[i] * (0.72 + 0.2 * random.nextDouble());
      high[i] = median[i] * (1.1 + 0.7 * random.nextDouble());
    }
    report.lineChart(
        LineChart.titled("Where latency bends")
            .note("Median of nine trials and its 95 % interval at each load, with the fitted law.")
            .x(Axis.linear("offered tasks", "per s"))
            .y(Axis.log("p99 latency", "ms"))
            .whiskers("measured, 95 % interval", offered, median, low, high)
            .line("fitted", offered, fit)
            .vertical("knee", 71_000)
            .build());
  }

  private static void pauses(HtmlReport.Builder report, SplittableRandom random) {
    int slices = 150;
    double[] edges = new double[slices + 1];
    Arrays.setAll(edges, i -> i * 0.2);
    String[] names = {"over 2 ms", "0.5 to 2 ms", "0.1 to 0.5 ms", "below 0.1 ms"};
    HeatMap.Builder map =
        HeatMap.titled("Pauses by length over time")
            .note("How many pauses of each length began in each slice.")
            .x(Axis.linear("time since start", "s"))
            .values(Axis.log("pauses", ""))
            .edges(edges);
    for (int r = 0; r < names.length; r++) {
      double[] values = new double[slices];
      for (int i = 0; i < slices; i++) {
        double mean = Math.pow(6, r) * (i > 60 && i < 90 ? 3 : 0.4);
        values[i] = i > 130 ? Double.NaN : Math.rint(mean * random.nextDouble());
      }
      map.row(names[r], values);
    }
    report.heatMap(map.build());
  }

  private static void waits(HtmlReport.Builder report) {
    report.heatMap(
        HeatMap.titled("Share of the time spent waiting")
            .x(Axis.linear("time since start", "s"))
            .values(Axis.linear("share waiting", "%"))
            .edges(new double[] {0, 5, 10, 15, 20, 25, 30, 35, 40})
            .row("freshet, bounded", new double[] {2, 3, 8, 21, 24, 11, 4, 0})
            .row("virtual threads", new double[] {4, 9, 31, 62, 77, 58, 20, 6})
            .row("fixed pool of 64", new double[] {11, 38, 71, 88, 93, 96, 90, Double.NaN})
            .build());
  }

  private static void flame(HtmlReport.Builder report) {
    String run = "java.lang.Thread.run";
    String work = "dev.freshet.core.Worker.work";
    String call = "dev.freshet.core.Stage.call";
    report.flameGraph(
        FlameGraph.titled("CPU samples of the burst")
            .note("Press a frame to see only what it called; Escape or the first frame shows all.")
            .stack(List.of(run, work, call, "App.render", "StringBuilder.append"), 212)
            .stack(List.of(run, work, call, "App.render", "App.escape"), 97)
            .stack(List.of(run, work, call, "App.render"), 41)
            .stack(List.of(run, work, call, "App.parse", "Json.token", "Json.number"), 88)
            .stack(List.of(run, work, call, "App.parse", "Json.token"), 130)
            .stack(List.of(run, work, "Ring.take", "LockSupport.park"), 61)
            .stack(List.of(run, work, "Ring.take"), 18)
            .stack(List.of(run, "Acceptor.loop", "Selector.select"), 140)
            .stack(List.of(run, "Acceptor.loop", "Channel.read", "Buffer.put"), 44)
            .stack(List.of("G1.collect", "G1.evacuate"), 90)
            .stack(List.of("G1.collect"), 9)
            .stack(List.of("Compiler.c2"), 3)
            .build());
  }

  private static void timeline(HtmlReport.Builder report, SplittableRandom random) {
    Timeline.Builder timeline =
        Timeline.titled("What held the burst up")
            .note("Every interval longer than 0.1 ms, on one axis.")
            .x(Axis.linear("time since T0", "ms"))
            .vertical("sold out", 145.8);
    double at = 3;
    for (int i = 0; i < 14; i++) {
      double length = 0.3 + random.nextDouble() * (i == 8 ? 30 : 4);
      timeline.interval("GC pauses", i == 8 ? "G1 full" : "G1 young", Tone.BAD, at, at + length);
      if (length > 2) {
        timeline.interval("stalls", "consumer waits", Tone.ACCENT, at + 0.2, at + length + 9);
        timeline.interval("stalls", "ring full", Tone.SPECIAL, at + 1, at + length + 4);
      }
      at += length + 8 + random.nextDouble() * 9;
    }
    timeline
        .interval("run delay", "steal", Tone.NEUTRAL, 40, 71)
        .interval("run delay", "steal", Tone.NEUTRAL, 120, 121)
        .interval("compiler", "C2 queue", Tone.GOOD, 0, 38)
        .lane("safepoints over 1 ms");
    report.timeline(timeline.build());
  }
}
