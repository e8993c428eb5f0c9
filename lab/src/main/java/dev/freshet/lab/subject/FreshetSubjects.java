package dev.freshet.lab.subject;

import dev.freshet.core.Discipline;
import dev.freshet.core.Sizing;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolBuilder;
import dev.freshet.core.Workers;
import dev.freshet.core.keyed.KeyedLanes;
import dev.freshet.lab.subject.SubjectKind.Family;
import java.time.Duration;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Ours: one pool with each of its choices, and the two ways to treat tasks of one key. */
final class FreshetSubjects {
  /**
   * By how much pools that follow the load may grow: from a sixteenth of the limit up to it, so
   * that the limit stays what nobody may exceed.
   */
  private static final int GROWTH = 16;

  /** How long keyed tasks may wait: longer than any run, for here none may be given up. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  static final List<SubjectKind> KINDS =
      List.of(
          pool("virtual", "TaskPool as it comes: virtual threads, FIFO", "", (_, _) -> {}),
          pool(
              "fresh",
              "a fresh virtual thread for each task",
              ".workers(Workers.fresh())",
              (pool, _) -> pool.workers(Workers.fresh())),
          pool(
              "platform",
              "platform threads that stay",
              ".workers(Workers.platform())",
              (pool, _) -> pool.workers(Workers.platform())),
          pool(
              "elastic",
              "platform threads that come with the load and go after a second",
              ".workers(Workers.elastic(1, Duration.ofSeconds(1)))",
              (pool, _) -> pool.workers(Workers.elastic(1, Duration.ofSeconds(1)))),
          pool(
              "ring",
              "platform threads over a preallocated ring",
              ".workers(Workers.ring())",
              (pool, _) -> pool.workers(Workers.ring())),
          pool(
              "channel",
              "virtual threads that receive from a bounded channel",
              ".workers(Workers.channel())",
              (pool, _) -> pool.workers(Workers.channel())),
          pool(
              "sharded",
              "one admission, the lane split by processors",
              ".shards(Math.max(2, Runtime.getRuntime().availableProcessors()))",
              (pool, _) -> pool.shards(Math.max(2, Runtime.getRuntime().availableProcessors()))),
          pool(
              "priority",
              "three levels with ageing",
              ".discipline(Discipline.priority())",
              (pool, _) -> pool.discipline(Discipline.priority())),
          pool(
              "edf",
              "earliest deadline first",
              ".discipline(Discipline.earliestDeadline())",
              (pool, _) -> pool.discipline(Discipline.earliestDeadline())),
          new SubjectKind(
              "freshet-lifo",
              Family.FRESHET,
              "adaptive LIFO: newest first under overload, sheds what waited too long",
              "TaskPool.builder().limit(LIMIT).discipline(Discipline.adaptiveLifo()).build()",
              true,
              false,
              (limit, places) ->
                  new PoolSubject(
                      builder(limit, places).discipline(Discipline.adaptiveLifo()).build(), true)),
          sized("dualwindow", "the limit follows the rate of arrivals", "dualWindow")
              .with(Sizing::dualWindow),
          sized("thresholds", "the limit doubles and halves with the load", "thresholds")
              .with(Sizing::thresholds),
          sized("gradient", "the limit grows while tasks run no slower for it", "gradient")
              .with(Sizing::gradient),
          new SubjectKind(
              "freshet-keyed",
              Family.FRESHET,
              "keyed lanes: tasks of a key one after the other; here all have one key",
              "KeyedLanes.of(TaskPool.of(LIMIT))",
              true,
              false,
              (limit, places) -> new Keyed(builder(limit, places).build(), places)),
          new SubjectKind(
              "freshet-batcher",
              Family.FRESHET,
              "batcher: tasks of a key go together where that pays; here all have one key",
              "Batcher.of(TaskPool.of(LIMIT), (key, batch) -> …)",
              true,
              false,
              (limit, places) -> new BatcherSubject(builder(limit, places).build(), places)));

  private FreshetSubjects() {}

  private static TaskPoolBuilder builder(int limit, int places) {
    return TaskPool.builder().name("lab").limit(limit).laneCapacity(places);
  }

  private static SubjectKind pool(
      String name, String what, String java, ObjIntConsumer<TaskPoolBuilder> choice) {
    return new SubjectKind(
        "freshet-" + name,
        Family.FRESHET,
        what,
        "TaskPool.builder().limit(LIMIT)" + java + ".build()",
        true,
        true,
        (limit, places) -> {
          TaskPoolBuilder pool = builder(limit, places);
          choice.accept(pool, limit);
          return new PoolSubject(pool.build(), false);
        });
  }

  /** The range of a pool that follows the load. */
  @FunctionalInterface
  private interface Range {
    Sizing from(int min, int max);
  }

  /** A pool that follows the load, but for the policy. */
  private record Sized(String name, String what, String policy) {
    SubjectKind with(Range range) {
      return pool(
          name,
          what,
          ".sizing(Sizing." + policy + "(Math.max(1, LIMIT / " + GROWTH + "), LIMIT))",
          (pool, limit) -> {
            int least = Math.max(1, limit / GROWTH);
            pool.limit(least).sizing(range.from(least, limit));
          });
    }
  }

  private static Sized sized(String name, String what, String policy) {
    return new Sized(name, what, policy);
  }

  /** A pool; whether it gives tasks up by rule, as asking costs a snapshot. */
  private record PoolSubject(TaskPool pool, boolean sheds) implements Subject {
    @Override
    public void execute(Runnable task) {
      pool.execute(task);
    }

    @Override
    public int size() {
      return pool.snapshot().limit();
    }

    @Override
    public long shed() {
      return sheds ? pool.snapshot().dropped() : 0;
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  /** Keyed lanes, with one key. */
  private static final class Keyed implements Subject {
    private static final String KEY = "key";
    private final TaskPool pool;
    private final KeyedLanes<String> lanes;

    Keyed(TaskPool pool, int places) {
      this.pool = pool;
      this.lanes = KeyedLanes.<String>builder(pool).mailbox(places).timeout(PATIENCE).build();
    }

    @Override
    public void execute(Runnable task) {
      lanes.execute(KEY, task);
    }

    /** One: the key has its tasks done one after the other. */
    @Override
    public int size() {
      return 1;
    }

    @Override
    public void close() {
      lanes.close();
      pool.close();
    }
  }
}
