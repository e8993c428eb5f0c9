package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockAnchorTest {
  @Test
  void theAnchorLiesBetweenReadingsAroundIt() {
    long before = System.nanoTime();
    Instant wallBefore = Instant.now();
    ClockAnchor anchor = ClockAnchor.take();
    Instant wallAfter = Instant.now();
    long after = System.nanoTime();

    assertThat(anchor.nanoTime()).isBetween(before, after);
    assertThat(anchor.epochNanos()).isBetween(nanos(wallBefore), nanos(wallAfter));
    assertThat(anchor.errorNanos()).isPositive();
  }

  @Test
  void conversionsInvertEachOther() {
    ClockAnchor anchor = new ClockAnchor(1_790_000_000_000_000_000L, -5_000, 40);

    assertThat(anchor.toNanoTime(1_790_000_000_000_000_300L)).isEqualTo(-4_700);
    assertThat(anchor.toEpochNanos(-4_700)).isEqualTo(1_790_000_000_000_000_300L);
  }

  @Test
  void conversionsSurviveTheWrapOfTheMonotonicClock() {
    ClockAnchor anchor = new ClockAnchor(1_000, Long.MAX_VALUE - 10, 40);

    long wrapped = anchor.toNanoTime(1_020);

    assertThat(wrapped).isEqualTo(Long.MIN_VALUE + 9);
    assertThat(anchor.toEpochNanos(wrapped)).isEqualTo(1_020);
  }

  @Test
  void driftIsWhatTheWallClockGained() {
    ClockAnchor early = new ClockAnchor(1_000_000, 0, 40);
    ClockAnchor stepped = new ClockAnchor(1_000_000 + 100 + 7_000, 100, 40);

    assertThat(early.driftNanos(stepped)).isEqualTo(7_000);
    assertThat(stepped.driftNanos(early)).isEqualTo(-7_000);
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
  }
}
