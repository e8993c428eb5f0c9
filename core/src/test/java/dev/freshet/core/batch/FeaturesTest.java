package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FeaturesTest {
  private static final long MS = 1_000_000;
  private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

  private final Features features = new Features(0);

  private BatchSample sample(long millis, boolean direct, int running) {
    assertThat(features.isDue(millis * MS)).isTrue();
    return Objects.requireNonNull(features.sample(millis * MS, direct, running));
  }

  @Test
  void isDueEach100MsAndForOneOnly() {
    assertThat(features.isDue(99 * MS)).isFalse();
    assertThat(features.isDue(100 * MS)).isTrue();
    assertThat(features.isDue(100 * MS)).isFalse();
    features.sample(100 * MS, true, 0);
    assertThat(features.isDue(199 * MS)).isFalse();
    assertThat(features.isDue(200 * MS)).isTrue();
  }

  @Test
  void aWindowInWhichNothingStartedGoesOn() {
    assertThat(features.isDue(100 * MS)).isTrue();
    assertThat(features.sample(100 * MS, true, 0)).isNull();
    features.started(10, 0);
    assertThat(sample(200, true, 0).throughput()).isEqualTo(50, EXACTLY);
  }

  @Test
  void depthOfDirectModeIsWaitsOverTime() {
    features.started(50, 50 * 20 * MS);
    BatchSample sample = sample(100, true, 4);
    assertThat(sample.depth()).isEqualTo(10, EXACTLY);
    assertThat(sample.queueDelay()).isEqualTo(Duration.ofMillis(20));
    assertThat(sample.throughput()).isEqualTo(500, EXACTLY);
  }

  @Test
  void depthOfBatchModeCountsRiders() {
    features.started(50, 50 * 20 * MS);
    sample(100, true, 4); // four calls at once in direct mode
    features.started(600, 600 * 5 * MS); // 30 wait
    features.ended(60, 50 * MS); // 30 ride, in one call half of the time
    assertThat(sample(200, false, 0).depth()).isEqualTo(30 + 30 - 4, EXACTLY);
  }

  @Test
  void moreCallsThanDirectModeHadAreCounted() {
    features.ended(60, 200 * MS);
    features.ended(60, 200 * MS);
    features.ended(60, 200 * MS);
    features.started(180, 0);
    assertThat(sample(100, false, 0).depth()).isEqualTo(3 * 2 * 60 - 6, EXACTLY);
  }

  @Test
  void depthIsNeverNegative() {
    features.started(50, 50 * 20 * MS);
    sample(100, true, 40);
    features.started(5, 0);
    features.ended(5, MS);
    assertThat(sample(200, false, 0).depth()).isZero();
  }

  @Test
  void whatRunsWithoutAQueueSaysNothingOfWhatCouldRun() {
    features.started(50, 50 * 20 * MS);
    sample(100, true, 40);
    features.started(50, 0);
    sample(200, true, 3);
    features.started(600, 600 * 10 * MS);
    assertThat(sample(300, false, 0).depth()).isEqualTo(60 - 40, EXACTLY);
  }

  @Test
  void sumsAreOfTheWindow() {
    features.started(50, 50 * 20 * MS);
    sample(100, true, 4);
    features.started(10, 10 * MS);
    BatchSample second = sample(200, true, 4);
    assertThat(second.depth()).isEqualTo(0.1, EXACTLY);
    assertThat(second.queueDelay()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void shareIsThatOfTheTopKey() {
    for (int i = 0; i < 100; i++) {
      features.arrived(i % 4 == 0 ? i : 7, i);
    }
    features.started(100, 0);
    assertThat(sample(100, true, 1).topShare()).isBetween(0.7, 0.76);
  }
}
