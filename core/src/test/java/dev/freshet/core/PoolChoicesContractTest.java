package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Combinations of choices that contradict themselves are refused when the pool is built. */
class PoolChoicesContractTest {
  private static final List<Overflow> OVERFLOWS =
      List.of(
          Overflow.block(),
          Overflow.block(Duration.ofSeconds(1)),
          Overflow.reject(),
          Overflow.callerRuns(),
          Overflow.discardOldest(),
          Overflow.fallback(task -> {}));

  /** The whole product: what is not refused for a reason given here is built. */
  @Test
  void everyOtherCombinationIsBuilt() {
    for (Workers workers : TaskPoolContractTest.WORKERS.values()) {
      for (Discipline discipline : TaskPoolContractTest.DISCIPLINES.values()) {
        for (Overflow overflow : OVERFLOWS) {
          TaskPoolBuilder builder =
              TaskPool.builder()
                  .limit(2)
                  .laneCapacity(4)
                  .workers(workers)
                  .discipline(discipline)
                  .overflow(overflow);
          if (discipline instanceof Discipline.AdaptiveLifo
              && overflow instanceof Overflow.DiscardOldest) {
            assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContainingAll("overflow", "discardOldest", "adaptive LIFO", "allowed")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
          } else {
            try (TaskPool pool = builder.build()) {
              assertThat(pool.config().workers()).isEqualTo(workers);
              assertThat(pool.config().discipline()).isEqualTo(discipline);
              assertThat(pool.config().overflow()).isEqualTo(overflow);
            }
          }
        }
      }
    }
  }

  @Test
  void moreThreadsCannotBePreheatedThanMayRun() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaskPool.builder()
                    .limit(3)
                    .workers(Workers.elastic(4, Duration.ofSeconds(1)))
                    .build())
        .withMessage("workers: 4 preheated threads are more than the limit; allowed is 0 to 3");
    TaskPool.builder().limit(3).workers(Workers.elastic(3, Duration.ofSeconds(1))).build().close();
  }

  @Test
  void choicesOutOfTheirRangeAreRefused() {
    assertRefused("preheated", () -> Workers.elastic(-1, Duration.ofSeconds(1)));
    assertRefused("keepAlive", () -> Workers.elastic(1, Duration.ZERO));
    assertRefused("tasksPerThread", () -> Workers.virtual().tasksPerThread(0));
    assertRefused("threadLifetime", () -> Workers.virtual().threadLifetime(Duration.ofMillis(-1)));
    assertRefused("levels", () -> Discipline.priority(1, 1));
    assertRefused("levels", () -> Discipline.priority(9, 1));
    assertRefused("ageing", () -> Discipline.priority(2, 0));
    assertRefused("slack", () -> Discipline.earliestDeadline(Duration.ZERO));
    assertRefused("target", () -> Discipline.adaptiveLifo(Duration.ZERO, Duration.ofMillis(1)));
    assertRefused("interval", () -> Discipline.adaptiveLifo(Duration.ofMillis(1), Duration.ZERO));
    assertRefused(
        "interval", () -> Discipline.adaptiveLifo(Duration.ofMillis(2), Duration.ofMillis(1)));
  }

  private static void assertRefused(String field, Runnable choice) {
    assertThatIllegalArgumentException()
        .isThrownBy(choice::run)
        .withMessageStartingWith(field + ": ");
  }
}
