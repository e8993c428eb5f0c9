package dev.freshet.bench;

import dev.freshet.core.Discipline;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The compared pools that know tasks of two ranks. */
interface Prioritised {
  /** Tasks that run at once. */
  int LIMIT = 16;

  /** Places for all tasks of a run: nobody refuses, drops or holds a submitter back. */
  int QUEUE = 1 << 20;

  /** Submits an urgent task. */
  void high(Runnable task);

  /** Submits one that is not. */
  void low(Runnable task);

  /** Gives up what waits, interrupts what runs, and answers how many tasks were given up. */
  int stop();

  /** The subject of that name. */
  static Prioritised named(String name) {
    return switch (name) {
      case "freshet-priority" ->
          new Levelled(
              TaskPool.builder()
                  .name(name)
                  .limit(LIMIT)
                  .laneCapacity(QUEUE)
                  .discipline(Discipline.priority())
                  .build());
      case "freshet-fifo" ->
          new Plain(TaskPool.builder().name(name).limit(LIMIT).laneCapacity(QUEUE).build());
      case "ThreadPoolExecutorPriority" -> new Heaped();
      default -> throw new IllegalArgumentException("subject: unknown name " + name);
    };
  }

  /** A lane for each level. */
  record Levelled(TaskPool pool) implements Prioritised {
    private static final TaskOptions HIGH = TaskOptions.none().priority(2);
    private static final TaskOptions LOW = TaskOptions.none().priority(0);

    @Override
    public void high(Runnable task) {
      pool.execute(task, HIGH);
    }

    @Override
    public void low(Runnable task) {
      pool.execute(task, LOW);
    }

    @Override
    public int stop() {
      return pool.shutdownNow().size();
    }
  }

  /** Takes no notice of ranks. */
  record Plain(ExecutorService pool) implements Prioritised {
    @Override
    public void high(Runnable task) {
      pool.execute(task);
    }

    @Override
    public void low(Runnable task) {
      pool.execute(task);
    }

    @Override
    public int stop() {
      return pool.shutdownNow().size();
    }
  }

  /** A heap of tasks that know their rank and, among equals, their turn. */
  final class Heaped implements Prioritised {
    private record Ranked(int rank, long turn, Runnable task)
        implements Runnable, Comparable<Ranked> {
      @Override
      public void run() {
        task.run();
      }

      @Override
      public int compareTo(Ranked other) {
        return rank != other.rank
            ? Integer.compare(other.rank, rank)
            : Long.compare(turn, other.turn);
      }
    }

    private final AtomicLong turns = new AtomicLong();
    private final ThreadPoolExecutor pool =
        new ThreadPoolExecutor(LIMIT, LIMIT, 1, TimeUnit.MINUTES, new PriorityBlockingQueue<>());

    @Override
    public void high(Runnable task) {
      pool.execute(new Ranked(1, turns.getAndIncrement(), task));
    }

    @Override
    public void low(Runnable task) {
      pool.execute(new Ranked(0, turns.getAndIncrement(), task));
    }

    @Override
    public int stop() {
      return pool.shutdownNow().size();
    }
  }
}
