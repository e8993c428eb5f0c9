package dev.freshet.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options {@code --json FILE} and {@code --report FILE}, for every command with a result.
 *
 * <p>Example: {@code @Mixin ResultFiles results;} and, first thing in {@code call()}, {@code
 * results.requireWritable();} so that a missing folder is told before anything is started.
 *
 * <p>Not thread-safe: filled by the parser, then read by the command.
 */
public final class ResultFiles {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the result as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the result as one self-contained HTML file.")
  private @Nullable Path report;

  /** Made by the parser. */
  public ResultFiles() {}

  /**
   * Where the JSON goes.
   *
   * @return the file, or null if none was asked for
   */
  public @Nullable Path json() {
    return json;
  }

  /**
   * Where the HTML goes.
   *
   * @return the file, or null if none was asked for
   */
  public @Nullable Path report() {
    return report;
  }

  /**
   * Requires that both files could be written: the folder exists, is a folder, and the file is none
   * itself.
   *
   * @throws BadInput if a file could not be written
   */
  public void requireWritable() {
    requireWritable("--json", json);
    requireWritable("--report", report);
  }

  /**
   * The same check for an option of the command's own.
   *
   * @param option the option, as the caller wrote it
   * @param file the file given, or null if the option was not used
   * @throws BadInput if the file could not be written
   */
  public static void requireWritable(String option, @Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw BadInput.of(option, file, "a file, and this is a folder");
    }
    if (!Files.isDirectory(folder)) {
      throw BadInput.of(option, file, "in a folder that exists, and " + folder + " does not");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw BadInput.of(option, file, "writable by you");
    }
  }
}
