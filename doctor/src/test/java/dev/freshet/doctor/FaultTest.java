package dev.freshet.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.look.Examination;
import dev.freshet.doctor.look.LookOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Faults planted in foreign JVMs are named with the thing at fault; healthy ones are left alone.
 */
@Tag("deep") // measures what other programs on the machine disturb
final class FaultTest {
  /** What the machine around the test does may be found too, and is no fault of the program. */
  private static final Set<Cause> AROUND = EnumSet.of(Cause.RUN_QUEUE, Cause.STEAL);

  private static final List<String> NATIVE = List.of("--enable-native-access=ALL-UNNAMED");

  private static List<Verdict> verdicts(Diagnosis diagnosis) {
    return diagnosis.verdicts().stream().filter(v -> !AROUND.contains(v.cause())).toList();
  }

  /**
   * The fault is the first finding that the program is to blame for. Where the machine around is so
   * busy that it comes first, the fault may stand under it as what follows.
   */
  private static void assertNamed(Diagnosis diagnosis, Cause cause, String name) {
    List<Verdict> own = verdicts(diagnosis);
    if (own.isEmpty()) {
      assertThat(diagnosis.verdicts())
          .as("%s", diagnosis)
          .flatExtracting(Verdict::evidence)
          .anySatisfy(
              evidence -> {
                assertThat(evidence.counter()).startsWith("follows from it: " + cause.id() + " ");
                assertThat(evidence.after()).contains(name);
              });
    } else {
      assertThat(own.getFirst().cause()).as("%s", diagnosis).isEqualTo(cause);
      assertThat(own.getFirst().headline()).contains(name);
    }
  }

  private static Diagnosis look(Foreign jvm) {
    return Doctor.look(jvm.pid(), Duration.ofSeconds(8));
  }

  @Test
  void aHotMonitorOfVirtualThreadsIsNamed() {
    try (Foreign jvm = Foreign.start(List.of(), List.of(), "HotMonitor")) {
      Diagnosis diagnosis = look(jvm);

      assertNamed(diagnosis, Cause.LOCK, "HotMonitor$Ledger");
      assertThat(diagnosis.ownCpuPercent()).isPositive();
      assertThat(diagnosis.leftBehind()).contains("management agent");
    }
  }

  @Test
  void nativeCodeThatBlocksCarriersIsNamedWithoutJmx() {
    try (Foreign jvm = Foreign.start(List.of(), NATIVE, "NativeBlock")) {
      Examination examination =
          Doctor.examine(jvm.pid(), new LookOptions(Duration.ofSeconds(8), true, false));
      Diagnosis diagnosis = examination.diagnosis();

      assertNamed(diagnosis, Cause.NATIVE_BLOCK, "NativeBlock.callNative");
      assertThat(diagnosis.leftBehind()).isEmpty();
      assertThat(examination.windows()).hasSize(8);
    }
  }

  @Test
  void pinsByUpcallAreNamed() {
    try (Foreign jvm = Foreign.start(List.of(), NATIVE, "PinByUpcall")) {
      Diagnosis diagnosis = look(jvm);

      assertNamed(diagnosis, Cause.PINNED, "Work.rest");
    }
  }

  @Test
  void anIdleJvmIsHealthy() {
    try (Foreign jvm = Foreign.start(List.of(), List.of(), "Healthy")) {
      Diagnosis diagnosis = look(jvm);

      assertThat(verdicts(diagnosis)).as("%s", diagnosis).isEmpty();
      assertThat(diagnosis.windows().count()).isEqualTo(8);
    }
  }

  @Test
  void aBusyJvmIsHealthy() {
    try (Foreign jvm = Foreign.start(List.of(), List.of(), "Healthy", "busy")) {
      Diagnosis diagnosis = look(jvm);

      assertThat(verdicts(diagnosis)).as("%s", diagnosis).isEmpty();
    }
  }
}
