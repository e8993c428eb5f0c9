package dev.freshet.cli;

import dev.freshet.lab.guide.Advice;
import dev.freshet.lab.guide.Answer;
import dev.freshet.lab.guide.Guide;
import dev.freshet.lab.guide.LabFigures;
import dev.freshet.lab.guide.Load;
import dev.freshet.report.JsonFile;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code freshet lab guide}: from what a load is like to one model with its settings. */
@Command(
    name = "guide",
    description = {
      "Recommend one execution model for a load, its settings as a line of Java, the reasons, and"
          + " what would change the answer.",
      "",
      "What is not given is asked on a terminal; elsewhere, and with --defaults, the usual answer"
          + " is taken and told."
    },
    footer = {
      "",
      "Exit status: 0 advised, 2 bad input, 130 interrupted.",
      "",
      "Example:",
      "  freshet lab guide --blocking 80% --cpu-per-task 50us --wait-per-task 20ms \\",
      "    --arrival bursty --peak 3200/s --loss none --defaults"
    })
final class LabGuideCommand implements Callable<Integer> {
  private static final int WIDTH = 100;

  @Mixin Verbosity verbosity = new Verbosity();

  @Option(
      names = "--blocking",
      paramLabel = "SHARE",
      description = "Tasks that wait, such as 80%%.")
  @Nullable String blocking;

  @Option(
      names = "--cpu-per-task",
      paramLabel = "TIME",
      description = "Mean time a task computes, such as 50us.")
  @Nullable String cpuPerTask;

  @Option(
      names = "--wait-per-task",
      paramLabel = "TIME",
      description = "Mean wait of a task that waits, such as 20ms.")
  @Nullable String waitPerTask;

  @Option(
      names = "--arrival",
      paramLabel = "SHAPE",
      description = "steady, bursty, step, or pulled from a source.")
  @Nullable String arrival;

  @Option(names = "--peak", paramLabel = "RATE", description = "Highest rate, such as 3200/s.")
  @Nullable String peak;

  @Option(
      names = "--loss",
      paramLabel = "WHAT",
      description = "What may be lost under overload: none, late, or all but the newest.")
  @Nullable String loss;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "For running and waiting tasks, such as 512MiB.")
  @Nullable String memory;

  @Option(
      names = "--same-key",
      paramLabel = "SHARE",
      description = "Tasks for the most frequent key, such as 70%%.")
  @Nullable String sameKey;

  @Option(
      names = "--start-within",
      paramLabel = "TIME",
      description = "For a task that finds the pool idle, such as 5us; 0us if it does not matter.")
  @Nullable String startWithin;

  @Option(
      names = "--processors",
      paramLabel = "N",
      description = "Of the machine in question; those of this one are taken unless given.")
  @Nullable String processors;

  @Option(
      names = "--order-per-key",
      negatable = true,
      description = "Tasks of one key must keep their order.")
  @Nullable Boolean orderPerKey;

  @Option(
      names = "--native",
      negatable = true,
      description = "Tasks block in native code or file streams.")
  @Nullable Boolean nativeBlocking;

  @Option(
      names = "--thread-locals",
      negatable = true,
      description = "Tasks leave thread-locals behind.")
  @Nullable Boolean threadLocals;

  @Option(
      names = "--deadlines",
      negatable = true,
      description = "Each task has a time by which it must be done.")
  @Nullable Boolean deadlines;

  @Option(names = "--priorities", negatable = true, description = "Some classes go before others.")
  @Nullable Boolean priorities;

  @Option(
      names = "--slows-down",
      negatable = true,
      description = "Tasks share something that gets slower under too many.")
  @Nullable Boolean slowsDown;

  @Option(names = "--defaults", description = "Ask nothing.")
  boolean defaults;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Quote the figures of this result of freshet lab run --json.")
  @Nullable Path from;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the advice as JSON.")
  @Nullable Path json;

  @Override
  public Integer call() {
    Output output = verbosity.output();
    ResultFiles.requireWritable("--json", json);
    Map<Answer, Long> given = given();
    LabFigures figures = figures();
    Console console = terminal();
    Load load = console == null || defaults ? assume(given, output) : asked(console, given, output);
    Advice advice = new Guide().advise(load, figures);
    advice.lines(WIDTH).forEach(output::say);
    if (json != null) {
      JsonFile.write(json, Advice.SCHEMA, advice.json());
    }
    return ExitCode.HOLDS.code();
  }

  @SuppressWarnings("SystemConsoleNull") // on JDK 25 it is null again where nobody can be asked
  private static @Nullable Console terminal() {
    Console console = System.console();
    return console != null && console.isTerminal() ? console : null;
  }

  private static Load asked(Console console, Map<Answer, Long> given, Output output) {
    try (var _ = Interruption.owingNothing()) {
      return new GuideDialogue(prompt -> console.readLine("%s", prompt), output::note)
          .complete(given);
    }
  }

  private Map<Answer, Long> given() {
    Map<Answer, Long> given = new EnumMap<>(Answer.class);
    quantity(given, Answer.BLOCKING, blocking);
    quantity(given, Answer.CPU_PER_TASK, cpuPerTask);
    quantity(given, Answer.WAIT_PER_TASK, waitPerTask);
    quantity(given, Answer.ARRIVAL, arrival);
    quantity(given, Answer.PEAK, peak);
    quantity(given, Answer.LOSS, loss);
    quantity(given, Answer.MEMORY, memory);
    quantity(given, Answer.SAME_KEY, sameKey);
    quantity(given, Answer.START_WITHIN, startWithin);
    quantity(given, Answer.PROCESSORS, processors);
    yesOrNo(given, Answer.ORDER_PER_KEY, orderPerKey);
    yesOrNo(given, Answer.NATIVE, nativeBlocking);
    yesOrNo(given, Answer.THREAD_LOCALS, threadLocals);
    yesOrNo(given, Answer.DEADLINES, deadlines);
    yesOrNo(given, Answer.PRIORITIES, priorities);
    yesOrNo(given, Answer.SLOWS_DOWN, slowsDown);
    return given;
  }

  private static void quantity(Map<Answer, Long> given, Answer answer, @Nullable String text) {
    if (text != null) {
      try {
        given.put(answer, answer.parse(text));
      } catch (IllegalArgumentException e) {
        throw new BadInput("--" + answer.key() + " '" + text + "': " + e.getMessage(), e);
      }
    }
  }

  private static void yesOrNo(Map<Answer, Long> given, Answer answer, @Nullable Boolean yes) {
    if (yes != null) {
      given.put(answer, yes ? 1L : 0L);
    }
  }

  private static Load assume(Map<Answer, Long> given, Output output) {
    List<Answer> missing =
        Arrays.stream(Answer.values()).filter(answer -> !given.containsKey(answer)).toList();
    if (!missing.isEmpty()) {
      output.note(
          "not given, so assumed: "
              + missing.stream()
                  .map(answer -> answer.key() + " " + answer.print(answer.usual()))
                  .collect(Collectors.joining(", ")));
    }
    Load load = Load.usual();
    for (Map.Entry<Answer, Long> answer : given.entrySet()) {
      load = load.with(answer.getKey(), answer.getValue());
    }
    return load;
  }

  private LabFigures figures() {
    if (from == null) {
      return LabFigures.shipped();
    }
    try {
      return LabFigures.read(from);
    } catch (IOException e) {
      throw new BadInput("--from '" + from + "': must be a file that can be read", e);
    } catch (IllegalArgumentException e) {
      throw new BadInput("--from '" + from + "': " + e.getMessage(), e);
    }
  }
}
