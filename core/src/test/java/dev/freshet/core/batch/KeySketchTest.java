package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySketchTest {
  private final KeySketch sketch = new KeySketch();

  @Test
  void oneKeyIsAll() {
    for (int i = 0; i < 100; i++) {
      sketch.add(7, i);
    }
    assertThat(sketch.take(0)).isEqualTo(1);
  }

  @Test
  void zeroIsAHashLikeAnyOther() {
    for (int i = 0; i < 50; i++) {
      sketch.add(0, i);
      sketch.add(1, i);
    }
    assertThat(sketch.take(0)).isEqualTo(0.5);
  }

  @Test
  void tooFewKeysChangeNothingAndGoOnCounting() {
    for (int i = 0; i < 31; i++) {
      sketch.add(7, i);
    }
    assertThat(sketch.take(0.25)).isEqualTo(0.25);
    sketch.add(7, 31);
    assertThat(sketch.take(0.25)).isEqualTo(1);
  }

  @Test
  void aWindowForgetsTheOneBefore() {
    for (int i = 0; i < 100; i++) {
      sketch.add(7, i);
    }
    sketch.take(0);
    for (int i = 0; i < 100; i++) {
      sketch.add(i, i);
    }
    assertThat(sketch.take(0)).isLessThan(0.1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.4, 0.6, 0.8, 0.95})
  void findsTheShareOfAHotKeyAmongManyOthers(double share) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      boolean hot = random.nextDouble() < share;
      sketch.add(hot ? -1 : random.nextInt(10_000), random.nextLong());
    }
    assertThat(sketch.take(0)).isBetween(share - 0.05, share + 0.03); // the sample's own noise
  }

  @Test
  void uniformKeysHaveNoTop() {
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 100_000; i++) {
      sketch.add(random.nextInt(10_000), random.nextLong());
    }
    assertThat(sketch.take(1)).isLessThan(0.05);
  }

  @Test
  void neverAnswersMoreThanTheTruth() {
    SplittableRandom random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      int keys = random.nextInt(1, 40);
      int[] counts = new int[keys];
      int all = random.nextInt(32, 256); // so many are all taken
      int most = 0;
      for (int i = 0; i < all; i++) {
        int key = Math.min(random.nextInt(keys), random.nextInt(keys));
        most = Math.max(most, ++counts[key]);
        sketch.add(key, i);
      }
      assertThat(sketch.take(0)).isLessThanOrEqualTo((double) most / all);
    }
  }
}
