package dev.freshet.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code bench/run} was asked for.
 *
 * @param suite its name
 * @param effort how much to measure
 * @param json where to write the rows; may be null
 */
record Arguments(String suite, Effort effort, Path json) {
  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException with one line that says what is wrong
   */
  static Arguments parse(String... args) {
    String suite = null;
    Path json = null;
    Effort effort = Effort.FULL;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> effort = Effort.QUICK;
        case "--json" -> {
          if (++i == args.length) {
            throw new IllegalArgumentException("--json: no file given");
          }
          json = writable(args[i]);
        }
        default -> {
          if (suite != null || args[i].startsWith("-")) {
            throw new IllegalArgumentException(
                args[i] + ": not understood; usage: bench/run SUITE [--quick] [--json FILE]");
          }
          suite = args[i];
        }
      }
    }
    if (suite == null || !Suite.all().containsKey(suite)) {
      throw new IllegalArgumentException(
          "SUITE: "
              + (suite == null ? "missing" : suite)
              + "; allowed is "
              + String.join(", ", Suite.all().keySet()));
    }
    return new Arguments(suite, effort, json);
  }

  private static Path writable(String file) {
    Path path = Path.of(file).toAbsolutePath();
    if (path.getParent() == null || !Files.isDirectory(path.getParent())) {
      throw new IllegalArgumentException("--json: the folder of " + path + " does not exist");
    }
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("--json: " + path + " is a folder; a file is needed");
    }
    return path;
  }
}
