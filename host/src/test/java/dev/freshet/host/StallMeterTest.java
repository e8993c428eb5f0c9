package dev.freshet.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.host.StallMeter.Stall;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wake-ups are played by hand, so that time is exact. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class StallMeterTest {
  private static final long MS = 1_000_000;

  /** An hour ahead: no stall is going on while the test asks. */
  private final long base = System.nanoTime() + TimeUnit.HOURS.toNanos(1);

  private final StallMeter meter = StallMeter.unstarted(base);

  @Test
  void ordinaryLatenessIsNoStall() {
    meter.awake(base + 5 * MS);

    assertThat(meter.stalls()).isEmpty();
    assertThat(meter.longestNanos()).isZero();
  }

  @Test
  void aStallReachesFromThePlannedWakeUpToTheActualOne() {
    meter.awake(base + 40 * MS);
    meter.awake(base + 41 * MS);
    meter.awake(base + 42 * MS + 7 * MS);

    assertThat(meter.stalls())
        .containsExactly(
            new Stall(base, base + 40 * MS), new Stall(base + 42 * MS, base + 49 * MS));
    assertThat(meter.longestNanos()).isEqualTo(40 * MS);
  }

  @Test
  void onlyStallsThatTouchTheWindowCount() {
    meter.awake(base + 40 * MS);
    meter.awake(base + 41 * MS + 9 * MS);

    assertThat(meter.longestOverlappingNanos(base + 39 * MS, base + 45 * MS)).isEqualTo(40 * MS);
    assertThat(meter.longestOverlappingNanos(base + 42 * MS, base + 60 * MS)).isEqualTo(9 * MS);
    assertThat(meter.longestOverlappingNanos(base + 51 * MS, base + 60 * MS)).isZero();
    assertThat(meter.longestOverlappingNanos(base - 9 * MS, base - MS)).isZero();
  }

  @Test
  void aStallThatIsGoingOnIsSeen() {
    long now = System.nanoTime();
    StallMeter stuck = StallMeter.unstarted(now - 300 * MS);

    assertThat(stuck.longestOverlappingNanos(now - MS, now)).isGreaterThanOrEqualTo(300 * MS);
    assertThat(stuck.longestNanos()).isGreaterThanOrEqualTo(300 * MS);
  }

  @Test
  void closingKeepsTheStallThatIsGoingOn() {
    long now = System.nanoTime();
    StallMeter stuck = StallMeter.unstarted(now - 300 * MS);
    stuck.close();
    stuck.close();

    assertThat(stuck.stalls()).hasSize(1);
    assertThat(stuck.stalls().getFirst().nanos()).isGreaterThanOrEqualTo(300 * MS);
  }

  @Test
  void theLatestStallsAreKeptAndTheLongestIsNeverForgotten() {
    long at = base + 90 * MS;
    meter.awake(at);
    for (int i = 0; i < 60_000; i++) {
      at += 7 * MS;
      meter.awake(at);
    }

    assertThat(meter.stalls()).hasSize(60_000);
    assertThat(meter.stalls().getFirst().nanos()).isEqualTo(6 * MS);
    assertThat(meter.longestNanos()).isEqualTo(90 * MS);
  }

  @Test
  void theThreadStartsAndStops() {
    StallMeter started = StallMeter.start();
    started.close();

    assertThat(started.longestNanos()).isNotNegative();
  }
}
