package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.freshet.core.Overflow;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pipelines do with elements. */
@Timeout(120)
class PipelineTest {
  private static final StageOptions THREE = StageOptions.of(3).buffer(1);

  static Stream<String> pools() {
    return Pools.all().keySet().stream();
  }

  private static TaskPool pool(String name) {
    return Objects.requireNonNull(Pools.all().get(name)).build();
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static <R> List<R> drain(PipelineBuilder<R> plan) {
    List<R> results = new ArrayList<>();
    try (Pipeline<R> pipeline = plan.open()) {
      pipeline.forEachRemaining(results::add);
      assertThat(pipeline.hasNext()).isFalse();
      assertThat(pipeline.figures())
          .allSatisfy(
              stage -> {
                assertThat(stage.underWay()).isZero();
                assertThat(stage.running()).isZero();
              });
    }
    return results;
  }

  @ParameterizedTest
  @MethodSource("pools")
  void stagesOnOnePoolKeepTheOrder(String name) throws Exception {
    TaskPool pool = pool(name);
    PipelineBuilder<String> plan =
        Pipeline.from(numbers(400))
            .map(pool, x -> x * 2)
            .mapBatches(
                pool, batch -> batch.stream().filter(x -> x % 3 == 0).toList(), THREE.batch(7))
            .map(pool, x -> "n" + x, THREE.batch(5));
    List<String> expected =
        IntStream.range(0, 400)
            .map(x -> x * 2)
            .filter(x -> x % 3 == 0)
            .mapToObj(x -> "n" + x)
            .toList();
    assertThat(drain(plan)).isEqualTo(expected);
    assertThat(drain(plan)).isEqualTo(expected);
    assertThat(drain(plan.pulledOn(pool, THREE.batch(3)))).isEqualTo(expected);
    Pools.close(pool);
  }

  @ParameterizedTest
  @MethodSource("pools")
  void unorderedStagesLoseNothing(String name) throws Exception {
    TaskPool own = pool(name);
    TaskPool other = TaskPool.of(8);
    StageOptions unordered = StageOptions.of(8).unordered();
    AtomicInteger next = new AtomicInteger();
    List<Integer> results =
        drain(
            Pipeline.<Integer>pulling(() -> next.get() == 1000 ? null : next.getAndIncrement())
                .map(own, x -> x + 1, unordered)
                .map(other, x -> x + 1, unordered.batch(16))
                .map(own, x -> x + 1, unordered.buffer(0)));
    assertThat(results)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(3, 1003).boxed().toList());
    Pools.close(own);
    Pools.close(other);
  }

  @Test
  void aTaskMayRunAPipelineOnItsOwnPool() throws Exception {
    TaskPool pool = Pools.tiny(Overflow.block()).build();
    List<Integer> results =
        pool.submit(
                () ->
                    drain(
                        Pipeline.from(numbers(200))
                            .pulledOn(pool, THREE)
                            .map(pool, x -> x + 1, THREE)
                            .map(pool, x -> x + 1, THREE)))
            .get();
    assertThat(results).isEqualTo(IntStream.range(2, 202).boxed().toList());
    Pools.close(pool);
  }

  @Test
  void aConsumerThatStopsStopsTheSource() throws Exception {
    TaskPool pool = TaskPool.of(8);
    AtomicInteger pulled = new AtomicInteger();
    CountDownLatch gate = new CountDownLatch(1);
    try (Pipeline<Integer> pipeline =
        Pipeline.<Integer>pulling(pulled::incrementAndGet)
            .map(pool, x -> x, StageOptions.of(2).buffer(3))
            .map(
                pool,
                x -> {
                  if (x > 1) {
                    gate.await();
                  }
                  return x;
                },
                StageOptions.of(2).buffer(1).batch(1))
            .open()) {
      assertThat(pipeline.next()).isEqualTo(1);
      assertThat(pulled.get()).isBetween(1, 1 + 5 + 3);
      gate.countDown();
      for (int i = 2; i <= 500; i++) {
        assertThat(pipeline.next()).isEqualTo(i);
        assertThat(pulled.get() - i).isLessThanOrEqualTo(5 + 3 - 1);
      }
    }
    Pools.close(pool);
  }

  @Test
  void resultsDoNotWaitForASourceThatIsPulledOnAPool() throws Exception {
    TaskPool sources = TaskPool.of(1);
    TaskPool pool = TaskPool.of(2);
    LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1, 2));
    try (Pipeline<Integer> pipeline =
        Pipeline.<Integer>pulling(queue::take)
            .pulledOn(sources, StageOptions.defaults())
            .map(pool, x -> x * 10)
            .open()) {
      assertThat(pipeline.next()).isEqualTo(10);
      assertThat(pipeline.next()).isEqualTo(20); // and the source blocks
      queue.add(3);
      assertThat(pipeline.next()).isEqualTo(30);
    } // a blocked pull is interrupted
    Pools.close(sources);
    Pools.close(pool);
  }

  @Test
  void aBatchGoesWhenItHasLingeredLongEnough() throws Exception {
    TaskPool pool = TaskPool.of(2);
    AtomicLong clock = new AtomicLong();
    CountDownLatch more = new CountDownLatch(1);
    AtomicInteger pulls = new AtomicInteger();
    try (Pipeline<Integer> pipeline =
        Pipeline.<Integer>pulling(
                () -> {
                  int n = pulls.incrementAndGet();
                  if (n == 4) {
                    clock.addAndGet(Duration.ofMillis(5).toNanos()); // the first three are due
                    more.await();
                  }
                  return n <= 5 ? n : null;
                })
            .pulledOn(pool, StageOptions.defaults())
            .mapBatches(
                pool,
                batch -> List.of(batch.size()),
                StageOptions.of(1).batch(100).linger(Duration.ofMillis(5)))
            .open(clock::get)) {
      int first = pipeline.next();
      assertThat(first).isBetween(1, 3);
      more.countDown();
      int rest = 0;
      while (pipeline.hasNext()) {
        rest += pipeline.next();
      }
      assertThat(first + rest).isEqualTo(5);
    }
    Pools.close(pool);
  }

  @Test
  void aLastIncompleteBatchGoesWithoutLinger() throws Exception {
    TaskPool pool = TaskPool.of(2);
    assertThat(
            drain(
                Pipeline.from(numbers(250))
                    .mapBatches(pool, b -> List.of(b.size()), THREE.batch(100))
                    .mapBatches(pool, b -> b, THREE.batch(2))))
        .containsExactly(100, 100, 50);
    Pools.close(pool);
  }

  @Test
  void figuresShowWhereElementsAre() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(4).build();
    AtomicLong clock = new AtomicLong();
    try (Pipeline<Integer> pipeline =
        Pipeline.from(numbers(10))
            .map(pool, x -> x, StageOptions.of(1).buffer(1))
            .map(pool, x -> x, StageOptions.of(1).buffer(0).task(TaskOptions.none().name("slow")))
            .open(clock::get)) {
      assertThat(pipeline.next()).isZero();
      while (pipeline.hasNext() && pipeline.figures().getFirst().blocked().isZero()) {
        clock.addAndGet(1000); // the result of the second stage is not taken
      }
      List<StageFigures> figures = pipeline.figures();
      assertThat(figures).extracting(StageFigures::name).containsExactly("desk", "slow");
      StageFigures first = figures.get(0);
      StageFigures second = figures.get(1);
      assertThat(second.in()).isEqualTo(2).isEqualTo(first.out());
      assertThat(second.out()).isEqualTo(1);
      assertThat(second.underWay()).isEqualTo(1);
      assertThat(second.running()).isZero();
      assertThat(first.in() - first.out()).isEqualTo(first.underWay()).isPositive();
      pipeline.forEachRemaining(_ -> {});
      assertThat(pipeline.figures())
          .allSatisfy(
              stage -> {
                assertThat(stage.in()).isEqualTo(10);
                assertThat(stage.out()).isEqualTo(10);
                assertThat(stage.underWay()).isZero();
              });
      Duration blocked = pipeline.figures().getFirst().blocked();
      clock.addAndGet(1000);
      assertThat(pipeline.figures().getFirst().blocked()).isEqualTo(blocked).isPositive();
      assertThat(pipeline).asString().contains("name=slow, in=10, out=10");
    }
    Pools.close(pool);
  }

  @Test
  void anIteratorIsASourceForOnePipeline() throws Exception {
    TaskPool pool = TaskPool.of(2);
    Iterator<Integer> iterator = numbers(10).iterator();
    PipelineBuilder<Integer> plan = Pipeline.from(iterator).map(pool, x -> x);
    assertThat(drain(plan)).isEqualTo(numbers(10));
    assertThat(drain(plan)).isEmpty();
    Pools.close(pool);
  }

  @Test
  void aPlanWithoutStagesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipeline.from(numbers(1)).open())
        .withMessage("stages: 0 is too few; allowed is 1 or more, see map");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pipeline.from(numbers(1)).deadline(Duration.ZERO))
        .withMessage("deadline: PT0S is not positive; allowed is more than zero");
  }

  @Test
  void afterTheEndThereIsNothing() throws Exception {
    TaskPool pool = TaskPool.of(2);
    Pipeline<Integer> pipeline = Pipeline.from(List.of(1)).map(pool, x -> x).open();
    assertThat(pipeline.next()).isEqualTo(1);
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(pipeline::next);
    assertThat(pipeline.hasNext()).isFalse();
    pipeline.close();
    pipeline.close();
    assertThatIllegalStateException()
        .isThrownBy(pipeline::hasNext)
        .withMessage("pipeline: closed; open another one");
    Pools.close(pool);
  }
}
