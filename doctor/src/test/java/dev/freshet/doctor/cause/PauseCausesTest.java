package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.causes;
import static dev.freshet.doctor.cause.Scene.decide;
import static dev.freshet.doctor.cause.Scene.during;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent.Allocation;
import dev.freshet.doctor.window.JvmEvent.Pause;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Pauses, what makes them and what makes them long. */
class PauseCausesTest {
  private static final String SITE = "shop.Cart.copy:31";

  private static Verdict first(Consumer<Scene> change) {
    return decide(during(5, change)).verdicts().getFirst();
  }

  private static Scene storm(Scene s, int collections, double ms) {
    for (int i = 0; i < collections; i++) {
      s.event(new Pause(s.startMs() + 40 * i, ms, true, "G1 Young", "G1 Evacuation Pause", 0.1));
    }
    return s.event(
        new Allocation(
            s.startMs(), "byte[]", 400 << 20, List.of("java.util.Arrays.copyOf:1", SITE)));
  }

  @Test
  void namesWhoAllocatesAndTheHeap() {
    Verdict verdict = first(s -> storm(s.gcThreads(150, 5), 20, 6));
    assertThat(verdict.cause()).isEqualTo(Cause.ALLOCATION);
    assertThat(verdict.headline())
        .startsWith("byte[] in " + SITE)
        .contains("400 MiB/s")
        .contains("512 MiB of heap")
        .contains("20 collections a second");
    assertThat(verdict.fix()).contains("-Xmx1024m");
    assertThat(verdict.undo()).isEqualTo("-Xmx512m");
    assertThat(causes(s -> storm(s.gcThreads(150, 5), 20, 6))).hasSize(1);
  }

  @Test
  void leavesCollectionsBelowTheThresholdAndInTwoWindows() {
    assertThat(causes(s -> storm(s, 20, 2.4))).isEmpty();
    assertThat(causes(during(2, s -> storm(s.gcThreads(150, 5), 20, 6)))).isEmpty();
  }

  @Test
  void namesAskedCollectionsAsPausesNotAsAllocation() {
    Verdict verdict = first(s -> s.pause(60, "System.gc()").event(pauseAt(s, 500, "System.gc()")));
    assertThat(verdict.cause()).isEqualTo(Cause.GC_PAUSE);
    Verdict named =
        first(s -> s.event(new Pause(s.startMs(), 80, true, "System.gc", "System.gc()", 0)));
    assertThat(named.fix()).isEqualTo("-XX:+DisableExplicitGC");
  }

  private static Pause pauseAt(Scene s, double at, String cause) {
    return new Pause(s.startMs() + at, 60, true, "Full", cause, 0);
  }

  @Test
  void namesAPauseThatAQuotaMakesLongByItsQuota() {
    Decision decision =
        decide(
            during(
                5,
                s ->
                    s.pause(180, "G1 Evacuation Pause")
                        .group("/sys/fs/cgroup/cpu/a", 0.2, 9, 700)
                        .gcThreads(30, 500)
                        .carriers(40, 700)));
    assertThat(decision.verdicts()).hasSize(1);
    Verdict verdict = decision.verdicts().getFirst();
    assertThat(verdict.cause()).isEqualTo(Cause.THROTTLED);
    assertThat(verdict.evidence())
        .anyMatch(e -> e.counter().contains("C9") && e.after().contains("throttled by a quota"));
  }

  @Test
  void joinsAPauseWithTheRunDelayOfTheCollector() {
    Verdict verdict = first(s -> s.pause(120, "G1 Evacuation Pause").gcThreads(30, 60));
    assertThat(verdict.cause()).isEqualTo(Cause.GC_PAUSE);
    assertThat(verdict.headline()).contains("the collector waits for a processor");
    assertThat(verdict.fix()).contains("-XX:ParallelGCThreads");
    Verdict alone = first(s -> s.pause(120, "G1 Evacuation Pause").gcThreads(60, 5));
    assertThat(alone.headline()).doesNotContain("the collector");
  }

  @Test
  void namesThreadsThatAreLateAtTheSafepoint() {
    Consumer<Scene> late = s -> s.event(new Pause(s.startMs(), 15, false, "ICBufferFull", "", 14));
    assertThat(first(late).headline()).contains("late at the safepoint");
    assertThat(causes(s -> s.event(new Pause(s.startMs(), 12, false, "ICBufferFull", "", 9))))
        .isEmpty();
  }

  @Test
  void doesNotBlameThePausesThatLookingItselfMakes() {
    assertThat(
            causes(
                s ->
                    s.event(new Pause(s.startMs(), 60, false, "ThreadDump", "", 12))
                        .event(new Pause(s.startMs() + 100, 90, false, "RedefineClasses", "", 0))
                        .event(
                            new Pause(s.startMs() + 200, 30, false, "JFRSafepointClear", "", 0))))
        .isEmpty();
  }

  @Test
  void reportsPreemptionOfTheCollector() {
    Verdict verdict =
        first(
            s ->
                s.pause(120, "G1 Evacuation Pause")
                    .put(
                        new ThreadUse(
                            41, "GC Thread#0", Role.GC, 30, 60, 100, 5, 80, 1, 0, List.of(0))));
    assertThat(verdict.evidence())
        .anyMatch(
            e -> e.counter().startsWith("involuntary switches of GC") && e.after().equals("90"));
  }
}
