package dev.freshet.lab.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class OpenLoadTest {
  @Test
  void arrivalsFollowTheRate() {
    long[] instants = OpenLoad.arrivals(2, t -> t < 1 ? 4 : 10);

    assertThat(instants).hasSize(14).isSorted().startsWith(0, 250_000_000, 500_000_000);
    assertThat(instants[5] - instants[4]).isEqualTo(100_000_000);
  }
}
