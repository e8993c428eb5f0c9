package dev.freshet.lab.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.freshet.lab.Measurement.Gc;
import dev.freshet.lab.Measurement.Pause;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With lines that HotSpot 25 wrote. */
final class GcLogTest {
  private static final long BEGIN = 1_930_000_000_000L;
  private static final long END = 1_931_000_000_000L;

  @Test
  void readsThePausesOfCollectorsThatStopTheProgram() {
    Gc gc =
        GcLog.pauses(
            List.of(
                "[1930312445907ns] GC(19) Pause Full (Allocation Failure) 52M->14M(61M) 14.169ms",
                "[1930316601771ns] GC(20) Pause Young (Normal) (G1 Evacuation Pause)"
                    + " 31M->26M(61M) 2.349ms",
                "[1930316601771ns] GC(20)   Pre Evacuate Collection Set: 0.102ms"),
            BEGIN,
            END);

    assertThat(gc.count()).isEqualTo(2);
    assertThat(gc.pauseMsTotal()).isCloseTo(16.518, within(1e-9));
    assertThat(gc.pauseMsMax()).isEqualTo(14.169);
    assertThat(gc.pauses().getFirst().atMs()).isCloseTo(298.276907, within(1e-6));
  }

  @Test
  void readsThePausesOfCollectorsThatWorkBesideIt() {
    Gc gc =
        GcLog.pauses(
            List.of(
                "[1930124610460ns] GC(23) Y: Pause Relocate Start 0.002ms",
                "[1930152247727ns] GC(23) O: Pause Mark End 0.023ms",
                "[1930437942408ns] GC(12) Pause Final Mark (unload classes) 0.036ms",
                "[1930442942408ns] GC(12) Concurrent Mark (unload classes) 8.036ms"),
            BEGIN,
            END);

    assertThat(gc.pauses()).extracting(Pause::ms).containsExactly(0.002, 0.023, 0.036);
  }

  @Test
  void leavesOutWhatLiesOutsideAndWhatTheLabAskedFor() {
    Gc gc =
        GcLog.pauses(
            List.of(
                "[1929999999999ns] GC(1) Pause Young (Allocation Failure) 31M->26M(61M) 2.349ms",
                "[1930328537385ns] GC(2) Pause Full (System.gc()) 35M->3M(61M) 10.792ms",
                "[1931100000000ns] GC(3) Pause Young (Allocation Failure) 31M->26M(61M) 2.349ms",
                "",
                "[1930100000000ns] Using Serial"),
            BEGIN,
            END);

    assertThat(gc).isEqualTo(new Gc(0, 0, 0, List.of()));
  }
}
