package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many tasks and elements there are at once, and who waits for whom. */
@Timeout(60)
class PoolGatherersBoundsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void asManyTasksAtOnceAsAskedForAndNoMore(boolean ordered) throws Exception {
    TaskPool pool = TaskPool.of(16);
    StageOptions options = ordered ? StageOptions.of(5) : StageOptions.of(5).unordered();
    Pools.Gauge tasks = new Pools.Gauge();
    CyclicBarrier five = new CyclicBarrier(5);
    long sum =
        IntStream.range(0, 100)
            .boxed()
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      tasks.up();
                      five.await(); // four others are at work
                      tasks.down();
                      return x;
                    },
                    options))
            .mapToLong(Integer::longValue)
            .sum();
    assertThat(sum).isEqualTo(99 * 100 / 2);
    assertThat(tasks.most()).isEqualTo(5);
    Pools.close(pool);
  }

  @Test
  void unorderedResultsDoNotWaitForASlowHead() throws Exception {
    TaskPool pool = TaskPool.of(4);
    CountDownLatch othersAreThere = new CountDownLatch(999);
    List<Integer> results = new ArrayList<>();
    IntStream.range(0, 1000)
        .boxed()
        .gather(
            PoolGatherers.map(
                pool,
                x -> {
                  if (x == 0) {
                    othersAreThere.await();
                  }
                  return x;
                },
                StageOptions.of(2).buffer(0).unordered()))
        .forEach(
            x -> {
              results.add(x);
              othersAreThere.countDown();
            });
    assertThat(results).hasSize(1000).doesNotHaveDuplicates().endsWith(0);
    Pools.close(pool);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void behindASlowHeadAnOrderedStreamFillsItsBufferAndNoMore(int batch) throws Exception {
    TaskPool pool = TaskPool.of(4);
    int bound = (2 + 3) * batch;
    CountDownLatch boundIsReached = new CountDownLatch(bound);
    Pools.Gauge inside = new Pools.Gauge();
    List<Integer> results =
        Stream.iterate(0, i -> i + 1)
            .peek(
                _ -> {
                  inside.up();
                  boundIsReached.countDown();
                })
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      if (x == 0) {
                        boundIsReached.await();
                      }
                      return x;
                    },
                    StageOptions.of(2).buffer(3).batch(batch)))
            .peek(_ -> inside.down())
            .limit(100)
            .toList();
    assertThat(results).isEqualTo(IntStream.range(0, 100).boxed().toList());
    assertThat(inside.most()).isEqualTo(bound);
    Pools.close(pool);
  }

  @Test
  void aBatchIsWhatTheFunctionSees() throws Exception {
    TaskPool pool = TaskPool.of(2);
    List<Integer> sizes =
        IntStream.range(0, 2500)
            .boxed()
            .gather(PoolGatherers.<Integer, Integer>mapBatches(pool, b -> List.of(b.size())))
            .toList();
    assertThat(sizes).containsExactly(1024, 1024, 452);
    // A task for each batch at most, and a spare one for each that may come too late for it.
    assertThat(Pools.close(pool).submitted()).isBetween(1L, 6L);
  }

  @Test
  void aPoolThatWatchesItsTasksGetsOneForEachBatch() throws Exception {
    TaskPool pool = TaskPool.builder().limit(2).workers(Workers.fresh()).build();
    long threads =
        IntStream.range(0, 100)
            .boxed()
            .gather(PoolGatherers.map(pool, _ -> Thread.currentThread()))
            .distinct()
            .count();
    assertThat(threads).isEqualTo(100);
    assertThat(Pools.close(pool).submitted()).isGreaterThanOrEqualTo(100);
  }

  @Test
  void aPoolSmallerThanTheParallelismKeepsTheRestInItsLane() throws Exception {
    TaskPool pool = TaskPool.of(2);
    Pools.Gauge tasks = new Pools.Gauge();
    long count =
        IntStream.range(0, 1000)
            .boxed()
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      tasks.up();
                      tasks.down();
                      return x;
                    },
                    StageOptions.of(64).unordered()))
            .count();
    assertThat(count).isEqualTo(1000);
    assertThat(tasks.most()).isLessThanOrEqualTo(2);
    Pools.close(pool);
  }
}
