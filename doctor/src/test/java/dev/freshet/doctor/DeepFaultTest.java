package dev.freshet.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole set of faults: each is the first finding, with the thing at fault in its headline. */
@Tag("deep")
final class DeepFaultTest {
  @TempDir Path folder;

  /**
   * A fault.
   *
   * @param program in {@code fault}
   * @param cause what is to be named first
   * @param names what the headline must hold
   * @param before words before {@code java}
   * @param jvm options of the JVM
   * @param arguments of the program
   */
  record Fault(
      String program,
      Cause cause,
      String names,
      List<String> before,
      List<String> jvm,
      List<String> arguments) {
    @Override
    public String toString() {
      return program + " " + arguments;
    }
  }

  private static Fault fault(
      String program, Cause cause, String names, String before, String jvm, String arguments) {
    return new Fault(program, cause, names, words(before), words(jvm), words(arguments));
  }

  private static List<String> words(String line) {
    return line.isEmpty() ? List.of() : Arrays.asList(line.split(" ", -1));
  }

  static Stream<Fault> faults() {
    String one = "-Djdk.virtualThreadScheduler.parallelism=1";
    String access = "--enable-native-access=ALL-UNNAMED";
    int cpus = Runtime.getRuntime().availableProcessors();
    return Stream.of(
        fault("SpinningTask", Cause.PARALLELISM, "1 carrier", "", one, ""),
        fault("NativeBlock", Cause.NATIVE_BLOCK, "callNative", "", access, ""),
        fault("PinByUpcall", Cause.PINNED, "pinned", "", access, ""),
        fault("CpuHogs", Cause.CPU_HOG, "Work.compute", "", "", ""),
        fault("HotMonitor", Cause.LOCK, "Ledger", "", "", ""),
        fault("HotMonitor", Cause.LOCK, "Ledger", "", "", "platform"),
        fault("HotLock", Cause.LOCK, "ReentrantLock", "", "", ""),
        fault("HotLock", Cause.LOCK, "ReentrantLock", "", "", "platform"),
        fault("AllocationStorm", Cause.ALLOCATION, "allocate", "", "-Xmx64m", ""),
        fault("ThreadLeak", Cause.LEAK, "waitForEver", "", "", ""),
        fault("Spinners", Cause.RUN_QUEUE, "spin", "", "", String.valueOf(3 * cpus)),
        fault("Spinners", Cause.AFFINITY, "CPU 0", "taskset -c 0", "", "3"),
        fault("SlowDisk", Cause.DISK, "SlowDisk", "", "", "FOLDER/records"),
        fault("PileUp", Cause.QUEUE, "carrier", "", "", ""));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isNamedFirst(Fault fault) {
    if (!fault.before.isEmpty()) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin/taskset"))
              && Runtime.getRuntime().availableProcessors() > 1,
          "needs taskset and two processors");
    }
    List<String> arguments = new ArrayList<>();
    fault.arguments.forEach(word -> arguments.add(word.replace("FOLDER", folder.toString())));
    try (Foreign jvm =
        Foreign.start(fault.before, fault.jvm, fault.program, arguments.toArray(String[]::new))) {
      Diagnosis diagnosis = Doctor.look(jvm.pid(), Duration.ofSeconds(15));

      assertThat(diagnosis.verdicts()).as("%s", diagnosis).isNotEmpty();
      assertThat(diagnosis.verdicts().getFirst().cause())
          .as("%s", diagnosis)
          .isEqualTo(fault.cause);
      assertThat(diagnosis.verdicts().getFirst().headline()).contains(fault.names);
    }
  }
}
