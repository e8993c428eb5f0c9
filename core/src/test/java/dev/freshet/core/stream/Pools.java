package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolBuilder;
import dev.freshet.core.Workers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Pools of every kind, and what must hold when a stream is done with one. */
final class Pools {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private Pools() {}

  static Map<String, TaskPoolBuilder> all() {
    Map<String, TaskPoolBuilder> pools = new LinkedHashMap<>();
    pools.put("virtual", TaskPool.builder().limit(4));
    pools.put("platform", TaskPool.builder().limit(3).workers(Workers.platform()));
    pools.put(
        "elastic", TaskPool.builder().limit(3).workers(Workers.elastic(0, Duration.ofMillis(100))));
    pools.put("priority", TaskPool.builder().limit(2).discipline(Discipline.priority()));
    pools.put("deadline", TaskPool.builder().limit(2).discipline(Discipline.earliestDeadline()));
    pools.put(
        "shedding",
        TaskPool.builder()
            .limit(1)
            .discipline(
                Discipline.adaptiveLifo(Duration.ofNanos(100_000), Duration.ofNanos(200_000))));
    pools.put("block", tiny(Overflow.block()));
    pools.put("block-timeout", tiny(Overflow.block(PATIENCE)));
    pools.put("reject", tiny(Overflow.reject()));
    pools.put("caller-runs", tiny(Overflow.callerRuns()));
    pools.put("discard-oldest", tiny(Overflow.discardOldest()));
    pools.put(
        "fallback",
        tiny(
            Overflow.fallback(
                task -> {
                  throw new AssertionError("a stream's task was given away: " + task);
                })));
    return pools;
  }

  /** One runs, one waits. */
  static TaskPoolBuilder tiny(Overflow overflow) {
    return TaskPool.builder().limit(1).laneCapacity(1).overflow(overflow);
  }

  /** Nothing of the stream is left in the pool, and its books balance. */
  static PoolSnapshot close(TaskPool pool) throws InterruptedException {
    assertThat(pool.awaitIdle(PATIENCE)).as("idle: %s", pool).isTrue();
    pool.close();
    PoolSnapshot at = pool.snapshot();
    assertThat(
            at.queued()
                + at.running()
                + at.completed()
                + at.failed()
                + at.cancelled()
                + at.expired()
                + at.dropped())
        .as("%s", at)
        .isEqualTo(at.submitted());
    return at;
  }

  /** Counts up and down and remembers the highest. */
  static final class Gauge {
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    void up() {
      int value = now.incrementAndGet();
      most.accumulateAndGet(value, Math::max);
    }

    void down() {
      now.decrementAndGet();
    }

    int most() {
      return most.get();
    }
  }
}
