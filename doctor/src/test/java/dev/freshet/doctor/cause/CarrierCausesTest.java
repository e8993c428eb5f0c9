package dev.freshet.doctor.cause;

import static dev.freshet.doctor.cause.Scene.causes;
import static dev.freshet.doctor.cause.Scene.decide;
import static dev.freshet.doctor.cause.Scene.during;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Dump;
import dev.freshet.doctor.window.JvmEvent.CpuSample;
import dev.freshet.doctor.window.JvmEvent.Mount;
import dev.freshet.doctor.window.JvmEvent.Pin;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What keeps virtual threads from a carrier. */
class CarrierCausesTest {
  private static final List<String> SPIN = List.of("shop.Price.compute:42", "shop.Order.run:7");
  private static final List<String> NATIVE =
      List.of("jdk.internal.foreign.abi.NativeEntryPoint.call:1", "shop.Codec.encode:99");

  private static Verdict first(Consumer<Scene> change) {
    return decide(during(5, change)).verdicts().getFirst();
  }

  private static Scene mounts(Scene s, double ms, int each) {
    for (int i = 0; i < each; i++) {
      double at = s.startMs() + i * ms;
      s.event(new Mount(at, ms, Scene.CARRIER_1, "ForkJoinPool-1-worker-1", List.of()));
      s.event(new Mount(at, ms, Scene.CARRIER_2, "ForkJoinPool-1-worker-2", List.of()));
    }
    return s;
  }

  private static Scene samples(Scene s, int count, int threads) {
    for (int i = 0; i < count; i++) {
      s.event(new CpuSample(s.startMs() + 10 * i, "virtual-" + i % threads, true, SPIN));
    }
    return s;
  }

  private static Scene pins(Scene s, double ms, int count) {
    for (int i = 0; i < count; i++) {
      s.event(
          new Pin(
              s.startMs() + 10 * i,
              ms,
              "Thread.sleep",
              "Native or VM frame on stack",
              List.of("java.lang.Thread.sleep:1", "shop.Sorter.compare:12")));
    }
    return s;
  }

  @Test
  void namesParallelismOneWithATaskThatSpins() {
    Consumer<Scene> spin = s -> s.oneCarrier(970, 5).scheduler(1, 1, 4, 1);
    Verdict verdict = first(spin);
    assertThat(verdict.cause()).isEqualTo(Cause.PARALLELISM);
    assertThat(verdict.headline()).contains("is 1 while 2 CPUs");
    assertThat(verdict.fix()).startsWith("freshet tune 4711 --parallelism 2 --apply");
    assertThat(verdict.undo()).isEqualTo("freshet tune 4711 --parallelism 1 --apply");
    assertThat(causes(during(2, spin))).isEmpty();
    assertThat(causes(s -> s.oneCarrier(970, 5).scheduler(1, 1, 4, 0.8))).isEmpty();
  }

  @Test
  void givesOneVerdictForParallelismOneWithAHog() {
    Decision decision =
        decide(during(5, s -> samples(s.oneCarrier(970, 5).scheduler(1, 1, 4, 1), 50, 1)));
    assertThat(decision.verdicts()).hasSize(1);
    assertThat(decision.verdicts().getFirst().cause()).isEqualTo(Cause.PARALLELISM);
    assertThat(decision.verdicts().getFirst().evidence())
        .anyMatch(e -> e.counter().contains("C3") && e.after().contains("shop.Price.compute:42"));
  }

  @Test
  void doesNotAskForMoreCarriersThanTheQuotaFeeds() {
    assertThat(
            causes(
                s -> s.group("/sys/fs/cgroup/a", 1, 0, 0).oneCarrier(970, 5).scheduler(1, 1, 4, 1)))
        .isEmpty();
  }

  @Test
  void remarksThatParallelismIsOneWithoutCallingItAFault() {
    Decision decision = decide(during(10, s -> s.oneCarrier(100, 1).scheduler(1, 0.1, 0, 0)));
    assertThat(decision.verdicts()).isEmpty();
    Decision whole = decide(Scene.windows(10, s -> s.oneCarrier(100, 1).scheduler(1, 0.1, 0, 0)));
    assertThat(whole.verdicts()).isEmpty();
    assertThat(whole.remarks()).anyMatch(r -> r.startsWith("parallelism is 1"));
  }

  @Test
  void namesNativeCodeThatBlocksWithoutAnEvent() {
    Dump dump =
        new Dump(0, 10, 5, List.of(), List.of(new Dump.StackGroup(2, true, "RUNNABLE", NATIVE)));
    Consumer<Scene> block = s -> mounts(s.carriers(20, 5).scheduler(2, 2, 6, 1), 50, 19).dump(dump);
    Verdict verdict = first(block);
    assertThat(verdict.cause()).isEqualTo(Cause.NATIVE_BLOCK);
    assertThat(verdict.headline()).startsWith("shop.Codec.encode:99 blocks carriers in native");
    assertThat(verdict.fix()).contains("freshet tune 4711 --parallelism 4 --apply");
    assertThat(verdict.confidence()).isEqualTo(1);
    assertThat(causes(during(2, block))).isEmpty();
  }

  @Test
  void namesBlockedCarriersByTheSchedulerAloneButTrustsItLess() {
    Verdict verdict = first(s -> s.carriers(20, 5).scheduler(2, 2, 6, 1));
    assertThat(verdict.cause()).isEqualTo(Cause.NATIVE_BLOCK);
    assertThat(verdict.confidence()).isEqualTo(0.5);
  }

  @Test
  void findsNoBlockBelowTheThresholdsOrWithoutAQueue() {
    assertThat(causes(s -> s.carriers(720, 0).scheduler(2, 2, 6, 1))).as("28 %").isEmpty();
    assertThat(causes(s -> s.carriers(20, 5).scheduler(2, 2, 0, 0))).isEmpty();
    assertThat(causes(s -> mounts(s.carriers(20, 5).scheduler(2, 2, 0, 0.1), 50, 19))).isEmpty();
  }

  @Test
  void tellsAPinFromNativeCode() {
    Consumer<Scene> pin =
        s -> pins(mounts(s.carriers(20, 5).scheduler(2, 2, 6, 1), 50, 19), 50, 38);
    Verdict verdict = first(pin);
    assertThat(verdict.cause()).isEqualTo(Cause.PINNED);
    assertThat(verdict.headline())
        .startsWith("shop.Sorter.compare:12 waits while pinned")
        .contains("native or vm frame on stack");
    assertThat(causes(pin)).containsExactly(Cause.PINNED);
    assertThat(causes(during(2, pin))).isEmpty();
  }

  @Test
  void findsNoPinThatKeepsNobodyWaitingNorAFewOfThem() {
    assertThat(causes(s -> pins(s, 50, 10))).isEmpty();
    assertThat(causes(s -> pins(s.scheduler(2, 1, 1, 0.5), 50, 4))).as("10 % exactly").isEmpty();
    assertThat(causes(s -> pins(s.scheduler(2, 1, 1, 0.5), 50, 5))).containsExactly(Cause.PINNED);
  }

  @Test
  void namesAHogByLongMounts() {
    Consumer<Scene> hog = s -> mounts(s.carriers(960, 20).scheduler(2, 2, 1, 1), 60, 16);
    assertThat(causes(hog)).containsExactly(Cause.CPU_HOG);
    assertThat(causes(during(2, hog))).isEmpty();
  }

  @Test
  void namesAHogThatNeverEndsBySamples() {
    Verdict verdict = first(s -> samples(s.carriers(960, 20).scheduler(2, 2, 1, 1), 50, 2));
    assertThat(verdict.cause()).isEqualTo(Cause.CPU_HOG);
    assertThat(verdict.headline()).startsWith("shop.Price.compute:42 computes");
  }

  @Test
  void findsAHogWhoseMountsEndOnlyAfterSeveralWindows() {
    List<Cause> causes =
        causes(
            Scene.windows(
                10,
                s -> {
                  s.carriers(960, 20).scheduler(2, 2, 1, 1);
                  if (s.index() == 9) {
                    s.event(new Mount(0, 9900, Scene.CARRIER_1, "ForkJoinPool-1-worker-1", SPIN));
                    s.event(new Mount(0, 9900, Scene.CARRIER_2, "ForkJoinPool-1-worker-2", SPIN));
                  }
                }));
    assertThat(causes).containsExactly(Cause.CPU_HOG);
  }

  @Test
  void takesManyShortTasksForLoad() {
    Decision decision =
        decide(during(7, s -> samples(s.carriers(960, 20).scheduler(2, 2, 3, 1), 50, 40)));
    assertThat(decision.verdicts()).isEmpty();
    assertThat(decision.remarks()).anyMatch(r -> r.contains("this is load, not a fault"));
  }

  @Test
  void tellsAQueueThatGrowsFromOneThatStands() {
    Consumer<Scene> grows = s -> s.carriers(960, 20).scheduler(2, 2, 10 + 40 * s.index(), 1);
    List<Window> whole = Scene.windows(10, grows);
    assertThat(causes(whole)).containsExactly(Cause.QUEUE);
    assertThat(decide(whole).verdicts().getFirst().headline()).contains("grows by 40 a second");
    assertThat(causes(Scene.windows(5, grows))).as("too short to tell").isEmpty();
    assertThat(
            causes(
                Scene.windows(
                    10, s -> s.carriers(960, 20).scheduler(2, 2, 30 + s.index() * 7 % 5, 1))))
        .isEmpty();
  }

  @Test
  void tellsStarvationFromAQueueThatGrows() {
    List<Cause> causes =
        causes(Scene.windows(10, s -> s.carriers(20, 5).scheduler(2, 2, 10 + 40 * s.index(), 1)));
    assertThat(causes).containsExactly(Cause.NATIVE_BLOCK);
  }

  @Test
  void takesCarriersThatAreNotScheduledForWhatTheyAre() {
    assertThat(causes(s -> mounts(s.others(1000).carriers(350, 640).scheduler(2, 2, 6, 1), 50, 19)))
        .containsExactly(Cause.RUN_QUEUE);
    assertThat(
            causes(
                s ->
                    mounts(
                        s.group("/sys/fs/cgroup/a", 0.4, 10, 750)
                            .carriers(200, 780)
                            .scheduler(2, 2, 6, 1),
                        50,
                        19)))
        .containsExactly(Cause.THROTTLED);
  }
}
