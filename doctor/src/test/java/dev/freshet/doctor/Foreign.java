package dev.freshet.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that runs one of the programs in {@code fault}: a process of its own, ended on closing. */
public final class Foreign implements AutoCloseable {
  private final Process process;

  private Foreign(Process process) {
    this.process = process;
  }

  /** Starts a program and waits until its fault is on. */
  static Foreign start(List<String> before, List<String> jvm, String program, String... arguments) {
    Path jdk = Path.of(System.getProperty("java.home"));
    List<String> command = new ArrayList<>(before);
    command.add(jdk.resolve("bin/java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "-cp",
            Path.of("target", "test-classes").toString(),
            "dev.freshet.doctor.fault." + program));
    command.addAll(Arrays.asList(arguments));
    return run(program, command);
  }

  /** Runs a command that starts a JVM, which says that it is ready. */
  static Foreign run(String program, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
      String line = out.readLine();
      if (!"ready".equals(line)) {
        process.destroyForcibly();
        throw new IllegalStateException(program + " said " + line);
      }
      return new Foreign(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
