package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.causes;
import static dev.freshet.doctor.cause.Scene.decide;
import static dev.freshet.doctor.cause.Scene.during;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.cause.Extra.Numa;
import dev.freshet.doctor.cause.Extra.Squeeze;
import dev.freshet.doctor.window.JvmEvent.Io;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The disk, and what only a probe or a counter outside the windows tells. */
class DiskAndProbesTest {
  private static Scene io(Scene s, double ms, String kind, String path) {
    return s.event(
        new Io(s.startMs() + 10, ms, kind, path, "worker-1", List.of("shop.Journal.sync:77")));
  }

  @Test
  void namesTheFileAndTheMethodThatForcesIt() {
    Consumer<Scene> force =
        s -> io(s.blockedInKernel(Scene.WORKER, 0.5).pressureIo(450), 420, "force", "/data/j.log");
    Verdict verdict = decide(during(5, force)).verdicts().getFirst();
    assertThat(verdict.cause()).isEqualTo(Cause.DISK);
    assertThat(verdict.headline())
        .isEqualTo("force of /data/j.log in shop.Journal.sync:77 waits for the disk");
    assertThat(verdict.confidence()).isEqualTo(1);
    assertThat(causes(during(2, force))).isEmpty();
  }

  @Test
  void seesSmallWritesOnlyInTheStateOfTheThread() {
    assertThat(causes(s -> s.blockedInKernel(Scene.WORKER, 0.3))).containsExactly(Cause.DISK);
    assertThat(causes(s -> s.blockedInKernel(Scene.WORKER, 0.19))).isEmpty();
  }

  @Test
  void doesNotTakeASlowSocketForTheDisk() {
    assertThat(causes(s -> io(s, 900, "read", "db.example:5432"))).isEmpty();
  }

  private static List<Cause> with(@Nullable Numa numa, @Nullable Squeeze squeeze) {
    return Decision.of(Scene.target(), during(0, s -> {}), new Extra(numa, squeeze, true, true))
        .verdicts()
        .stream()
        .map(Verdict::cause)
        .toList();
  }

  @Test
  void namesFalseSharingOnlyByItsProbe() {
    assertThat(with(null, new Squeeze("shop.Counters", 48, 215)))
        .containsExactly(Cause.FALSE_SHARING);
    assertThat(with(null, new Squeeze("shop.Counters", 444, 226))).isEmpty();
    assertThat(with(null, null)).isEmpty();
  }

  @Test
  void namesRemoteMemoryOnlyOnSeveralNodes() {
    assertThat(with(new Numa(700, 300, 2, "numa_maps"), null)).containsExactly(Cause.NUMA);
    assertThat(with(new Numa(810, 190, 2, "numa_maps"), null)).isEmpty();
    assertThat(with(new Numa(0, 300, 1, "numa_maps"), null)).isEmpty();
  }
}
