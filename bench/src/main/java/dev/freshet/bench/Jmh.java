package dev.freshet.bench;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one JMH benchmark in one fork, silently. */
final class Jmh {
  /**
   * What it gave.
   *
   * @param nanos per operation, the median of the iterations
   * @param bytes allocated per operation by all threads
   */
  record Measured(double nanos, double bytes) {}

  private static final String[] JVM_FLAGS = {
    "-Xms1g", "-Xmx1g", "--sun-misc-unsafe-memory-access=allow"
  };

  private Jmh() {}

  static Measured run(String benchmark, Map<String, String> parameters, Effort effort)
      throws RunnerException {
    TimeValue time = TimeValue.milliseconds(effort.choose(200, 1000));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\Q" + benchmark + "\\E$")
            .forks(1)
            .warmupIterations(3)
            .warmupTime(time)
            .measurementIterations(effort.choose(3, 5))
            .measurementTime(time)
            .timeout(TimeValue.minutes(2))
            .jvmArgs(JVM_FLAGS)
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .timeUnit(TimeUnit.NANOSECONDS);
    parameters.forEach(options::param);
    RunResult result;
    try {
      result = new Runner(options.build()).runSingle();
    } catch (RunnerException e) {
      throw new RunnerException(
          "%s %s failed: a task was lost or doubled, or the subject refused one"
              .formatted(benchmark, parameters),
          e);
    }
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Measured(
        result.getPrimaryResult().getStatistics().getPercentile(50),
        allocated == null ? Double.NaN : allocated.getScore());
  }
}
