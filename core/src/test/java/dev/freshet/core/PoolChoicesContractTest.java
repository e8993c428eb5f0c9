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
    for (Workers workers : ChoicesContract.WORKERS.values()) {
      for (Discipline discipline : ChoicesContract.DISCIPLINES.values()) {
        for (Overflow overflow : OVERFLOWS) {
          for (ChoicesContract.Range sizing : ChoicesContract.SIZINGS.values()) {
            buildOrNot(workers, discipline, overflow, sizing.of(1, 8));
          }
        }
      }
    }
  }

  private static void buildOrNot(
      Workers workers, Discipline discipline, Overflow overflow, Sizing sizing) {
    TaskPoolBuilder builder =
        TaskPool.builder()
            .limit(2)
            .laneCapacity(4)
            .workers(workers)
            .discipline(discipline)
            .overflow(overflow)
            .sizing(sizing);
    if (ChoicesContract.isStatic(workers) && !(sizing instanceof Sizing.Fixed)) {
      assertRefused(builder, "sizing", "static workers", "Workers.elastic");
    } else if (ChoicesContract.bringsItsLane(workers) && !(discipline instanceof Discipline.Fifo)) {
      assertRefused(builder, "discipline", "ring or channel", "Discipline.fifo()");
    } else if (discipline instanceof Discipline.AdaptiveLifo
        && overflow instanceof Overflow.DiscardOldest) {
      assertRefused(builder, "overflow", "discardOldest", "adaptive LIFO");
    } else {
      try (TaskPool pool = builder.build()) {
        assertThat(pool.config().workers()).isEqualTo(workers);
        assertThat(pool.config().discipline()).isEqualTo(discipline);
        assertThat(pool.config().overflow()).isEqualTo(overflow);
        assertThat(pool.config().sizing()).isEqualTo(sizing);
      }
    }
  }

  /** In one line that names the field, both choices, and what is allowed. */
  private static void assertRefused(TaskPoolBuilder builder, String field, String... words) {
    assertThatIllegalArgumentException()
        .isThrownBy(builder::build)
        .withMessageStartingWith(field + ": ")
        .withMessageContaining("allowed")
        .withMessageContainingAll(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void theLimitLiesInTheRangeOfItsSizing() {
    for (Sizing sizing :
        List.of(Sizing.thresholds(4, 8), Sizing.dualWindow(4, 8), Sizing.gradient(4, 8))) {
      for (int limit : new int[] {1, 3, 9}) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> TaskPool.builder().limit(limit).sizing(sizing).build())
            .withMessage("limit: " + limit + " is out of the sizing's range; allowed is 4 to 8");
      }
      for (int limit : new int[] {4, 8}) {
        TaskPool.builder().limit(limit).sizing(sizing).build().close();
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
  void aRingAndAChannelAreNotSplit() {
    for (Workers workers : ChoicesContract.WORKERS.values()) {
      if (ChoicesContract.bringsItsLane(workers)) {
        assertRefused(
            TaskPool.builder().limit(2).workers(workers).shards(2),
            "shards",
            "ring or channel",
            "1");
      }
    }
  }

  @Test
  void choicesOutOfTheirRangeAreRefused() {
    assertRefused("preheated", () -> Workers.elastic(-1, Duration.ofSeconds(1)));
    assertRefused("keepAlive", () -> Workers.elastic(1, Duration.ZERO));
    assertRefused("tasksPerThread", () -> Workers.virtual().tasksPerThread(0));
    assertRefused("threadLifetime", () -> Workers.virtual().threadLifetime(Duration.ofMillis(-1)));
    assertRefused("min", () -> Sizing.thresholds(0, 1));
    assertRefused("min", () -> Sizing.dualWindow(3, 2));
    assertRefused("max", () -> Sizing.gradient(1, TaskPoolConfig.MAX_LIMIT + 1));
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
