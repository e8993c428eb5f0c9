package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class GateErrorTest {
  @Test
  void percentilesAreNearestRanksInMicroseconds() {
    long[] late = LongStream.rangeClosed(1, 1000).map(us -> (1001 - us) * 1_000).toArray();

    assertThat(GateError.of(late)).isEqualTo(new GateError(1000, 500, 990, 999, 1000));
  }

  @Test
  void oneRoundIsItsOwnEveryPercentile() {
    assertThat(GateError.of(new long[] {1_500})).isEqualTo(new GateError(1, 1.5, 1.5, 1.5, 1.5));
  }
}
