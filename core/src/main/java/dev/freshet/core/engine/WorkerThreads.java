package dev.freshet.core.engine;

import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.Workers;
import java.util.function.Consumer;

/**
 * The threads that run the tasks of one pool: what a grant needs of them.
 *
 * <p>Safe for all threads.
 */
abstract sealed class WorkerThreads permits VirtualThreads, SeatedThreads {
  static WorkerThreads of(PoolEngine engine, TaskPoolConfig config, Consumer<Thread> starter) {
    return switch (config.workers()) {
      case Workers.Virtual virtual -> new VirtualThreads(engine, virtual, starter);
      case Workers.Static _ -> SeatedThreads.platform(engine, starter);
      case Workers.Elastic elastic -> SeatedThreads.elastic(engine, elastic, starter);
      case Workers.Ring ring -> SeatedThreads.ring(engine, ring, starter);
      case Workers.Channel _ -> SeatedThreads.channel(engine, starter);
    };
  }

  /**
   * Lets a thread run what the grant has in hand.
   *
   * @throws RuntimeException or an Error if there is no thread to be had
   */
  abstract void start(Grant grant);

  /** Whether a worker's time is up, so that a fresh thread has to go on with its grant. */
  abstract boolean isRetired(int ran, long ageNanos);

  /**
   * How many of {@code some} more tasks a worker may run before it has to look whether it is
   * retired.
   */
  abstract int mostTasks(int ran, int some);

  /** How long a worker may go on before it looks whether its time is up, in nanoseconds. */
  abstract long lifetimeNanos();

  /**
   * Told by a worker that is about to give its grant back.
   *
   * @return whether its thread stays with the grant and waits for the next task
   */
  abstract boolean keepsSeat(Grant grant);

  /** Starts what is there from the beginning. */
  abstract void open();

  /** Makes ready for {@code count} tasks at once, as far as the limit goes. */
  abstract void preheat(int count);

  /** The limit went up. */
  abstract void grow();

  /** The limit went down or the pool has ended: threads that wait look whether they may go. */
  abstract void recheck();

  /** Threads alive now, those that wait included; -1 if they are not counted. */
  abstract int alive();
}
