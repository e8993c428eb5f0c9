package dev.freshet.doctor.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.doctor.tune.TuneDecision.Action;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tuner on JVMs that know nothing of it. Time limits are safety nets, not expectations. */
@Tag("deep") // measures what other programs on the machine disturb
final class TunerTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int CPUS = Runtime.getRuntime().availableProcessors();
  private static final String AS_CPUS =
      "-Djdk.virtualThreadScheduler.parallelism=" + Math.max(TuneLaw.FLOOR, CPUS);

  /** Runs a tuner until a decision is met. */
  private static List<TuneDecision> until(
      Foreign jvm, boolean apply, Predicate<List<TuneDecision>> enough) throws Exception {
    List<TuneDecision> decisions = new CopyOnWriteArrayList<>();
    CountDownLatch met = new CountDownLatch(1);
    Tuner.Builder builder =
        Tuner.of(JvmScheduler.of(jvm.pid()))
            .apply(apply)
            .listener(
                decision -> {
                  decisions.add(decision);
                  if (enough.test(decisions)) {
                    met.countDown();
                  }
                });
    try (Tuner tuner = builder.start()) {
      assertThat(tuner.workUnit()).startsWith("mounts of virtual threads");
      assertThat(met.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("%s", decisions).isTrue();
    }
    return decisions;
  }

  private static boolean last(List<TuneDecision> decisions, Action action) {
    return decisions.getLast().action() == action;
  }

  private static int parallelism(Foreign jvm) {
    try (JvmScheduler scheduler = JvmScheduler.of(jvm.pid())) {
      return scheduler.initial();
    }
  }

  @Test
  void moreCarriersAreAdvisedWhereTwoBlockAndNothingIsSet() throws Exception {
    try (Foreign jvm = Foreign.start("blocked", "-Djdk.virtualThreadScheduler.parallelism=2")) {
      List<TuneDecision> decisions = until(jvm, false, seen -> last(seen, Action.RAISE));

      TuneDecision raise = decisions.getLast();
      assertThat(raise.from()).isEqualTo(2);
      assertThat(raise.to()).isBetween(3, CPUS + 2);
      assertThat(raise.blocked()).isGreaterThan(1);
      assertThat(parallelism(jvm)).isEqualTo(2);
    }
  }

  @Test
  void whenAppliedTheQueueEndsAndItIsTakenBackAtTheEnd() throws Exception {
    try (Foreign jvm = Foreign.start("blocked", "-Djdk.virtualThreadScheduler.parallelism=2")) {
      List<TuneDecision> decisions =
          until(
              jvm,
              true,
              seen ->
                  seen.stream().anyMatch(decision -> decision.action() == Action.KEEP)
                      && last(seen, Action.HOLD));

      Reading before =
          decisions.stream().filter(TuneDecision::moves).findFirst().orElseThrow().reading();
      Reading after = decisions.getLast().reading();
      assertThat(decisions.getLast().from()).isBetween(3, CPUS + 2);
      assertThat(after.queued()).isLessThan(0.5 * before.queued());
      assertThat(after.work()).isGreaterThan(before.work());
      assertThat(parallelism(jvm)).isEqualTo(2);
    }
  }

  @Test
  void aProgramThatOnlyComputesIsLeftAsItIs() throws Exception {
    try (Foreign jvm = Foreign.start("cpu", AS_CPUS)) {
      List<TuneDecision> decisions = until(jvm, true, seen -> seen.size() == 8);

      assertThat(decisions).noneMatch(decision -> decision.action() == Action.RAISE);
    }
  }

  @Test
  void itSaysSoWhenTheJvmEndsMeanwhile() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Foreign jvm = Foreign.start("cpu");
        Tuner tuner =
            Tuner.of(JvmScheduler.of(jvm.pid()))
                .tick(Duration.ofMillis(100))
                .listener(decision -> seen.countDown())
                .start()) {
      assertThat(seen.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      jvm.kill();

      assertThatThrownBy(() -> tuner.await(LIMIT))
          .isInstanceOf(TuneException.class)
          .hasMessage("process " + jvm.pid() + " ended");
    }
  }

  @Test
  void inItsOwnJvmItCountsWhatTheProgramCounts() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Tuner tuner =
        Tuner.of(JvmScheduler.ofThisJvm())
            .tick(Duration.ofMillis(100))
            .work(System::nanoTime)
            .listener(
                decision -> {
                  if (decision.reading().work() > 0) {
                    seen.countDown();
                  }
                })
            .start()) {
      assertThat(tuner.workUnit()).isEqualTo("the program's own count");
      assertThat(seen.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aTickThatIsTooShortForItsTenReadingsIsRefused() {
    try (JvmScheduler scheduler = JvmScheduler.ofThisJvm()) {
      assertThatThrownBy(() -> Tuner.of(scheduler).tick(Duration.ofMillis(99)))
          .hasMessage("tick 'PT0.099S': must be at least 100 ms");
    }
  }
}
