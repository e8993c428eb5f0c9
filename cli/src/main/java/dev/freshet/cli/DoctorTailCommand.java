package dev.freshet.cli;

import dev.freshet.doctor.look.TailFile;
import dev.freshet.doctor.show.TailJson;
import dev.freshet.doctor.show.TailText;
import dev.freshet.report.stats.Tail;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code freshet doctor tail}: quantiles beyond what can be counted, with intervals. */
@Command(
    name = "tail",
    description = {
      "Fit the tail of measured values and give high quantiles with their intervals, or the reason"
          + " why there are none (peaks over threshold, generalised Pareto).",
      "The file is a column of numbers in the order of time, a log of HdrHistogram (.hlog), or JSON"
          + " (.json: an array, or an object with an array named values)."
    },
    footer = {
      "",
      "Exit status: 0 examined (also when a model is refused), 2 bad input.",
      "",
      "Example:",
      "  freshet doctor tail latencies-ms.txt --quantile 99.9 --quantile 99.99"
    })
final class DoctorTailCommand implements Callable<Integer> {
  private static final double LEAST = 50;

  @Mixin private Verbosity verbosity = new Verbosity();

  @Parameters(index = "0", paramLabel = "FILE", description = "The values.")
  private @Nullable Path file;

  @Option(
      names = "--quantile",
      paramLabel = "PERCENT",
      description = "A quantile, such as 99.9; may be repeated (default: 99, 99.9 and 99.99).")
  private List<Double> quantiles = new ArrayList<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the model as JSON.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    ResultFiles.requireWritable("--json", json);
    List<Double> shares = shares();
    TailFile values = values();
    Tail tail = Tail.of(values.array());
    TailText.lines(values, tail, shares).forEach(verbosity.output()::say);
    if (json != null) {
      TailJson.write(json, values, tail, shares);
    }
    return ExitCode.HOLDS.code();
  }

  private List<Double> shares() {
    List<Double> shares = new ArrayList<>();
    for (double percent : quantiles.isEmpty() ? List.of(99.0, 99.9, 99.99) : quantiles) {
      if (!(percent >= LEAST && percent < 100)) {
        throw BadInput.of("--quantile", percent, "a percentage from 50 to below 100");
      }
      shares.add(percent / 100);
    }
    return shares;
  }

  private TailFile values() {
    if (file == null) {
      throw new BadInput("FILE is missing");
    }
    try {
      return TailFile.read(file);
    } catch (IOException unreadable) {
      throw new BadInput("FILE '" + file + "': must be a file that you can read", unreadable);
    } catch (IllegalArgumentException refused) {
      throw new BadInput("FILE '" + file + "': " + refused.getMessage(), refused);
    }
  }
}
