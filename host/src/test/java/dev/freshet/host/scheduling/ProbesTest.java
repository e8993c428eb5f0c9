package dev.freshet.host.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.freshet.host.scheduling.SqueezeProbe.Finding;
import dev.freshet.host.scheduling.SqueezeProbe.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the probes do; what they find on this machine is printed by {@link SchedulingFigures}. */
@Timeout(60)
final class ProbesTest {
  @Test
  void migrationsAreMeasuredForEachSize() throws InterruptedException {
    assumeTwoCpus();
    List<MigrationProbe.Cost> costs = MigrationProbe.run(List.of(64L, 32_768L), 8);

    assertThat(costs)
        .extracting(MigrationProbe.Cost::workingSetBytes)
        .containsExactly(64L, 32_768L);
    assertThat(costs)
        .allSatisfy(
            cost -> {
              assertThat(cost.movedNanos()).hasSize(8).allMatch(nanos -> nanos > 0);
              assertThat(cost.stayedNanos()).hasSize(8).allMatch(nanos -> nanos > 0);
            });
  }

  @Test
  void theCostIsTheDifferenceWithinARound() {
    MigrationProbe.Cost cost =
        new MigrationProbe.Cost(
            64, List.of(11L, 22L, 33L, 44L, 55L, 66L), List.of(10L, 20L, 30L, 40L, 50L, 60L));

    assertThat(cost.interval()).isEqualTo(new MedianInterval(1, 3.5, 6));
  }

  @Test
  void writersAreSqueezedAndCounted() throws InterruptedException {
    assumeTwoCpus();
    AtomicLong first = new AtomicLong();
    AtomicLong second = new AtomicLong();

    Result result = SqueezeProbe.run(first::addAndGet, second::addAndGet, 6, Duration.ofMillis(2));

    assertThat(result.apartPerMicro()).hasSize(6).allMatch(speed -> speed > 0);
    assertThat(result.squeezedPerMicro()).hasSize(6).allMatch(speed -> speed > 0);
    assertThat(first.get()).isPositive();
    assertThat(second.get()).isPositive();
  }

  @Test
  void aWriterThatFailsEndsTheProbe() {
    assumeTwoCpus();
    SqueezeProbe.Writer broken =
        times -> {
          throw new IllegalStateException("planted");
        };

    assertThatThrownBy(() -> SqueezeProbe.run(broken, times -> {}, 6, Duration.ofSeconds(10)))
        .hasMessage("planted");
  }

  @Test
  void speedsDecide() {
    assertThat(result(43, 207).finding()).isEqualTo(Finding.SHARED);
    assertThat(result(444, 226).finding()).isEqualTo(Finding.SEPARATE);
    assertThat(result(200, 200).finding()).isEqualTo(Finding.UNDECIDED);
  }

  @Test
  void badNumbersAreRefused() {
    assertThatThrownBy(() -> MigrationProbe.run(List.of(64L), 5)).hasMessageContaining("rounds 5");
    assertThatThrownBy(() -> MigrationProbe.run(List.of(63L), 6)).hasMessageContaining("63 B");
    assertThatThrownBy(() -> SqueezeProbe.run(n -> {}, n -> {}, 5, Duration.ofMillis(1)))
        .hasMessageContaining("rounds 5");
    assertThatThrownBy(() -> SqueezeProbe.run(n -> {}, n -> {}, 6, Duration.ofSeconds(11)))
        .hasMessageContaining("PT11S");
  }

  private static Result result(double apart, double squeezed) {
    List<Double> noise = IntStream.range(0, 10).mapToObj(i -> 1 + 0.02 * (i - 4.5)).toList();
    return new Result(
        noise.stream().map(factor -> apart * factor).toList(),
        noise.stream().map(factor -> squeezed).toList());
  }

  private static void assumeTwoCpus() {
    try {
      PinnedThreads.twoCpus();
    } catch (UnsupportedOperationException reason) {
      assumeTrue(false, reason.getMessage());
    }
  }
}
