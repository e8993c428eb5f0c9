package dev.freshet.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of this class path in a JVM of its own and collects the scores it reports.
 *
 * <p>The program reports with {@link #report}; whatever else it prints is shown only if it fails.
 */
final class Fork {
  /** The heap of the program was too small. */
  static final class OutOfMemory extends Exception {
    private static final long serialVersionUID = 1;
  }

  /** The longest any program takes is some 60 s; beyond this it hangs. */
  private static final long PATIENCE_MINUTES = 5;

  /** What {@code -XX:+ExitOnOutOfMemoryError} exits with. */
  private static final int OUT_OF_MEMORY = 3;

  private static final String MARK = "score\t";

  private Fork() {}

  /** Called by the program: one value. */
  static void report(String scenario, String unit, double value) {
    System.out.println(MARK + scenario + "\t" + unit + "\t" + value);
  }

  /** Runs the program and answers what it reported. */
  static List<Score> run(Class<?> program, List<String> jvmFlags, Object... arguments)
      throws IOException, InterruptedException, OutOfMemory {
    String name = program.getSimpleName() + Arrays.toString(arguments);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    File output = File.createTempFile("freshet-bench", ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException(
            "%s hangs: killed after %d minutes".formatted(name, PATIENCE_MINUTES));
      }
      List<String> lines = Files.readAllLines(output.toPath());
      if (process.exitValue() == OUT_OF_MEMORY) {
        throw new OutOfMemory();
      }
      List<Score> scores = lines.stream().filter(l -> l.startsWith(MARK)).map(Fork::score).toList();
      if (process.exitValue() != 0 || scores.isEmpty()) {
        lines.forEach(System.err::println);
        throw new IllegalStateException(
            "%s failed with exit code %d".formatted(name, process.exitValue()));
      }
      return scores;
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(end);
      Files.delete(output.toPath());
    }
  }

  private static Score score(String line) {
    String[] parts = line.split("\t", -1);
    return new Score(parts[1], parts[2], Double.parseDouble(parts[3]));
  }
}
