package dev.freshet.doctor.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.GroupUse;
import dev.freshet.doctor.window.Window.MachineUse;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.SchedulerUse;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceLineTest {
  private static ThreadUse carrier(int tid, double runMs, double waitMs) {
    return new ThreadUse(
        tid,
        "ForkJoinPool-1-worker-" + tid,
        Role.CARRIER,
        runMs,
        waitMs,
        9,
        1,
        2,
        3,
        0,
        List.of(0, 1));
  }

  private static Window window(boolean gauges) {
    return new Window(
        9,
        1000,
        List.of(carrier(1, 900, 200), carrier(2, 300, 200)),
        new MachineUse(2, 0, 0, 0, 0, 0),
        List.of(new GroupUse("/g", 1, 100, 10, 1, 100)),
        gauges ? new SchedulerUse(2, 3, 2, 17, 1) : null,
        List.of(),
        List.of(),
        null);
  }

  @Test
  void isOneLineOfShares() {
    assertThat(TraceLine.lines(window(true), false))
        .containsExactly(
            "VSCHED 1009ms: parallelism=2 pool=3 mounted=2.0 queued=17 oncpu=1.2 runqwait=0.4"
                + " blockedmounted=0.4 throttled=0.1 threads=2 imbalance=50%");
  }

  @Test
  void whatIsNotKnownIsAQuestionMark() {
    assertThat(TraceLine.lines(window(false), false).getFirst())
        .contains("parallelism=? pool=2 mounted=? queued=?", "blockedmounted=?");
  }

  @Test
  void eachCarrierHasALineIfAskedFor() {
    assertThat(TraceLine.lines(window(true), true))
        .hasSize(3)
        .element(1)
        .isEqualTo(
            "  carrier ForkJoinPool-1-worker-1 tid=1 run=0.90 wait=0.20 slices=9 preempted=2"
                + " moved=3 cpus=[0, 1]");
  }
}
