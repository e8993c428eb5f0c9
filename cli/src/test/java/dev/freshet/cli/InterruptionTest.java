package dev.freshet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A signal ends a process, so another process has to take it. */
final class InterruptionTest {
  /** Stands for a command that has something to finish when it is asked to stop. */
  static final class Patient {
    private Patient() {}

    public static void main(String... arguments) throws InterruptedException {
      Interruption.install();
      CountDownLatch stop = new CountDownLatch(1);
      if (arguments[0].equals("returns")) {
        Interruption.leave(7);
      }
      if (arguments[0].equals("asks")) {
        try (var _ = Interruption.owingNothing()) {
          System.out.println("ready");
          new CountDownLatch(1).await(); // as a thread that reads the terminal, it does not return
        }
      }
      // Last registered, first asked: when the latch opens, the others have been asked.
      try (var _ = Interruption.whenAsked(stop::countDown);
          var _ = Interruption.whenAsked(() -> System.out.println("first registered"));
          var _ =
              Interruption.whenAsked(
                  () -> {
                    System.out.println("last registered");
                    throw new IllegalStateException("must not keep the first from being asked");
                  })) {
        Interruption.whenAsked(() -> System.out.println("taken back")).close();
        System.out.println("ready");
        stop.await();
      }
      Interruption.whenAsked(() -> System.out.println("asked " + Interruption.asked())).close();
      Interruption.leave(ExitCode.OVERSOLD.and(ExitCode.INTERRUPTED).code());
    }
  }

  @Test
  void aCommandThatIsAskedToStopFinishesAndKeepsItsStatus() throws Exception {
    Process process = new ProcessBuilder(patient("waits")).start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy(); // SIGTERM; Process.destroy would close our end of the pipe

      assertThat(out.lines()).containsExactly("last registered", "first registered", "asked true");
      assertThat(process.waitFor(Processes.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(10);
      assertThat(process.errorReader().readLine()).isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutASignalTheStatusIsTheCommands() throws Exception {
    Process process = new ProcessBuilder(patient("returns")).start();
    try {
      assertThat(process.waitFor(Processes.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(7);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * Well within the patience of this test only if the grace of a command that owes is not taken.
   */
  @Test
  void whoOwesNothingIsEndedAtOnce() throws Exception {
    Process process = new ProcessBuilder(patient("asks")).start();
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      process.toHandle().destroy();

      assertThat(process.waitFor(Processes.TIMEOUT_S, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitCode.INTERRUPTED.code());
      assertThat(process.errorReader().readLine()).as("no grace was waited for").isNull();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> patient(String argument) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-cp");
    command.add(
        Path.of("target", "classes")
            + java.io.File.pathSeparator
            + Path.of("target", "test-classes"));
    command.add(Patient.class.getName());
    command.add(argument);
    return command;
  }
}
