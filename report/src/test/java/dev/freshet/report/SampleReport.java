package dev.freshet.report;

import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A drill as it comes out on a small machine, from a fixed seed: 100,000 shoppers, 1,000 in stock,
 * 200 connections, about 80,000 decisions a second.
 *
 * <p>To look at it: {@code mvn -q -pl report test-compile}, then run {@code main} with the folder
 * to write {@code sample.html}, {@code sample-bad.html} and {@code sample-lab.html} into.
 */
public final class SampleReport {
  static final int SHOPPERS = 100_000;
  static final int STOCK = 1_000;
  static final int CONNECTIONS = 200;
  private static final double DECISIONS_PER_MS = 80.3;

  private SampleReport() {}

  /** Writes the three samples. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    drill(true).write(folder.resolve("sample.html"));
    drill(false).write(folder.resolve("sample-bad.html"));
    SampleLab.report().write(folder.resolve("sample-lab.html"));
  }

  static HtmlReport.Builder drill(boolean good) {
    SplittableRandom random = new SplittableRandom(7);
    HtmlReport.Builder report =
        HtmlReport.titled("Flash sale drill")
            .lead(
                "100,000 shoppers asked for 1,000 items over 200 connections at one instant, on"
                    + " real sockets and a real disk.")
            .command("freshet drill --shoppers 100000 --stock 1000 --connections 200 --seed 7")
            .stamp(ZonedDateTime.parse("2026-11-21T20:00:03.217+01:00"));
    if (good) {
      report.verdict(
          true,
          "Nothing oversold. Nothing lost.",
          "All ten invariants hold, judged from what the shoppers saw and what was read back.");
    } else {
      report.verdict(
          false,
          "Oversold by 14.",
          "1,014 orders were accepted for 1,000 items in stock: invariants I1 and I5 are broken.");
    }
    report.checks("Invariants", checks(good)).figures(figures());
    raster(report, random);
    gate(report);
    latency(report, random);
    stock(report, good);
    outcomes(report, random);
    fsync(report);
    tables(report);
    return report;
  }

  private static List<Check> checks(boolean good) {
    String accepted = good ? "1,000" : "1,014";
    return List.of(
        new Check(
            "I1", "No oversell", good, accepted + " accepted orders for 1,000 items in stock"),
        new Check("I2", "No accepted order lost", true, accepted + " acknowledged, all read back"),
        new Check("I3", "No invented order", true, "every order read back was asked for"),
        new Check("I4", "One order for one key", true, "no key has two orders"),
        new Check(
            "I5",
            "Stock adds up",
            good,
            good ? "1,000 sold + 0 available = 1,000" : "1,014 sold + 0 available ≠ 1,000"),
        new Check("I6", "No false sold-out", true, "first sold-out answer after the last commit"),
        new Check("I7", "Commit order agrees", true, "seq 1 to 1,000, dense, no answer against it"),
        new Check("I8", "Per-user limit kept", true, "no limit set; nothing to break"),
        new Check("I9", "Counters account for all", true, "100,000 received, 100,000 answered"),
        new Check("I10", "All shoppers resolved", true, "0 indeterminate, 0 unsent"));
  }

  private static List<Figure> figures() {
    return List.of(
        Figure.of("Decisions", 80_312.4, "per s", "from T0 to the last decision"),
        Figure.of("Durable accepts", 21_847, "per s", "first to last accept"),
        Figure.ofMicros("Sold out after", 45_770, "first accept to last"),
        Figure.ofMicros("Gate error p99", 3.42, "200 rehearsals, socket thread"),
        Figure.ofMicros("Send spread", 912, "first request of 200 connections"),
        Figure.ofMicros("Response p99", 1_232_000, "from the planned instant"),
        Figure.of("Peak memory, client", 184, "MiB", "market 301 MiB"),
        Figure.of("Whole command", 6.8, "s", "build excluded"));
  }

  private static void raster(HtmlReport.Builder report, SplittableRandom random) {
    double[] written = new double[CONNECTIONS];
    double[] answered = new double[CONNECTIONS];
    double at = 1.9;
    for (int i = 0; i < CONNECTIONS; i++) {
      at += 3.2 + random.nextDouble() * 2.4 + (i % 67 == 66 ? 38 : 0);
      written[i] = at;
      answered[i] = 640 + i * 5.6 + random.nextDouble() * 260 + (i > 120 ? 420 : 0);
    }
    report.raster(
        Raster.titled("Arrivals around T0")
            .note(
                "Each dot is the first request of one connection. Nothing leaves before T0; the"
                    + " slope is the time one thread needs to write 200 sockets.")
            .events("request written", written)
            .events("first byte back", answered)
            .build());
  }

  private static void gate(HtmlReport.Builder report) {
    report.bars(
        BarChart.titled("Gate error")
            .note(
                "How late the gate opened, over 200 rehearsals on the thread that owns the sockets,"
                    + " and when it counted.")
            .unit("µs")
            .bar("p50", 0.214)
            .bar("p99", 3.42)
            .bar("p99.9", 11.8)
            .bar("max", 11.8)
            .bar("fired", Tone.SPECIAL, 1.9)
            .limit("judgeable up to 10 ms", 10_000)
            .build());
  }

  private static void latency(HtmlReport.Builder report, SplittableRandom random) {
    Histogram response = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    Histogram service = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
    for (int i = 0; i < SHOPPERS; i++) {
      double tail = random.nextDouble() < 0.004 ? 6 + random.nextDouble() * 9 : 0;
      double served = 1.6 + 1.4 * -Math.log(1 - random.nextDouble()) * 0.5 + tail;
      double planned = i / DECISIONS_PER_MS;
      service.recordValue((long) (served * 1e6));
      response.recordValue((long) ((planned + served) * 1e6));
    }
    report.lineChart(
        LineChart.percentiles("Latency by percentile")
            .note(
                "Response counts from the planned instant, service from the write: the space"
                    + " between the lines is waiting that a closed loop would leave out.")
            .latency("response, from the plan", LatencySummary.of(response))
            .latency("service, from the write", LatencySummary.of(service))
            .build());
  }

  private static void stock(HtmlReport.Builder report, boolean good) {
    int accepted = good ? STOCK : STOCK + 14;
    List<double[]> steps = new ArrayList<>();
    steps.add(new double[] {0, 0});
    for (int commit = 0, sum = 0; sum < accepted; commit++) {
      sum = Math.min(accepted, sum + 60 + commit * 37 % 90);
      steps.add(new double[] {1.3 + commit * 4.1 + commit * 13 % 5 * 0.3, sum});
    }
    steps.add(new double[] {80, accepted});
    double[] ms = steps.stream().mapToDouble(s -> s[0]).toArray();
    double[] orders = steps.stream().mapToDouble(s -> s[1]).toArray();
    double[] left = Arrays.stream(orders).map(o -> Math.max(0, STOCK - o)).toArray();
    report.lineChart(
        LineChart.titled("Stock against accepted orders")
            .note("Each step is one group commit: stock falls by what was made durable at once.")
            .x(Axis.linear("time since T0", "ms"))
            .y(Axis.linear("items", ""))
            .steps("accepted orders", Tone.GOOD, ms, orders)
            .steps("stock left", Tone.ACCENT, ms, left)
            .horizontal("stock limit 1,000", STOCK)
            .vertical("T0", 0)
            .build());
  }

  private static void outcomes(HtmlReport.Builder report, SplittableRandom random) {
    int slices = 125;
    double[] edges = new double[slices + 1];
    Arrays.setAll(edges, i -> i * 10);
    long[] ok = new long[slices];
    long[] soldOut = new long[slices];
    long[] shed = new long[slices];
    for (int i = 0; i < slices; i++) {
      long total = (long) (DECISIONS_PER_MS * 10 * (0.9 + 0.2 * random.nextDouble()));
      ok[i] = i < 4 ? 220 + i * 4 : i == 4 ? 96 : 0;
      shed[i] = i < 5 ? 40 : i % 40 == 17 ? 90 : 0;
      soldOut[i] = i < 4 ? 0 : total - ok[i] - shed[i];
    }
    report.columns(
        ColumnChart.titled("Outcomes over time")
            .note("Every answer of the market by the moment it arrived.")
            .x(Axis.linear("time since T0", "ms"))
            .y(Axis.linear("answers in 10 ms", ""))
            .edges(edges)
            .columns("ok", Tone.GOOD, ok)
            .columns("sold out", Tone.NEUTRAL, soldOut)
            .columns("shed, tried again", Tone.BAD, shed)
            .vertical("sold out", 45.8)
            .build());
  }

  private static void fsync(HtmlReport.Builder report) {
    report.bars(
        BarChart.titled("Measured fsync")
            .note("What one durable group commit costs on this disk: 11 commits, ext4.")
            .unit("µs")
            .bar("p50", 3_812)
            .bar("mean", 4_020)
            .bar("p99", 5_931)
            .build());
  }

  private static void tables(HtmlReport.Builder report) {
    report.table(
        "Outcomes",
        List.of("Outcome", "Shoppers", "Attempts", "Meaning"),
        List.of(
            List.of("ok", "1,000", "1,000", "order accepted and durable"),
            List.of("replayed", "0", "0", "same key, same answer again"),
            List.of("sold out", "99,000", "99,000", "410, nothing left"),
            List.of("shed", "0", "470", "503 with Retry-After, tried again"),
            List.of("failed", "0", "0", "no HTTP came back"),
            List.of("indeterminate", "0", "0", "no whole answer before the deadline")),
        "Shoppers count once, by their final outcome; attempts count every request.");
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("System", "Debian GNU/Linux 12");
    facts.put("Kernel", "6.1.0-41-amd64");
    facts.put("CPU", "2 × AMD EPYC 7B13 (KVM)");
    facts.put("Clock source", "kvm-clock");
    facts.put("Timer slack", "50 µs");
    facts.put("Memory", "7,962 MiB");
    facts.put("Steal", "0.3 %");
    facts.put("JVM", "Eclipse Adoptium 25.0.3+9-LTS");
    facts.put("JVM flags", "-XX:+UseSerialGC -Xmx256m -XX:+AlwaysPreTouch");
    facts.put("Transport", "epoll, 200 connections, 1 event loop");
    facts.put("Data folder", "ext4 (not in memory)");
    facts.put("Open files limit", "1,048,576");
    report.facts("Host", facts);
  }
}
