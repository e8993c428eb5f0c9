package dev.freshet.cli;

import dev.freshet.doctor.Diagnosis.Layer;
import dev.freshet.doctor.look.CouldNotLook;
import dev.freshet.doctor.look.Examination;
import dev.freshet.doctor.look.Look;
import dev.freshet.doctor.look.LookOptions;
import dev.freshet.doctor.look.Progress;
import dev.freshet.doctor.look.Trace;
import dev.freshet.doctor.show.DoctorJson;
import dev.freshet.doctor.show.DoctorPage;
import dev.freshet.doctor.show.DoctorText;
import dev.freshet.doctor.show.TraceLine;
import dev.freshet.doctor.window.Window;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code freshet doctor}: looks at a running JVM and names why it stalls. */
@Command(
    name = "doctor",
    description = {
      "Look at a running JVM and name why it stalls while its CPU is idle: kernel, control groups"
          + " and JVM on one timeline; each cause with evidence, a fix and its undo.",
      "The JVM needs no preparation. What is switched on in it for the look is switched off again."
    },
    subcommands = DoctorTailCommand.class,
    footer = {
      "",
      "Exit status: 0 healthy, 1 internal failure, 2 bad input (no such process, no JVM), 3"
          + " findings, 4 could not look, 130 interrupted.",
      "",
      "Example:",
      "  freshet doctor 4711 --report doctor.html",
      "  freshet doctor 4711 --trace 1s --detail"
    })
final class DoctorCommand implements Callable<Integer> {
  private static final Duration USUAL = Duration.ofSeconds(15);
  private static final Duration SHORTEST_TRACE = Duration.ofMillis(50);

  @Spec
  @SuppressWarnings("NullAway.Init") // injected by the parser before the command runs
  private CommandSpec command;

  @Parameters(index = "0", arity = "0..1", paramLabel = "PID", description = "The JVM's process.")
  private @Nullable String pid;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long to look (default: 15s; a trace goes on until Ctrl-C).")
  private @Nullable Duration length;

  @Option(
      names = "--no-jmx",
      description = "Start no management agent in the JVM: use diagnostic commands and files.")
  private boolean noJmx;

  @Option(
      names = "--files-only",
      description = "Do not go into the JVM at all: what the kernel's files tell.")
  private boolean filesOnly;

  @Option(
      names = "--trace",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Print the scheduler of virtual threads in one line each TIME instead.")
  private @Nullable Duration trace;

  @Option(names = "--detail", description = "With --trace: a line for each carrier as well.")
  private boolean detail;

  @Mixin private ResultFiles results = new ResultFiles();
  @Mixin private Verbosity verbosity = new Verbosity();

  @Override
  public Integer call() {
    results.requireWritable();
    long process = process();
    Output output = verbosity.output();
    if (trace != null) {
      return trace(process, trace, output).code();
    }
    if (detail) {
      throw new BadInput("--detail: must come with --trace");
    }
    return look(process, output).code();
  }

  private long process() {
    if (pid == null) {
      throw new BadInput("PID is missing; jps or pgrep java lists processes");
    }
    if (!pid.matches("[1-9]\\d{0,9}")) {
      throw BadInput.of("PID", pid, "the number of a process");
    }
    return Long.parseLong(pid);
  }

  private LookOptions options(Duration usual) {
    Duration time = length == null ? usual : length;
    if (time.compareTo(LookOptions.SHORTEST) < 0 || time.compareTo(LookOptions.LONGEST) > 0) {
      throw BadInput.of("--for", time.toMillis() + "ms", "from 4s to 1h");
    }
    return new LookOptions(time, !filesOnly, !noJmx);
  }

  private ExitCode look(long process, Output output) {
    Look look = new Look(process, options(USUAL), new Told(output));
    output.stage("opening " + process);
    try (var _ = Interruption.whenAsked(look::stop)) {
      Examination examination = look.run();
      return show(examination, output);
    } catch (IllegalArgumentException refused) {
      throw new BadInput(String.valueOf(refused.getMessage()), refused);
    } catch (CouldNotLook closed) {
      String reason = String.valueOf(closed.getMessage());
      if (results.json() != null) {
        DoctorJson.writeFailure(
            results.json(), ExitCode.COULD_NOT_LOOK.code(), line(), process, reason);
      }
      throw new Failure(ExitCode.COULD_NOT_LOOK, reason, closed);
    }
  }

  private ExitCode show(Examination examination, Output output) {
    output.clear();
    ExitCode found = examination.diagnosis().verdicts().isEmpty() ? ExitCode.HOLDS : ExitCode.FOUND;
    ExitCode code = Interruption.asked() ? found.and(ExitCode.INTERRUPTED) : found;
    if (results.json() != null) {
      DoctorJson.write(results.json(), code.code(), line(), examination.diagnosis());
    }
    if (results.report() != null) {
      DoctorPage.write(results.report(), line(), examination);
    }
    DoctorText.lines(examination.diagnosis()).forEach(output::say);
    if (results.json() != null) {
      output.say("JSON:   " + results.json());
    }
    if (results.report() != null) {
      output.say("Report: " + results.report());
    }
    return code;
  }

  private ExitCode trace(long process, Duration interval, Output output) {
    if (interval.compareTo(SHORTEST_TRACE) < 0) {
      throw BadInput.of("--trace", interval.toMillis() + "ms", "at least 50ms");
    }
    if (results.json() != null || results.report() != null) {
      throw new BadInput("--trace: prints lines only; leave --json and --report away");
    }
    Trace running = new Trace(process, interval, options(LookOptions.LONGEST));
    try (var _ = Interruption.whenAsked(running::stop)) {
      running.run(
          layer -> tellMissing(layer, output),
          window -> TraceLine.lines(window, detail).forEach(output::say));
      return Interruption.asked() ? ExitCode.INTERRUPTED : ExitCode.HOLDS;
    } catch (IllegalArgumentException refused) {
      throw new BadInput(String.valueOf(refused.getMessage()), refused);
    }
  }

  private String line() {
    return "freshet " + String.join(" ", command.commandLine().getParseResult().originalArgs());
  }

  private static void tellMissing(Layer layer, Output output) {
    if (layer.available()) {
      output.detail(layer.name() + ": " + layer.detail());
    } else {
      output.note("missing: " + layer.name() + ": " + layer.detail());
    }
  }

  /** Shows how a look goes on. */
  private record Told(Output output) implements Progress {
    @Override
    public void layer(Layer layer) {
      tellMissing(layer, output);
    }

    @Override
    public void window(Window window, int number, int of) {
      double ran = window.threads().stream().mapToDouble(Window.ThreadUse::runMs).sum();
      output.tick(
          String.format(
              Locale.ROOT,
              "looking: %d of %d s, %d threads use %.2f processors",
              number,
              of,
              window.threads().size(),
              ran / window.millis()));
    }
  }
}
