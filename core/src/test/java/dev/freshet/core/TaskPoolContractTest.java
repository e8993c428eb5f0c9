package dev.freshet.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The whole contract for every legal combination of a pool's choices; {@link
 * PoolChoicesContractTest} has the illegal ones.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("combinations")
class TaskPoolContractTest extends ExecutorServiceContract
    implements TaskPoolContract, CapacityContract {
  private static final Duration LONG = Duration.ofHours(1);

  /** Both kinds of virtual threads; platform threads kept, all fleeting, and some of both. */
  static final Map<String, Workers> WORKERS =
      table(
          "virtual", Workers.virtual(),
          "fresh", Workers.fresh(),
          "platform", Workers.platform(),
          "elastic", Workers.elastic(0, Duration.ofMillis(1)),
          "preheated", Workers.elastic(1, Duration.ofMillis(1)));

  /** Tasks without options; adaptive LIFO with times that no test lasts, so that it sheds none. */
  static final Map<String, Discipline> DISCIPLINES =
      table(
          "fifo", Discipline.fifo(),
          "priority", Discipline.priority(),
          "deadline", Discipline.earliestDeadline(),
          "lifo", Discipline.adaptiveLifo(LONG, LONG));

  static final Map<String, Overflow> OVERFLOWS =
      table("block", Overflow.block(), "reject", Overflow.reject());

  /** One row of the table. */
  record Combination(String name, Workers workers, Discipline discipline, Overflow overflow) {
    TaskPoolBuilder builder() {
      return TaskPool.builder().workers(workers).discipline(discipline).overflow(overflow);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Combination combination;

  TaskPoolContractTest(Combination combination) {
    this.combination = combination;
  }

  static Stream<Combination> combinations() {
    List<Combination> all = new ArrayList<>();
    WORKERS.forEach(
        (worker, workers) ->
            DISCIPLINES.forEach(
                (order, discipline) ->
                    OVERFLOWS.forEach(
                        (policy, overflow) ->
                            all.add(
                                new Combination(
                                    worker + " " + order + " " + policy,
                                    workers,
                                    discipline,
                                    overflow)))));
    return all.stream();
  }

  @SuppressWarnings("unchecked") // pairs of a name and a choice
  private static <C> Map<String, C> table(Object... pairs) {
    Map<String, C> table = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      table.put((String) pairs[i], (C) pairs[i + 1]);
    }
    return table;
  }

  @Override
  public TaskPoolBuilder builder() {
    return combination.builder();
  }

  @Override
  public ExecutorService create(int limit) {
    return builder().limit(limit).laneCapacity(1000).build();
  }
}
