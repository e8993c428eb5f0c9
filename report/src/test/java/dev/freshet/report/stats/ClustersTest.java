package dev.freshet.report.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClustersTest {
  @Test
  void independentExceedancesAreHardlyClustered() {
    SplittableRandom random = new SplittableRandom(8);
    int[] times = IntStream.range(0, 50_000).filter(i -> random.nextInt(10) == 0).toArray();
    Clusters clusters = Clusters.of(times);

    assertThat(clusters.extremalIndex()).isBetween(0.95, 1.0);
    assertThat(clusters.meanSizeOfMember()).isLessThan(1.3);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 10})
  void theIndexIsOneOverTheSizeOfAnEvent(int size) {
    SplittableRandom random = new SplittableRandom(9);
    int[] times =
        IntStream.range(0, 20_000)
            .filter(i -> random.nextInt(50) == 0)
            .flatMap(i -> IntStream.range(i * size, (i + 1) * size))
            .toArray();
    Clusters clusters = Clusters.of(times);

    assertThat(clusters.extremalIndex()).isCloseTo(1.0 / size, within(0.15 / size));
    assertThat(clusters.count()).isBetween(times.length / size * 9 / 10, times.length / size);
  }

  @Test
  void fewAndNone() {
    assertThat(Clusters.of(new int[0]).count()).isZero();
    assertThat(Clusters.of(new int[] {7}).count()).isEqualTo(1);
    assertThat(Clusters.of(new int[] {7, 8, 9}).count()).isEqualTo(1);
    assertThat(Clusters.of(new int[] {1, 2, 500, 501, 1_000, 1_001}).of())
        .containsExactly(0, 0, 1, 1, 2, 2);
  }
}
