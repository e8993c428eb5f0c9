package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolBuilder;
import dev.freshet.core.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Many elements, many streams, many ends. */
@Timeout(300)
class StreamStressTest {
  static Stream<Arguments> sizes() {
    List<Arguments> all = new ArrayList<>();
    for (int batch : new int[] {1, 64, 1024}) {
      StageOptions options = StageOptions.of(8).batch(batch);
      for (Workers workers : List.of(Workers.virtual(), Workers.platform())) {
        all.add(Arguments.of(workers, options));
        all.add(Arguments.of(workers, options.unordered()));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void everyElementOnceAndInOrder(Workers workers, StageOptions options) throws Exception {
    int elements = 100_000;
    TaskPool pool = TaskPool.builder().limit(4).workers(workers).build();
    AtomicInteger calls = new AtomicInteger();
    List<Integer> results =
        IntStream.range(0, elements)
            .boxed()
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      calls.incrementAndGet();
                      return x;
                    },
                    options))
            .toList();
    assertThat(calls).hasValue(elements);
    List<Integer> inOrder = options.ordered() ? results : results.stream().sorted().toList();
    assertThat(inOrder.equals(IntStream.range(0, elements).boxed().toList())).isTrue();
    Pools.close(pool);
  }

  @Test
  void streamsThatEndAnyhowOnPoolsThatAreShared() throws Exception {
    mix(60, 1);
  }

  @Test
  @Tag("deep")
  void manyStreamsThatEndAnyhow() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      mix(300, seed);
    }
  }

  /** Several threads run streams on shared pools: whole, cut short, failing, interrupted. */
  private static void mix(int streams, int seed) throws Exception {
    for (TaskPoolBuilder builder :
        List.of(
            TaskPool.builder().limit(3),
            Pools.tiny(Overflow.block()),
            Pools.tiny(Overflow.callerRuns()),
            Pools.tiny(Overflow.discardOldest()),
            TaskPool.builder().limit(2).laneCapacity(4).discipline(Discipline.adaptiveLifo()),
            TaskPool.builder()
                .limit(2)
                .laneCapacity(2)
                .workers(Workers.platform())
                .overflow(Overflow.reject()))) {
      TaskPool pool = builder.build();
      try (TaskPool owners = TaskPool.of(4)) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
          int number = seed * 31 + i;
          all.add(owners.submit(() -> one(pool, number)));
        }
        for (Future<?> stream : all) {
          stream.get(120, TimeUnit.SECONDS);
        }
      }
      Pools.close(pool);
    }
  }

  private static void one(TaskPool pool, int number) {
    SplittableRandom random = new SplittableRandom(number);
    StageOptions options =
        StageOptions.of(1 + random.nextInt(6))
            .buffer(random.nextInt(4))
            .batch(1 + random.nextInt(5));
    StageOptions stage = random.nextBoolean() ? options : options.unordered();
    int elements = random.nextInt(200);
    RuntimeException failure = new IllegalStateException("on purpose");
    AtomicInteger done = new AtomicInteger();
    int end = random.nextInt(4);
    AtomicInteger inside = new AtomicInteger();
    ThrowingFunction<Integer, Integer> work =
        x -> {
          inside.incrementAndGet();
          try {
            if (end == 1 && x == elements / 2) {
              throw failure;
            }
            done.incrementAndGet();
            return x;
          } finally {
            inside.decrementAndGet();
          }
        };
    switch (end) {
      case 0 -> {
        try (Pipeline<Integer> two =
            Pipeline.from(IntStream.range(0, elements).boxed().toList())
                .map(pool, work, stage)
                .map(pool, work, stage)
                .open()) {
          int count = 0;
          while (two.hasNext()) {
            two.next();
            count++;
          }
          assertThat(count).isEqualTo(elements);
        }
        assertThat(done).hasValue(2 * elements);
      }
      case 1 ->
          assertThatThrownBy(
                  () ->
                      IntStream.rangeClosed(0, elements)
                          .boxed()
                          .gather(PoolGatherers.map(pool, work, stage))
                          .toList())
              .isSameAs(failure);
      case 2 ->
          assertThat(
                  Stream.iterate(0, i -> i + 1)
                      .gather(PoolGatherers.map(pool, work, stage))
                      .limit(elements)
                      .count())
              .isEqualTo(elements);
      default -> {
        Thread.currentThread().interrupt();
        try {
          long count =
              IntStream.range(0, elements)
                  .boxed()
                  .gather(PoolGatherers.map(pool, work, stage))
                  .count();
          assertThat(count).isEqualTo(elements); // it never had to wait
        } catch (CancellationException e) {
          assertThat(e).hasCauseInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.interrupted()).isTrue();
      }
    }
    assertThat(inside).as("tasks that outlive their stream").hasValue(0);
  }
}
