package dev.freshet.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** The table of all legal combinations of a pool's choices, and pools made of one of them. */
interface ChoicesContract extends PoolUnderTest {
  /** Longer than any test. */
  Duration LONG = Duration.ofHours(1);

  /** Both kinds of virtual threads; platform threads kept, all fleeting, and some of both. */
  Map<String, Workers> WORKERS =
      table(
          List.of("virtual", "fresh", "platform", "elastic", "preheated", "ring", "channel"),
          List.of(
              Workers.virtual(),
              Workers.fresh(),
              Workers.platform(),
              Workers.elastic(0, Duration.ofMillis(1)),
              Workers.elastic(1, Duration.ofMillis(1)),
              Workers.ring(),
              Workers.channel()));

  /** For tasks without options; adaptive LIFO has times that no test lasts, so it sheds none. */
  Map<String, Discipline> DISCIPLINES =
      table(
          List.of("fifo", "priority", "deadline", "lifo"),
          List.of(
              Discipline.fifo(),
              Discipline.priority(),
              Discipline.earliestDeadline(),
              Discipline.adaptiveLifo(LONG, LONG)));

  Map<String, Overflow> OVERFLOWS =
      table(List.of("block", "reject"), List.of(Overflow.block(), Overflow.reject()));

  Map<String, Range> SIZINGS =
      table(
          List.of("fixed", "thresholds", "dual window", "gradient"),
          List.of(
              (min, max) -> Sizing.fixed(),
              Sizing::thresholds,
              Sizing::dualWindow,
              Sizing::gradient));

  /** A sizing within a range. */
  @FunctionalInterface
  interface Range {
    Sizing of(int min, int max);
  }

  /** One row of the table. */
  record Combination(
      String name,
      Workers workers,
      Discipline discipline,
      Overflow overflow,
      Range sizing,
      boolean everything) {
    /** The same with all that a pool can do besides. */
    Combination withEverything() {
      return new Combination(name + " everything", workers, discipline, overflow, sizing, true);
    }

    boolean hasFixedSize() {
      return sizing.of(1, 1) instanceof Sizing.Fixed;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Whether the limit is the number of threads. */
  static boolean isStatic(Workers workers) {
    return workers instanceof Workers.Static || bringsItsLane(workers);
  }

  /** Whether the tasks wait where the workers say, not where the discipline does. */
  static boolean bringsItsLane(Workers workers) {
    return workers instanceof Workers.Ring || workers instanceof Workers.Channel;
  }

  /** Every legal row; static workers have a fixed size, rings and channels are in order. */
  static List<Combination> table() {
    List<Combination> rows = new ArrayList<>();
    WORKERS.forEach(
        (worker, workers) ->
            DISCIPLINES.forEach(
                (order, discipline) ->
                    OVERFLOWS.forEach(
                        (policy, overflow) ->
                            SIZINGS.forEach(
                                (size, sizing) -> {
                                  String name = String.join(" ", worker, order, policy, size);
                                  Combination row =
                                      new Combination(
                                          name, workers, discipline, overflow, sizing, false);
                                  if ((row.hasFixedSize() || !isStatic(workers))
                                      && (discipline.equals(Discipline.fifo())
                                          || !bringsItsLane(workers))) {
                                    rows.add(row);
                                  }
                                }))));
    return rows;
  }

  private static <C> Map<String, C> table(List<String> names, List<C> choices) {
    Map<String, C> table = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      table.put(names.get(i), choices.get(i));
    }
    return table;
  }

  /** The row of the running test. */
  Combination combination();

  /** A pool of the row. A sizing that moves the limit is at work, but has nowhere to go. */
  default TaskPoolBuilder builder(int limit) {
    return builder(limit, limit, limit);
  }

  /** A pool of the row whose limit moves within the range, if it moves at all. */
  default TaskPoolBuilder builder(int limit, int min, int max) {
    TaskPoolBuilder builder =
        TaskPool.builder()
            .limit(limit)
            .workers(combination().workers())
            .discipline(combination().discipline())
            .overflow(combination().overflow())
            .sizing(combination().sizing().of(min, max))
            .histograms(combination().everything());
    if (combination().everything()) {
      ThreadLocal<String> local = new ThreadLocal<>();
      ScopedValue<String> scoped = ScopedValue.newInstance();
      builder
          .callSites(true)
          .taskBudget(LONG)
          .listener(new PoolListener() {})
          .context(ContextCapture.ofThreadLocal(local), ContextCapture.ofScopedValue(scoped))
          .workerLocal(WorkerLocal.of(() -> "state"));
    }
    return builder;
  }

  @Override
  default ExecutorService create(int limit) {
    return builder(limit).laneCapacity(1000).build();
  }
}
