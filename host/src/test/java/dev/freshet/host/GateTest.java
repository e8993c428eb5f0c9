package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** What a gate promises whatever the machine does; how late it is, the README's figures show. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
final class GateTest {
  private static final Gate GATE = Gate.calibrate();

  @Test
  void theWindowIsTwiceTheWorstParkWithinItsBounds() {
    assertThat(Gate.windowFor(new GateError(200, 58, 300, 600, 600))).isEqualTo(1_200_000);
    assertThat(Gate.windowFor(new GateError(200, 58, 60, 61, 61))).isEqualTo(500_000);
    assertThat(Gate.windowFor(new GateError(200, 58, 9_000, 80_000, 80_000))).isEqualTo(5_000_000);
  }

  @Test
  void calibrationKeepsWhatItMeasured() {
    assertThat(GATE.parkOvershoot().rounds()).isEqualTo(200);
    assertThat(GATE.parkOvershoot().p50Us()).isPositive();
    assertThat(GATE.spinWindowNanos()).isEqualTo(Gate.windowFor(GATE.parkOvershoot()));
  }

  @Test
  void neverOpensEarly() {
    for (long ahead : new long[] {1, 1_000, 400_000, 700_000, 6_000_000}) {
      long deadline = System.nanoTime() + ahead;
      long exit = GATE.await(deadline);
      assertThat(exit - deadline).isNotNegative();
      assertThat(System.nanoTime() - exit).isNotNegative();
    }
  }

  @Test
  void opensAtOnceWhenTheDeadlineHasPassed() {
    long now = System.nanoTime();

    for (long deadline : new long[] {now, now - 1, now - TimeUnit.DAYS.toNanos(1)}) {
      assertThat(GATE.await(deadline) - now).isNotNegative();
    }
  }

  @Test
  void aDeadlineThatWrappedCountsAsPassed() {
    long now = System.nanoTime();
    // A little less than half the range of a long behind, which no subtraction may turn around.
    long wrapped = now + Long.MIN_VALUE + TimeUnit.DAYS.toNanos(1);

    assertThat(GATE.await(wrapped) - now).isNotNegative();
  }

  @Test
  void aDeadlineOfAnotherClockIsRefused() {
    long farAway = System.nanoTime() + TimeUnit.DAYS.toNanos(400);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> GATE.await(farAway))
        .withMessageEndingWith("over 366 days");
  }

  @Test
  void anInterruptNeitherOpensTheGateNorGetsLost() {
    Thread.currentThread().interrupt();
    long deadline = System.nanoTime() + 3_000_000;
    long exit = GATE.await(deadline);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(exit - deadline).isNotNegative();
  }

  @Test
  void rehearsalCountsItsRounds() {
    GateError error = GATE.rehearse(20);

    assertThat(error.rounds()).isEqualTo(20);
    assertThat(error.p50Us()).isBetween(0.0, error.maxUs());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GATE.rehearse(0))
        .withMessage("rounds must be at least 1, not 0");
  }
}
