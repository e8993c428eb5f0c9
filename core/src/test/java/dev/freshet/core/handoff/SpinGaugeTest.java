package dev.freshet.core.handoff;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpinGaugeTest {
  /** Waits that end without a look, until the next one that looks. */
  private static int skipped(SpinGauge gauge) {
    int count = 0;
    while (gauge.looks() == 0) {
      count++;
    }
    return count;
  }

  @Test
  void theStrictWantsTwoOfThreeAnswered() {
    SpinGauge gauge = new SpinGauge(2, 1, 5, true);
    assertThat(gauge.looks()).as("a probe").isEqualTo(1);
    gauge.tell(true);
    assertThat(skipped(gauge)).isEqualTo(2);
    gauge.tell(true);
    assertThat(skipped(gauge)).isEqualTo(1);
    gauge.tell(true);
    assertThat(gauge.isHot()).isTrue();
    assertThat(gauge.looks()).as("hot").isEqualTo(2);
    gauge.tell(false);
    assertThat(gauge.isHot()).isFalse();
    assertThat(skipped(gauge)).isEqualTo(3);
    gauge.tell(false);
    assertThat(skipped(gauge)).as("longest pause").isEqualTo(5);
  }

  @Test
  void anotherIsHotAfterOneAnswer() {
    SpinGauge gauge = new SpinGauge(2, 1, 2, false);
    assertThat(gauge.looks()).as("a probe").isEqualTo(1);
    gauge.tell(true);
    assertThat(gauge.isHot()).isTrue();
    assertThat(gauge.looks()).as("hot").isEqualTo(2);
    gauge.tell(false);
    assertThat(skipped(gauge)).isEqualTo(1);
    gauge.tell(false);
    assertThat(skipped(gauge)).as("longest pause").isEqualTo(2);
  }
}
