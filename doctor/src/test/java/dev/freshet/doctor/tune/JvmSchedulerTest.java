package dev.freshet.doctor.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.doctor.tune.JvmScheduler.Change;
import dev.freshet.doctor.tune.JvmScheduler.Effect;
import dev.freshet.doctor.tune.TuneException.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Setting the carriers of this JVM, and of one that knows nothing of it. */
final class JvmSchedulerTest {
  private static final String TWO = "-Djdk.virtualThreadScheduler.parallelism=2";

  /**
   * The threads of this load never let their carriers go, and the submission queue is backed up.
   */
  @Test
  void aRaiseTakesEffectUnderLoadAndIsTakenBackOnClose() throws Exception {
    try (Foreign jvm = Foreign.start("spin", TWO)) {
      try (JvmScheduler scheduler = JvmScheduler.of(jvm.pid())) {
        assertThat(scheduler.gauges().mounted()).isEqualTo(2);
        assertThat(scheduler.gauges().queued()).isPositive();

        Change change = scheduler.set(3);

        assertThat(change.from()).isEqualTo(2);
        assertThat(change.effect()).isEqualTo(Effect.SEEN);
        assertThat(change.gauges().mounted()).isEqualTo(3);
        assertThat(change.gauges().poolSize()).isEqualTo(3);
        assertThat(change.callMicros()).isPositive();
      }
      try (JvmScheduler again = JvmScheduler.of(jvm.pid())) {
        assertThat(again.initial()).isEqualTo(2);
      }
    }
  }

  @Test
  void whatIsKeptStays() throws Exception {
    try (Foreign jvm = Foreign.start("cpu", TWO)) {
      try (JvmScheduler scheduler = JvmScheduler.of(jvm.pid())) {
        assertThat(scheduler.set(4).to()).isEqualTo(4);
        scheduler.keep();
      }
      try (JvmScheduler again = JvmScheduler.of(jvm.pid())) {
        assertThat(again.initial()).isEqualTo(4);
      }
    }
  }

  @Test
  void whatSomebodyElseSetMeanwhileIsLeftAlone() throws Exception {
    try (Foreign jvm = Foreign.start("cpu", TWO);
        JvmScheduler other = JvmScheduler.of(jvm.pid())) {
      try (JvmScheduler scheduler = JvmScheduler.of(jvm.pid())) {
        assertThat(scheduler.set(3).to()).isEqualTo(3);
        assertThat(other.set(5).to()).isEqualTo(5);
      }
      assertThat(other.gauges().parallelism()).isEqualTo(5);
    }
  }

  @Test
  void thisJvmIsSetTheSameWay() {
    int before;
    try (JvmScheduler scheduler = JvmScheduler.ofThisJvm()) {
      before = scheduler.initial();
      assertThat(scheduler.set(before + 3).gauges().parallelism()).isEqualTo(before + 3);
    }
    try (JvmScheduler scheduler = JvmScheduler.of(ProcessHandle.current().pid())) {
      assertThat(scheduler.gauges().parallelism()).isEqualTo(before);
    }
  }

  @Test
  void lessThanTheFloorAndMoreThanTheJvmMakesIsRefused() {
    try (JvmScheduler scheduler = JvmScheduler.ofThisJvm()) {
      for (int wrong : new int[] {0, 1, 257}) {
        assertThatThrownBy(() -> scheduler.set(wrong))
            .isInstanceOf(TuneException.class)
            .hasMessage("parallelism " + wrong + ": must be a whole number from 2 to 256");
      }
      assertThat(scheduler.gauges().parallelism()).isEqualTo(scheduler.initial());
    }
  }

  private static Kind refusal(long pid) {
    try (JvmScheduler scheduler = JvmScheduler.of(pid)) {
      throw new AssertionError("process " + scheduler.pid() + " was let in");
    } catch (TuneException refused) {
      assertThat(refused.getMessage()).hasLineCount(1).contains(Long.toString(pid));
      return refused.kind();
    }
  }

  @Test
  void aProgramThatIsNoJvmIsNotAttachedTo() throws Exception {
    Process cat = new ProcessBuilder("cat").start();
    try {
      assertThat(refusal(cat.pid())).isEqualTo(Kind.NO_JVM);
      // SIGQUIT, with which attaching begins, would have ended it.
      assertThat(cat.isAlive()).isTrue();
    } finally {
      cat.destroyForcibly();
      assertThat(cat.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(refusal(cat.pid())).isEqualTo(Kind.NO_JVM);
  }

  @Test
  void aJvmThatDoesNotWantToBeAttachedToIsNamed() throws Exception {
    try (Foreign jvm = Foreign.start("cpu", "-XX:+DisableAttachMechanism")) {
      assertThat(refusal(jvm.pid())).isEqualTo(Kind.REFUSED);
    }
  }

  @Test
  void aJvmThatEndsMeanwhileIsNamed() throws Exception {
    try (Foreign jvm = Foreign.start("cpu", TWO);
        JvmScheduler scheduler = JvmScheduler.of(jvm.pid())) {
      jvm.kill();

      assertThatThrownBy(scheduler::gauges)
          .isInstanceOf(TuneException.class)
          .hasMessage("process " + jvm.pid() + " ended")
          .extracting(refused -> ((TuneException) refused).kind())
          .isEqualTo(Kind.GONE);
    }
  }
}
