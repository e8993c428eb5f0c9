package dev.freshet.lab.child;

import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.TrialOutcome.Failed;
import dev.freshet.lab.child.TrialOutcome.Measured;
import dev.freshet.lab.child.TrialOutcome.Reason;
import dev.freshet.lab.workload.Workload;
import dev.freshet.lab.workload.Workloads;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs one trial in a JVM of its own, so that neither compiled code nor garbage of an earlier trial
 * counts.
 *
 * {@snippet lang=java :
 * CellKey cell = new CellKey("freshet-virtual", "sleep", 1, 1_000);
 * Trial trial = new Trial(cell, 0, Duration.ofMillis(600), Map.of());
 * switch (ChildJvm.run(trial, List.of("-XX:+UseSerialGC"), Duration.ofSeconds(30))) {
 *   case TrialOutcome.Measured(var measurement) -> print(measurement);
 *   case TrialOutcome.Failed(var reason, var detail) -> print(reason + ": " + detail);
 * }
 * }
 *
 * <p>The JVM that measures is the one that this program runs on, with the same module path. It is
 * killed when its time is up, when the calling thread is interrupted, and when this program ends,
 * however that happens. Its files lie in a folder that only this user can read and that is gone
 * when the call returns.
 *
 * <p>Thread-safe: no state. Two trials at once disturb each other's figures.
 */
public final class ChildJvm {
  /** Where the collector of the measuring JVM logs, as the probe finds it. */
  static final String GC_LOG = "freshet.lab.gc-log";

  private static final String OUTPUT = "output.txt";

  /** The shells' way to say that a signal ended a process. */
  private static final int SIGNAL = 128;

  private ChildJvm() {}

  /**
   * Runs the trial and waits for its end.
   *
   * @param trial what to measure
   * @param extraFlags options of the JVM besides those of the workload, behind which they come
   * @param patience how long it may take, start of the JVM included
   * @return the figures, or why there are none
   * @throws IOException if the JVM cannot be started or its files not be written
   * @throws InterruptedException if the calling thread is interrupted; the JVM is killed
   * @throws IllegalArgumentException if there is no such workload
   */
  public static TrialOutcome run(Trial trial, List<String> extraFlags, Duration patience)
      throws IOException, InterruptedException {
    return run(trial, extraFlags, patience, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** The same with its files below that folder. */
  static TrialOutcome run(Trial trial, List<String> extraFlags, Duration patience, Path below)
      throws IOException, InterruptedException {
    String name = trial.cell().workload();
    Workload workload =
        Workloads.named(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "workload: " + name + "; allowed is one of " + Workloads.names()));
    Path folder = Files.createTempDirectory(below, "freshet-lab-");
    Thread removal = new Thread(() -> delete(folder), "freshet-lab-removal");
    Runtime.getRuntime().addShutdownHook(removal);
    try {
      Wire.write(folder.resolve(Child.TRIAL), trial);
      List<String> flags = new ArrayList<>(workload.jvmFlags());
      flags.addAll(extraFlags);
      return run(command(folder, flags), folder, patience);
    } finally {
      delete(folder);
      unhook(removal);
    }
  }

  private static TrialOutcome run(List<String> command, Path folder, Duration patience)
      throws IOException, InterruptedException {
    Path output = folder.resolve(OUTPUT);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Thread end = new Thread(process::destroyForcibly, "freshet-lab-end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Failed(Reason.HUNG, "killed after " + seconds(patience));
      }
      return outcome(process.exitValue(), folder, lastLine(output));
    } finally {
      process.destroyForcibly().onExit().join();
      unhook(end);
    }
  }

  private static TrialOutcome outcome(int status, Path folder, String line) throws IOException {
    return switch (status) {
      case 0 -> new Measured(Wire.read(folder.resolve(Child.MEASUREMENT), Measurement.class));
      case Child.OUT_OF_MEMORY -> new Failed(Reason.OUT_OF_MEMORY, line);
      case Child.WRONG_RESULT -> new Failed(Reason.WRONG_RESULT, line);
      default ->
          new Failed(
              Reason.CRASHED,
              (status > SIGNAL ? "killed by signal " + (status - SIGNAL) : "exit status " + status)
                  + (line.isEmpty() ? "" : ": " + line));
    };
  }

  private static List<String> command(Path folder, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Before the others, which may ask for more.
    command.add("-Xmx2g");
    command.addAll(flags);
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            // No file in /tmp to map, to write to in each pause, and to leave behind.
            "-XX:-UsePerfData",
            "-XX:ErrorFile=" + folder.resolve("crash.log"),
            "-Xlog:gc,gc+phases:file=" + folder.resolve("gc.log") + ":timenanos:filecount=0",
            "-D" + GC_LOG + "=" + folder.resolve("gc.log"),
            "--enable-native-access=dev.freshet.host",
            "--module-path",
            modulePath(),
            "--module",
            "dev.freshet.lab/" + Child.class.getName(),
            folder.toString()));
    return command;
  }

  private static String modulePath() {
    String path = System.getProperty("jdk.module.path");
    if (path == null) {
      throw new IllegalStateException("the lab must be started from the module path");
    }
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The last line with something in it; the JVM and the program put the reason there. */
  private static String lastLine(Path output) throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    return text.lines().map(String::strip).filter(l -> !l.isEmpty()).reduce("", (_, last) -> last);
  }

  private static String seconds(Duration patience) {
    return patience.toMillis() / 1000.0 + " s";
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hooks run already, this one among them.
    }
  }

  /** Twice is no error, and neither is a file that somebody else removed first. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException gone) {
      // nothing left to delete, or nothing that can be
    }
  }
}
