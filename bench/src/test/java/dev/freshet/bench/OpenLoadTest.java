package dev.freshet.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLoadTest {
  @Test
  void arrivalsFollowTheRate() {
    long[] instants = OpenLoad.arrivals(2, t -> t < 1 ? 100 : 1000);
    assertThat(instants[1] - instants[0]).isEqualTo(10_000_000);
    assertThat(instants.length).isBetween(1099, 1101);
    assertThat(instants).isSorted();
  }

  @Test
  void countsResponsesFromThePlannedInstantOn() throws InterruptedException {
    // Planned a second before the start: each response is at least that long.
    OpenLoad load =
        new OpenLoad(new long[] {-1_000_000_000, -900_000_000}, () -> {}, Runnable::run);
    load.start(System.nanoTime()).awaitEnded();
    assertThat(load.responses(-2, 0).millis(100)).isGreaterThanOrEqualTo(1000);
    assertThat(load.responses(-2, 0).millis(1)).isGreaterThanOrEqualTo(900);
    assertThat(load.ended()).isEqualTo(2);
    assertThat(load.submitted()).isEqualTo(2);
  }

  @Test
  void countsTasksThatNeverRanWithTheirAge() throws InterruptedException {
    List<Runnable> never = new ArrayList<>();
    OpenLoad load = new OpenLoad(new long[] {-1_000_000_000}, () -> {}, never::add);
    load.start(System.nanoTime()).awaitSubmitted();
    assertThat(never).hasSize(1);
    assertThat(load.responses(-2, 0).millis(50)).isGreaterThanOrEqualTo(1000);
  }

  @Test
  void tellsOfTasksThatRanTwice() {
    OpenLoad load =
        new OpenLoad(
            new long[] {-1},
            () -> {},
            task -> {
              task.run();
              task.run();
            });
    load.start(System.nanoTime());
    assertThatThrownBy(load::awaitSubmitted).hasMessage("1 tasks ran twice");
  }

  @Test
  void percentilesAreExact() {
    Percentiles values = new Percentiles(new long[] {3_000_000, 1_000_000, 2_000_000, 9}, 3);
    assertThat(values.millis(50)).isEqualTo(2);
    assertThat(values.millis(99)).isEqualTo(3);
    assertThat(values.millis(100)).isEqualTo(3);
    assertThat(new Percentiles(new long[0], 0).millis(50)).isNaN();
  }
}
