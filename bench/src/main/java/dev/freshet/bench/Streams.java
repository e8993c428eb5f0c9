package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import dev.freshet.core.stream.Pipeline;
import dev.freshet.core.stream.PoolGatherers;
import dev.freshet.core.stream.StageOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ways to have a function called for each of many numbers, some at once. */
interface Streams extends AutoCloseable {
  /** Gives the result for each number below {@code count} to the sink, one at a time. */
  void run(int count, Function<Integer, Integer> function, IntConsumer sink) throws Exception;

  /** Whether results come in the order of the numbers. */
  default boolean isOrdered() {
    return true;
  }

  @Override
  default void close() {}

  /**
   * A subject.
   *
   * @param parallelism calls at once
   * @param batch numbers that go together
   */
  static Streams named(String subject, int parallelism, int batch) {
    StageOptions options = StageOptions.of(parallelism).batch(batch);
    return switch (subject) {
      case "freshet-ordered" -> new Gathered(parallelism, options);
      case "freshet-ordered-wide" -> new Gathered(parallelism, options.buffer(1024));
      case "freshet-unordered" -> new Gathered(parallelism, options.unordered());
      case "freshet-pipeline" -> new Piped(parallelism, options);
      case "mapConcurrent" -> new MapConcurrent(parallelism, batch);
      case "ParallelStream" -> new Parallel(parallelism, true);
      case "ParallelStreamUnordered" -> new Parallel(parallelism, false);
      case "InvokeAllWindows" -> new InvokeAll(parallelism, batch);
      case "CompletableFutureWindows" -> new Futures(parallelism, batch);
      default -> throw new IllegalArgumentException("SUBJECT: " + subject + " is unknown");
    };
  }

  /** A gatherer on a pool. */
  record Gathered(TaskPool pool, StageOptions options) implements Streams {
    Gathered(int parallelism, StageOptions options) {
      this(TaskPool.of(parallelism), options);
    }

    @Override
    public void run(int count, Function<Integer, Integer> function, IntConsumer sink) {
      IntStream.range(0, count)
          .boxed()
          .gather(PoolGatherers.map(pool, function::apply, options))
          .forEachOrdered(sink::accept);
    }

    @Override
    public boolean isOrdered() {
      return options.ordered();
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** A pipeline of one stage. */
  record Piped(TaskPool pool, StageOptions options) implements Streams {
    Piped(int parallelism, StageOptions options) {
      this(TaskPool.of(parallelism), options);
    }

    @Override
    public void run(int count, Function<Integer, Integer> function, IntConsumer sink) {
      try (Pipeline<Integer> pipeline =
          Pipeline.from(IntStream.range(0, count).iterator())
              .map(pool, function::apply, options)
              .open()) {
        pipeline.forEachRemaining(sink::accept);
      }
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** The JDK's gatherer. */
  record MapConcurrent(int parallelism, int batch) implements Streams {
    @Override
    public void run(int count, Function<Integer, Integer> function, IntConsumer sink) {
      Stream<Integer> numbers = IntStream.range(0, count).boxed();
      Stream<Integer> results =
          batch == 1
              ? numbers.gather(Gatherers.mapConcurrent(parallelism, function))
              : numbers
                  .gather(Gatherers.windowFixed(batch))
                  .gather(
                      Gatherers.mapConcurrent(
                          parallelism, window -> window.stream().map(function).toList()))
                  .flatMap(List::stream);
      results.forEachOrdered(sink::accept);
    }
  }

  /** A parallel stream in a fork-join pool of its own. */
  record Parallel(ForkJoinPool pool, boolean isOrdered) implements Streams {
    Parallel(int parallelism, boolean ordered) {
      this(new ForkJoinPool(parallelism), ordered);
    }

    @Override
    public void run(int count, Function<Integer, Integer> function, IntConsumer sink)
        throws Exception {
      Stream<Integer> results = IntStream.range(0, count).parallel().boxed().map(function);
      pool.submit(
              () -> {
                if (isOrdered) {
                  results.forEachOrdered(sink::accept);
                } else {
                  results.forEach(
                      result -> {
                        synchronized (sink) {
                          sink.accept(result);
                        }
                      });
                }
              })
          .get();
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** Windows of numbers; the next begins when all of one have ended. */
  record InvokeAll(ExecutorService threads, int parallelism, int batch) implements Streams {
    InvokeAll(int parallelism, int batch) {
      this(Executors.newVirtualThreadPerTaskExecutor(), parallelism, batch);
    }

    @Override
    public void run(int count, Function<Integer, Integer> function, IntConsumer sink)
        throws Exception {
      for (int at = 0; at < count; ) {
        List<Callable<int[]>> window = new ArrayList<>(parallelism);
        for (; window.size() < parallelism && at < count; at += batch) {
          int from = at;
          window.add(() -> apply(function, from, Math.min(count, from + batch)));
        }
        for (Future<int[]> results : threads.invokeAll(window)) {
          for (int result : results.get()) {
            sink.accept(result);
          }
        }
      }
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  /** The same with futures. */
  record Futures(ExecutorService threads, int parallelism, int batch) implements Streams {
    Futures(int parallelism, int batch) {
      this(Executors.newVirtualThreadPerTaskExecutor(), parallelism, batch);
    }

    @Override
    public void run(int count, Function<Integer, Integer> function, IntConsumer sink) {
      for (int at = 0; at < count; ) {
        List<CompletableFuture<int[]>> window = new ArrayList<>(parallelism);
        for (; window.size() < parallelism && at < count; at += batch) {
          int from = at;
          window.add(
              CompletableFuture.supplyAsync(
                  () -> apply(function, from, Math.min(count, from + batch)), threads));
        }
        for (CompletableFuture<int[]> results : window) {
          for (int result : results.join()) {
            sink.accept(result);
          }
        }
      }
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  private static int[] apply(Function<Integer, Integer> function, int from, int to) {
    int[] results = new int[to - from];
    for (int i = from; i < to; i++) {
      results[i - from] = function.apply(i);
    }
    return results;
  }
}
