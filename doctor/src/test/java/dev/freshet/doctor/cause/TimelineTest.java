package dev.freshet.doctor.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events that cross the edges of windows. */
class TimelineTest {
  @Test
  void givesEachWindowItsPartOfAnEventReportedAtItsEnd() {
    List<Window> seen =
        Scene.windows(
            4,
            s -> {
              if (s.index() == 2) {
                s.event(new Pause(500, 1700, true, "G1 Full", "G1 Compaction Pause", 1));
              }
            });
    assertThat(Timeline.spread(seen).stream().map(Pauses::totalMs))
        .containsExactly(500.0, 1000.0, 200.0, 0.0);
  }

  @Test
  void takesThePeriodThatTheGroupCountsLateForThrottling() {
    Window late =
        Scene.windows(1, s -> s.group("/sys/fs/cgroup/a", 0.3, 6, 620).carriers(80, 715))
            .getFirst();
    assertThat(Use.contendedMs(late)).isZero();
  }
}
