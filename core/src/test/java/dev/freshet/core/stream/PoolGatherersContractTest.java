package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.TaskPool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Gatherer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every pool, order and batch. */
@Timeout(120)
class PoolGatherersContractTest {
  private static final int ELEMENTS = 500;

  static Stream<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (String pool : Pools.all().keySet()) {
      for (int batch : new int[] {1, 7, 1024}) {
        StageOptions ordered = StageOptions.of(3).buffer(2).batch(batch);
        cases.add(Arguments.of(pool, ordered));
        cases.add(Arguments.of(pool, ordered.unordered().buffer(0)));
      }
    }
    return cases.stream();
  }

  private interface Use {
    void of(TaskPool pool) throws Exception;
  }

  private static void with(String name, Use use) throws Exception {
    TaskPool pool = Objects.requireNonNull(Pools.all().get(name)).build();
    use.of(pool);
    Pools.close(pool);
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static <R extends @Nullable Object> void check(
      StageOptions options, List<R> results, List<R> expected) {
    if (options.ordered()) {
      assertThat(results).isEqualTo(expected);
    } else {
      assertThat(results).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyElementHasItsResult(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          Gatherer<Integer, ?, Integer> next = PoolGatherers.map(pool, x -> x + 1, options);
          List<Integer> expected = IntStream.rangeClosed(1, ELEMENTS).boxed().toList();
          check(options, numbers(ELEMENTS).stream().gather(next).toList(), expected);
          check(options, numbers(ELEMENTS).parallelStream().gather(next).toList(), expected);
          assertThat(Stream.<Integer>empty().gather(next).toList()).isEmpty();
          assertThat(Stream.of(1).gather(next).toList()).containsExactly(2);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchesHaveAnyNumberOfResults(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          Gatherer<Integer, ?, Integer> evenTwice =
              PoolGatherers.mapBatches(
                  pool,
                  batch -> {
                    assertThat(batch).hasSizeBetween(1, options.batch());
                    batch.removeIf(x -> x % 2 == 1); // the list is the function's own
                    return batch.stream().flatMap(x -> Stream.of(x, x)).toList();
                  },
                  options);
          List<Integer> expected =
              numbers(ELEMENTS).stream()
                  .filter(x -> x % 2 == 0)
                  .flatMap(x -> Stream.of(x, x))
                  .toList();
          check(options, numbers(ELEMENTS).stream().gather(evenTwice).toList(), expected);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nullIsAnElementAndAResult(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          List<@Nullable Integer> given = Arrays.asList(1, null, 2, null);
          Gatherer<@Nullable Integer, ?, @Nullable Integer> swap =
              PoolGatherers.map(pool, x -> x == null ? Integer.valueOf(0) : null, options);
          List<@Nullable Integer> results = new ArrayList<>();
          given.stream().gather(swap).forEach(results::add);
          check(options, results, Arrays.asList(null, 0, null, 0));
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anEndlessSourceIsReadNoFurtherThanTheBound(String name, StageOptions options)
      throws Exception {
    with(
        name,
        pool -> {
          int bound = (options.parallelism() + options.buffer()) * options.batch();
          Pools.Gauge inside = new Pools.Gauge();
          long count =
              Stream.iterate(0, i -> i + 1)
                  .peek(_ -> inside.up())
                  .gather(PoolGatherers.map(pool, x -> x, options))
                  .peek(_ -> inside.down())
                  .limit(2000)
                  .count();
          assertThat(count).isEqualTo(2000);
          assertThat(inside.most()).isBetween(options.batch(), bound);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anUncheckedFailureIsThrownAsItIs(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          RuntimeException failure = new IllegalStateException("on purpose");
          Gatherer<Integer, ?, Integer> failing =
              PoolGatherers.map(
                  pool,
                  x -> {
                    if (x == 77) {
                      throw failure;
                    }
                    return x;
                  },
                  options);
          assertThatThrownBy(() -> numbers(ELEMENTS).stream().gather(failing).toList())
              .isSameAs(failure);
          Error error = new AssertionError("on purpose");
          Gatherer<Integer, ?, Integer> broken =
              PoolGatherers.mapBatches(
                  pool,
                  _ -> {
                    throw error;
                  },
                  options);
          assertThatThrownBy(() -> numbers(ELEMENTS).stream().gather(broken).count())
              .isSameAs(error);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aCheckedFailureIsTheCause(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          IOException failure = new IOException("on purpose");
          Gatherer<Integer, ?, Integer> failing =
              PoolGatherers.map(
                  pool,
                  x -> {
                    if (x == 0) {
                      throw failure;
                    }
                    return x;
                  },
                  options);
          assertThatExceptionOfType(CompletionException.class)
              .isThrownBy(() -> numbers(ELEMENTS).stream().gather(failing).toList())
              .satisfies(e -> assertThat(e.getCause()).isSameAs(failure));
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void enoughIsEnough(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          Gatherer<Integer, ?, Integer> same = PoolGatherers.map(pool, x -> x, options);
          List<Integer> some =
              Stream.iterate(0, i -> i + 1).gather(same).takeWhile(x -> x < 100).toList();
          assertThat(some).allMatch(x -> x < 100);
          if (options.ordered()) {
            assertThat(some).isEqualTo(numbers(100));
            assertThat(Stream.iterate(5, i -> i + 1).gather(same).findFirst()).hasValue(5);
          }
          assertThat(Stream.iterate(0, i -> i + 1).gather(same).anyMatch(x -> x == 50)).isTrue();
          assertThat(numbers(ELEMENTS).stream().gather(same).limit(0).count()).isZero();
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gatherersCompose(String name, StageOptions options) throws Exception {
    with(
        name,
        pool -> {
          Gatherer<Integer, ?, Integer> next = PoolGatherers.map(pool, x -> x + 1, options);
          List<Integer> results =
              numbers(ELEMENTS).stream().gather(next.andThen(next)).gather(next).toList();
          check(options, results, IntStream.range(3, ELEMENTS + 3).boxed().toList());
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aTaskOfThePoolMayRunAStreamOnIt(String name, StageOptions options) throws Exception {
    if (name.equals("shedding") || name.equals("discard-oldest")) {
      return; // such a pool may throw the outer task itself away
    }
    with(
        name,
        pool -> {
          Gatherer<Integer, ?, Integer> next = PoolGatherers.map(pool, x -> x + 1, options);
          Gatherer<Integer, ?, Integer> sumUpTo =
              PoolGatherers.map(
                  pool,
                  n -> numbers(n).stream().gather(next).mapToInt(Integer::intValue).sum(),
                  options);
          List<Integer> sums =
              pool.submit(() -> numbers(40).stream().gather(sumUpTo).toList()).get();
          check(options, sums, numbers(40).stream().map(n -> n * (n + 1) / 2).toList());
          assertThat(Collections.max(sums)).isEqualTo(39 * 40 / 2);
        });
  }
}
