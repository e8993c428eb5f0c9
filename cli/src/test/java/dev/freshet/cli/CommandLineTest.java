package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The conventions that hold for every command, shown on one made for it. */
final class CommandLineTest {
  @Command(name = "probe")
  static final class Probe implements Callable<Integer> {
    @Mixin Verbosity verbosity = new Verbosity();
    @Mixin ResultFiles results = new ResultFiles();

    @Option(names = "--count", converter = CountConverter.class)
    int count = 1;

    @Option(names = "--in", converter = DurationConverter.class)
    java.time.Duration in = java.time.Duration.ZERO;

    @Option(names = "--fail")
    String fail = "";

    @Override
    public Integer call() throws Exception {
      results.requireWritable();
      switch (fail) {
        case "bad" -> throw BadInput.of("--fail", fail, "something else");
        case "known" -> throw new Failure(ExitCode.LOST_ORDER, "order 7 is gone");
        case "unknown" -> throw new java.io.IOException("disk on fire\nand more");
        default -> {}
      }
      Output output = verbosity.output();
      output.stage("stage");
      output.note("note");
      output.detail("detail");
      output.say("result");
      return 0;
    }
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine();
    Complaints complaints = new Complaints();
    line.addSubcommand(new Probe());
    line.setParameterExceptionHandler(complaints).setExecutionExceptionHandler(complaints);
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int status = line.execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          probe --cuont 3       | freshet probe: unknown option '--cuont'; did you mean '--count'?
          probe --cuont=3       | freshet probe: unknown option '--cuont'; did you mean '--count'?
          probe --count 0       | freshet probe: --count '0': must be a whole number from 1 to 2147483647
          probe --count -5      | freshet probe: --count '-5': must be a whole number from 1 to 2147483647
          probe --count 3000000000 | freshet probe: --count '3000000000': must be a whole number from 1 to 2147483647
          probe --count x       | freshet probe: --count 'x': must be a whole number from 1 to 2147483647
          probe --count         | freshet probe: --count: give a value after it, <count>
          probe --count 1 --count 2 | freshet probe: --count: give it once only
          probe --in 5          | freshet probe: --in '5': must be a number with its unit, such as 500us, 300ms, 2s or 1m, and at most 24h
          probe extra           | freshet probe: 'extra' is not wanted here; the command takes options only
          probe --fail bad      | freshet probe: --fail 'bad': must be something else
          probe --json /no/x.json | freshet probe: --json '/no/x.json': must be in a folder that exists, and /no does not
          probe --report /tmp   | freshet probe: --report '/tmp': must be a file, and this is a folder
          completion            | freshet completion: SHELL is missing: must be one of bash, zsh
          completion fish       | freshet completion: SHELL 'fish': must be one of bash, zsh
          """)
  void badInputIsOneLineAndStatusTwo(String arguments, String complaint) {
    Run run = run(arguments.split(" ", -1));

    assertThat(run.err()).isEqualTo(complaint + System.lineSeparator());
    assertThat(run.out()).isEmpty();
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void anUnknownCommandNamesAllAndTheNearest() {
    Run run = run("prob");

    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("freshet: unknown command 'prob': must be one of ")
        .contains("completion")
        .doesNotContain("train")
        .endsWith("; did you mean 'probe'?" + System.lineSeparator());
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void moreAndLessAtOnceIsRefused() {
    Run run = run("probe", "--verbose", "--quiet");

    assertThat(run.err()).startsWith("freshet probe: --verbose, --quiet are mutually exclusive");
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void withoutACommandTheHelpIsPointedOut() {
    Run run = run();

    assertThat(run.err()).hasLineCount(1).contains("freshet --help");
    assertThat(run.status()).isEqualTo(2);
  }

  @Test
  void aKnownFailureHasItsOwnStatusAndNoTrace() {
    Run run = run("probe", "--fail", "known");

    assertThat(run.err()).isEqualTo("freshet probe: order 7 is gone" + System.lineSeparator());
    assertThat(run.status()).isEqualTo(11);
  }

  @Test
  void anUnforeseenFailureIsOneLineAndTellsHowToSeeMore() {
    Run run = run("probe", "--fail", "unknown");

    assertThat(run.err())
        .isEqualTo(
            "freshet probe: java.io.IOException: disk on fire and more (--verbose shows where)"
                + System.lineSeparator());
    assertThat(run.status()).isEqualTo(1);
  }

  @Test
  void verboseShowsTheTrace() {
    Run run = run("probe", "--verbose", "--fail", "known");

    assertThat(run.err()).contains("order 7 is gone").contains("\tat dev.freshet.cli");
    assertThat(run.status()).isEqualTo(11);
  }

  @Test
  void loudnessDecidesWhatStandardErrorGets() {
    assertThat(run("probe").err().lines()).containsExactly("stage", "note");
    assertThat(run("probe", "-v").err().lines()).containsExactly("stage", "note", "detail");
    assertThat(run("probe", "--quiet").err()).isEmpty();
    assertThat(run("probe", "--quiet").out().lines()).containsExactly("result");
  }

  @Test
  void helpOfEveryCommandIsAResultAndStartsNothing() {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      Run run = run(command, "--help");
      assertThat(run.status()).as(command).isZero();
      assertThat(run.out()).as(command).startsWith("Usage: freshet " + command);
      assertThat(run.err()).as(command).isEmpty();
    }
  }

  @Test
  void everyVisibleCommandHasAnExampleInItsHelp() {
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              if (!command.getCommandSpec().usageMessage().hidden()) {
                assertThat(run(name, "--help").out()).as(name).contains("Example:");
              }
            });
  }

  @Test
  void versionNamesFreshetAndTheJvm() {
    Run run = run("--version");

    assertThat(run.out()).startsWith("freshet ").contains("Java " + Runtime.version());
    assertThat(run.status()).isZero();
  }

  @Test
  void theTrainingSucceeds() {
    assertThat(run("train").status()).isZero();
  }
}
