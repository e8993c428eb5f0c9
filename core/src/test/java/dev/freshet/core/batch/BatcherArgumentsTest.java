package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"FutureReturnValueIgnored", "NullAway"})
class BatcherArgumentsTest {
  private final TaskPool pool = TaskPool.of(2);

  @AfterEach
  void end() {
    pool.close();
  }

  private BatcherBuilder<String, Integer, String> builder() {
    return Batcher.builder(pool, new Backend(false));
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().maxBatch(0).build())
        .withMessage("maxBatch: 0 is out of range; allowed is 1 to 1048576");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().capacity(Integer.MAX_VALUE).build())
        .withMessage("capacity: 2147483647 is out of range; allowed is 1 to 1073741823");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().linger(Duration.ofNanos(-1)).build())
        .withMessageContaining("linger: PT-0.000000001S is negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().overflow(Overflow.callerRuns()).build())
        .withMessageContaining("overflow: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchPolicy.adaptive(0, 0.6, Duration.ofMillis(150)))
        .withMessageContaining("depth: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchPolicy.adaptive(8, Double.NaN, Duration.ofMillis(150)))
        .withMessageContaining("topShare: NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchPolicy.adaptive(8, 0.6, Duration.ZERO))
        .withMessageContaining("slowDelay: PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build().submit("a", 1, Duration.ZERO))
        .withMessage("deadline: PT0S is not positive; allowed is more than zero");
  }

  @Test
  void poolsThatDropTasksAreRefused() {
    try (TaskPool dropping =
            TaskPool.builder().limit(1).overflow(Overflow.discardOldest()).build();
        TaskPool shedding =
            TaskPool.builder().limit(1).discipline(Discipline.adaptiveLifo()).build()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Batcher.of(dropping, new Backend(false)))
          .withMessageStartingWith("pool: overflow discardOldest");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Batcher.of(shedding, new Backend(false)))
          .withMessageStartingWith("pool: discipline adaptiveLifo");
    }
  }

  @Test
  void nullsAreNamed() {
    Batcher<String, Integer, String> batcher = builder().build();
    assertThatNullPointerException().isThrownBy(() -> batcher.submit(null, 1)).withMessage("key");
    assertThatNullPointerException().isThrownBy(() -> batcher.call("a", null)).withMessage("item");
    assertThatNullPointerException()
        .isThrownBy(() -> Batcher.of(pool, null))
        .withMessage("function");
    assertThat(batcher.snapshot().accepted()).isZero();
  }

  @Test
  void aKeyThatThrowsLeavesNothingBehind() {
    Batcher<Object, Integer, String> batcher =
        Batcher.of(pool, (_, items) -> BatchResults.ofSize(items.size()));
    Object bad =
        new Object() {
          @Override
          public int hashCode() {
            throw new IllegalStateException("no hash");
          }

          @Override
          public boolean equals(@Nullable Object other) {
            return this == other;
          }
        };
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> batcher.submit(bad, 1))
        .withMessage("no hash");
    batcher.close();
    assertThat(batcher.snapshot().accepted()).isZero();
  }

  @Test
  void resultsCheckTheirPositions() {
    BatchResults<String> results = BatchResults.ofSize(2);
    assertThat(results.size()).isEqualTo(2);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> results.set(2, "x"));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> results.fail(-1, new Exception()));
    assertThatNullPointerException().isThrownBy(() -> results.set(0, null)).withMessage("result");
    assertThatNullPointerException().isThrownBy(() -> results.fail(0, null)).withMessage("cause");
    assertThatIllegalArgumentException().isThrownBy(() -> BatchResults.ofSize(-1));
  }

  @Test
  void resultsAreCopies() {
    List<@Nullable String> list = new ArrayList<>(Arrays.asList("a", null));
    BatchResults<String> results = BatchResults.inOrder(list);
    list.set(0, "changed");
    assertThat(results.slot(0)).isEqualTo("a");
    assertThat(results.slot(1)).isNull();
    results.set(1, "b").fail(0, new Exception("x"));
    assertThat(results.slot(0)).isInstanceOf(BatchResults.Failure.class);
    assertThat(BatchResults.byItem(List.of(1, 2, 1), Map.of(1, "one", 3, "three")))
        .satisfies(
            r -> {
              assertThat(r.slot(0)).isEqualTo("one");
              assertThat(r.slot(1)).isNull();
              assertThat(r.slot(2)).isEqualTo("one");
            });
  }

  @Test
  void directModeUsesTheDirectFunction() throws Exception {
    Batcher<String, Integer, String> batcher =
        builder().policy(BatchPolicy.never()).direct((key, item) -> key + "-" + item).build();
    assertThat(batcher.call("a", 1)).isEqualTo("a-1");
    assertThat(batcher.toString()).contains("DIRECT, 0 waiting");
    batcher.close();
    assertThat(batcher.snapshot().direct()).isEqualTo(1);
    assertThat(batcher.snapshot().batches()).isZero();
  }

  @Test
  void aBatchedItemDoesNot() throws Exception {
    Batcher<String, Integer, String> batcher =
        builder().policy(BatchPolicy.always()).direct((_, _) -> "never").build();
    assertThat(batcher.call("a", 1)).isEqualTo("a1");
    batcher.close();
    assertThat(batcher.snapshot().batches()).isEqualTo(1);
    assertThat(batcher.snapshot().meanBatchSize()).isEqualTo(1);
  }
}
