package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs programs for the tests that look at Freshet from outside. */
final class Processes {
  /** A safety net in seconds, not an expectation. */
  static final int TIMEOUT_S = 300;

  /** What a program left behind. */
  record Finished(int status, String out, String err) {}

  private Processes() {}

  /** Runs a program to its end, with files for its output so that no pipe can fill. */
  static Finished run(Path folder, Consumer<ProcessBuilder> setUp, List<String> command)
      throws IOException, InterruptedException {
    File out = Files.createTempFile(folder, "out", ".txt").toFile();
    File err = Files.createTempFile(folder, "err", ".txt").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out)
            .redirectError(err);
    setUp.accept(builder);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Finished(
        process.exitValue(), Files.readString(out.toPath()), Files.readString(err.toPath()));
  }
}
