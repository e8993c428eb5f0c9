package dev.freshet.cli;

import dev.freshet.doctor.tune.ParallelismRequest;
import dev.freshet.doctor.tune.Pinning;
import dev.freshet.host.system.CpuSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code freshet tune}: reads the command line, and hands it to {@link TuneSession}. */
@Command(
    name = "tune",
    description = {
      "Set how many carriers the virtual threads of a running JVM have, or let it be found out.",
      "",
      "Without an option the present figures are printed. --auto advises, and sets only with"
          + " --apply; what does not help is undone. Everything is put back when --for is over, or"
          + " at Ctrl-C, unless --keep is given. The JVM must be of the same user and of JDK 24 or"
          + " later; the management agent that is started in it stays."
    },
    footer = {
      "",
      "Exit status: 0 done, 2 bad input, 4 the JVM refuses, is too old or ended meanwhile,"
          + " 130 interrupted.",
      "",
      "Example:",
      "  freshet tune 4711 --auto --for 1m",
      "  freshet tune 4711 --parallelism +2 --keep",
      "  freshet tune 4711 --pin loops 1"
    })
final class TuneCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PID",
      converter = CountConverter.class,
      description = "The process of the JVM.")
  private int pid;

  @Option(
      names = "--parallelism",
      paramLabel = "N|+N|-N",
      description = "Set the number of carriers, 2 to 256, or change it by so many.")
  private @Nullable String parallelism;

  @Option(names = "--auto", description = "Find out how many carriers there should be.")
  private boolean auto;

  @Option(names = "--apply", description = "With --auto: set it, verify it, undo what is no gain.")
  private boolean apply;

  @Option(
      names = "--pin",
      arity = "2",
      paramLabel = "WORD",
      description = "Keep carriers or loops (first word) on the given CPUs (second), such as 0-1.")
  private List<String> pin = List.of();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "How long (default: ${DEFAULT-VALUE}).")
  private Duration time = Duration.ofSeconds(30);

  @Option(names = "--keep", description = "Leave at the end what was set.")
  private boolean keep;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path json;

  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    ResultFiles.requireWritable("--json", json);
    requireOneAction();
    TuneSession session = new TuneSession(pid, time, keep, json, verbosity.output());
    if (parallelism != null) {
      return session.set(request(parallelism)).code();
    }
    if (!pin.isEmpty()) {
      return session.pin(threads(pin.getFirst()), cpus(pin.getLast())).code();
    }
    return (auto ? session.auto(apply) : session.read()).code();
  }

  private void requireOneAction() {
    int actions = (parallelism == null ? 0 : 1) + (auto ? 1 : 0) + (pin.isEmpty() ? 0 : 1);
    if (pin.size() > 2) {
      throw new BadInput("--pin: give it once only");
    }
    if (actions > 1) {
      throw new BadInput("--parallelism, --auto and --pin: give one of them only");
    }
    if (apply && !auto) {
      throw new BadInput("--apply: goes with --auto only; the other options act by themselves");
    }
    if (keep && (actions == 0 || (auto && !apply))) {
      throw new BadInput(
          "--keep: there is nothing to keep without --parallelism, --pin or --apply");
    }
    if (!time.isPositive()) {
      throw BadInput.of("--for", "0s", "more than nothing, such as 30s");
    }
  }

  private static ParallelismRequest request(String text) {
    try {
      return ParallelismRequest.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new BadInput("--parallelism '" + text + "': " + wrong.getMessage(), wrong);
    }
  }

  private static Pinning.Threads threads(String word) {
    for (Pinning.Threads which : Pinning.Threads.values()) {
      if (which.name().toLowerCase(Locale.ROOT).equals(word)) {
        return which;
      }
    }
    throw BadInput.of("--pin", word, "carriers or loops");
  }

  private static CpuSet cpus(String list) {
    try {
      CpuSet cpus = CpuSet.parse(list);
      if (cpus.isEmpty()) {
        throw BadInput.of("--pin", list, "at least one CPU, such as 0-1");
      }
      return cpus;
    } catch (IllegalArgumentException wrong) {
      throw new BadInput("--pin: " + wrong.getMessage(), wrong);
    }
  }
}
