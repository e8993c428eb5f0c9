package dev.freshet.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on standard error and an exit status. */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    boolean verbose = List.of(arguments).contains("--verbose") || List.of(arguments).contains("-v");
    complain(failure.getCommandLine(), line(failure), failure, verbose);
    return ExitCode.BAD_INPUT.code();
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    boolean verbose =
        parsed.originalArgs().contains("--verbose") || parsed.originalArgs().contains("-v");
    ExitCode code =
        switch (failure) {
          case BadInput ignored -> ExitCode.BAD_INPUT;
          case Failure known -> known.exitCode();
          default -> ExitCode.INTERNAL;
        };
    String line = failure.getMessage();
    if (!(failure instanceof BadInput) && !(failure instanceof Failure)) {
      line = failure + (verbose ? "" : " (--verbose shows where)");
    }
    complain(command, String.valueOf(line), failure, verbose);
    return code.code();
  }

  private static void complain(
      CommandLine command, String line, Exception failure, boolean verbose) {
    PrintWriter err = command.getErr();
    err.println(
        command.getCommandSpec().qualifiedName() + ": " + line.replaceAll("\\s*\\R\\s*", " "));
    if (verbose) {
      failure.printStackTrace(err);
    }
    err.flush();
  }

  private static String line(ParameterException failure) {
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched);
    }
    ArgSpec argument = failure.getArgSpec();
    // Our converters speak in "must be ..."; picocli puts its own words around them, so the line is
    // made anew from the option and the value.
    if (argument != null && failure.getCause() instanceof TypeConversionException refused) {
      return label(argument) + " '" + failure.getValue() + "': " + refused.getMessage();
    }
    if (argument != null && failure.getCause() instanceof IllegalArgumentException refused) {
      return label(argument) + " '" + failure.getValue() + "': " + refused.getMessage();
    }
    if (failure instanceof OverwrittenOptionException twice) {
      return label(twice.getOverwritten()) + ": give it once only";
    }
    if (failure instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      ArgSpec first = missing.getMissing().getFirst();
      if (first instanceof OptionSpec
          && String.valueOf(missing.getMessage()).contains("parameter")) {
        return label(first) + ": give a value after it, " + first.paramLabel();
      }
      return label(first) + " is missing" + allowed(first);
    }
    return String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "");
  }

  private static String unmatched(UnmatchedArgumentException failure) {
    CommandLine command = failure.getCommandLine();
    String word = failure.getUnmatched().getFirst();
    if (failure.isUnknownOption()) {
      List<String> names =
          command.getCommandSpec().options().stream()
              .filter(option -> !option.hidden())
              .map(OptionSpec::longestName)
              .toList();
      int value = word.indexOf('=');
      String name = value < 0 ? word : word.substring(0, value);
      return "unknown option '" + name + "'" + Nearest.hint(name, names);
    }
    List<String> commands =
        command.getSubcommands().entrySet().stream()
            .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(entry -> entry.getKey())
            .toList();
    if (commands.isEmpty()) {
      return "'" + word + "' is not wanted here; the command takes options only";
    }
    return "unknown command '"
        + word
        + "': must be one of "
        + String.join(", ", commands)
        + Nearest.hint(word, commands);
  }

  private static String allowed(ArgSpec argument) {
    Iterable<String> candidates = argument.completionCandidates();
    return candidates == null ? "" : ": must be one of " + String.join(", ", candidates);
  }

  private static String label(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
