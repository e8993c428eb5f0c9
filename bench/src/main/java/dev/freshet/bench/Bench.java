package dev.freshet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a suite: subjects interleaved in rounds, each round of each subject in a JVM of its own, so
 * that drift of the machine meets all of them alike.
 */
public final class Bench {
  /** How much is measured. */
  private record Effort(int rounds, int warmUps, int iterations, TimeValue time) {
    static final Effort FULL = new Effort(5, 3, 5, TimeValue.seconds(1));
    static final Effort QUICK = new Effort(3, 3, 3, TimeValue.milliseconds(300));
  }

  /** What one round of one subject gave. */
  private record Score(double nanos, double bytes) {}

  private static final List<String> SUBMIT_SUBJECTS =
      List.of(
          "freshet-2",
          "freshet-1000",
          "ThreadPoolExecutor",
          "ThreadPoolExecutorArray",
          "ForkJoinPool",
          "VirtualThreadPerTask",
          "SemaphoreOutside");

  private static final List<String> JVM_FLAGS =
      List.of("-Xms1g", "-Xmx1g", "--sun-misc-unsafe-memory-access=allow");

  private Bench() {}

  /** Entry point; see {@code bench/run --help}. */
  public static void main(String[] args) throws Exception {
    String suite = null;
    Path json = null;
    Effort effort = Effort.FULL;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> effort = Effort.QUICK;
        case "--json" -> {
          if (++i == args.length) {
            refuse("--json: no file given");
          }
          json = Path.of(args[i]).toAbsolutePath();
          if (json.getParent() == null || !Files.isDirectory(json.getParent())) {
            refuse("--json: the folder of " + json + " does not exist");
          }
        }
        default -> {
          if (suite != null || args[i].startsWith("-")) {
            refuse(args[i] + ": not understood; usage: bench/run SUITE [--quick] [--json FILE]");
          }
          suite = args[i];
        }
      }
    }
    if (!"submit".equals(suite)) {
      refuse("SUITE: " + (suite == null ? "missing" : suite) + "; the only suite is submit");
    }
    List<Row> rows = submit(effort);
    Table.print(suite, rows);
    if (json != null) {
      write(json, Table.json(suite, rows));
    }
  }

  private static void refuse(String line) {
    System.err.println("bench/run: " + line);
    System.exit(2);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      System.err.println("bench/run: --json: cannot write " + file + ": " + e.getMessage());
      System.exit(1);
    }
  }

  private static List<Row> submit(Effort effort) throws RunnerException {
    Map<String, List<Score>> scores = new LinkedHashMap<>();
    int[] producers = {1, 2};
    int total = effort.rounds * producers.length * SUBMIT_SUBJECTS.size();
    int done = 0;
    for (int round = 0; round < effort.rounds; round++) {
      for (int p : producers) {
        for (String subject : SUBMIT_SUBJECTS) {
          Score score = run(effort, subject, p);
          scores.computeIfAbsent("noop-" + p + "p " + subject, _ -> new ArrayList<>()).add(score);
          System.err.printf(
              "[%d/%d] noop-%dp %-22s %8.1f ns%n", ++done, total, p, subject, score.nanos);
        }
      }
    }
    List<Row> rows = new ArrayList<>();
    for (int p : producers) {
      String name = "noop-" + p + "p";
      for (String subject : SUBMIT_SUBJECTS) {
        List<Score> own = scores.get(name + " " + subject);
        rows.add(
            new Row(
                name,
                subject,
                "ns/task",
                own.stream().map(Score::nanos).toList(),
                own.stream().map(Score::bytes).toList()));
      }
    }
    return rows;
  }

  private static Score run(Effort effort, String subject, int producers) throws RunnerException {
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include(SubmitBenchmark.class.getName() + ".noop")
                    .param("subject", subject)
                    .param("producers", Integer.toString(producers))
                    .forks(1)
                    .warmupIterations(effort.warmUps)
                    .warmupTime(effort.time)
                    .measurementIterations(effort.iterations)
                    .measurementTime(effort.time)
                    .timeout(TimeValue.minutes(2))
                    .jvmArgs(JVM_FLAGS.toArray(String[]::new))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .timeUnit(TimeUnit.NANOSECONDS)
                    .build())
            .runSingle();
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Score(
        result.getPrimaryResult().getStatistics().getPercentile(50),
        allocated == null ? Double.NaN : allocated.getScore());
  }
}
