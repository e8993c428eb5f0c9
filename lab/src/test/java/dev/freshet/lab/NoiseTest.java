package dev.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NoiseTest {
  @Test
  void aQuietMachineComplainsAboutNothing() {
    assertThat(Samples.QUIET.tooLoud()).isFalse();
    assertThat(new Noise(2, 10, 1_000).complaints()).as("the limits themselves").isEmpty();
  }

  @Test
  void whatIsNotKnownIsNotHeldAgainstTheMachine() {
    assertThat(new Noise(Double.NaN, Double.NaN, Double.NaN).tooLoud()).isFalse();
  }

  @Test
  void eachKindOfNoiseIsNamedWithItsLimit() {
    assertThat(new Noise(2.5, 40, 1_500).complaints())
        .containsExactly(
            "the hypervisor withholds 2.5 % (at most 2)",
            "other processes take 40.0 % (at most 10)",
            "timers are late by 1500.0 us (at most 1000)");
  }

  @Test
  void noiseDuringTheRunsCountsAsWell() {
    Round loud = new Round(1, 1, 0, 35, Samples.measurement(1), null);
    Cell cell = new Cell(new CellKey("a", "noop", 1, 2), false, List.of(loud));

    assertThat(Samples.result(Samples.QUIET, cell).loudness())
        .containsExactly("during the runs other processes take 35.0 % (at most 10)");
  }
}
