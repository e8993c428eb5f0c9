package dev.freshet.core.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinGaugeTest {
  private final Waiter answered = Waiter.of(null, true).end(Waiter.DONE);
  private final Waiter unanswered = Waiter.of(null, true);

  /** Waits that end without a look, until the next one that looks. */
  private int skipped(SpinGauge gauge) {
    int count = 0;
    while (!gauge.spin(answered)) {
      count++;
    }
    return count;
  }

  @Test
  void looksLessOftenTheMoreItLooksInVain() {
    SpinGauge gauge = new SpinGauge(2, 1, 5);
    assertThat(gauge.spin(answered)).isTrue();
    assertThat(gauge.spin(answered)).isTrue();
    assertThat(gauge.spin(unanswered)).isFalse();
    assertThat(gauge.spin(answered)).as("pause 1").isFalse();
    assertThat(gauge.spin(unanswered)).isFalse();
    for (int i = 0; i < 3; i++) {
      assertThat(gauge.spin(answered)).as("pause 3").isFalse();
    }
    assertThat(gauge.spin(unanswered)).isFalse();
    assertThat(skipped(gauge)).as("longest pause").isEqualTo(5);
    assertThat(skipped(gauge)).isZero();
  }
}
