package dev.freshet.core;

import dev.freshet.core.ring.WaitStrategy;
import java.time.Duration;
import java.util.Objects;

/**
 * Which threads run the tasks of a pool: the first of its three choices, beside {@link Discipline}
 * and {@link Sizing}.
 *
 * <pre>{@code
 * TaskPool.builder().limit(10_000).workers(Workers.virtual()).build(); // tasks that wait for I/O
 * TaskPool.builder().limit(8).workers(Workers.platform()).build();     // CPU-bound or native work
 * TaskPool.builder().limit(64).workers(Workers.elastic(4, Duration.ofSeconds(30))).build();
 * }</pre>
 *
 * <p>Immutable.
 */
public sealed interface Workers {
  /**
   * Tasks per virtual thread by default. A fresh virtual thread costs up to 5 µs (start, scheduler
   * queue, a carrier woken): 1 ns a task, against 20 ns for a no-op task in all (suite submit).
   */
  int DEFAULT_TASKS_PER_THREAD = 4096;

  /**
   * Lifetime of a virtual thread by default: how long a backlog of short tasks may keep a carrier
   * from the JVM's other virtual threads. At 10 ms the fresh thread's 5 µs are 0.05 %.
   */
  Duration DEFAULT_THREAD_LIFETIME = Duration.ofMillis(10);

  /**
   * Virtual threads, one running at a time for each grant. They exist only while tasks run; a
   * thread that finishes takes the next waiting task, and retires in time, so that none becomes
   * immortal.
   *
   * @param tasksPerThread how many tasks a thread may run one after the other, at least 1
   * @param threadLifetime how long a thread may go on taking tasks, positive; looked at between
   *     tasks, at the latest every 64
   */
  record Virtual(int tasksPerThread, Duration threadLifetime) implements Workers {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Virtual {
      Objects.requireNonNull(threadLifetime, "threadLifetime");
      if (tasksPerThread < 1) {
        throw new IllegalArgumentException(
            "tasksPerThread: " + tasksPerThread + " is out of range; allowed is 1 or more");
      }
      if (!threadLifetime.isPositive()) {
        throw new IllegalArgumentException(
            "threadLifetime: " + threadLifetime + " is not positive; 10 ms is the default");
      }
    }

    /**
     * The lifetime in nanoseconds.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} for more than 292 years
     */
    public long threadLifetimeNanos() {
      return Durations.saturatedNanos(threadLifetime);
    }

    /**
     * The same with another number of tasks.
     *
     * @param tasks at least 1, which gives each task a thread of its own
     * @return the changed choice
     */
    public Virtual tasksPerThread(int tasks) {
      return new Virtual(tasks, threadLifetime);
    }

    /**
     * The same with another lifetime.
     *
     * @param lifetime positive
     * @return the changed choice
     */
    public Virtual threadLifetime(Duration lifetime) {
      return new Virtual(tasksPerThread, lifetime);
    }
  }

  /**
   * Platform threads (daemons), as many as the limit; all are started with the pool and kept. Needs
   * {@link Sizing#fixed()}; a {@code resize} by hand starts or ends threads.
   */
  record Static() implements Workers {}

  /**
   * Platform threads (daemons) that are started when tasks need them, and end after an idle time.
   *
   * @param preheated threads started with the pool and kept when idle, 0 or more
   * @param keepAlive how long a thread beyond those stays idle; positive
   */
  record Elastic(int preheated, Duration keepAlive) implements Workers {
    /**
     * The idle time in nanoseconds.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} for more than 292 years
     */
    public long keepAliveNanos() {
      return Durations.saturatedNanos(keepAlive);
    }

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException naming the value that is out of its range
     */
    public Elastic {
      Objects.requireNonNull(keepAlive, "keepAlive");
      if (preheated < 0) {
        throw new IllegalArgumentException(
            "preheated: " + preheated + " is negative; allowed is 0 up to the limit");
      }
      if (!keepAlive.isPositive()) {
        throw new IllegalArgumentException(
            "keepAlive: " + keepAlive + " is not positive; 10 s is a good start");
      }
    }
  }

  /**
   * Platform threads (daemons) on a ring: as many as the limit, started with the pool and kept,
   * that wait for the next task as their strategy says. A spinning worker has a task in hand some
   * 100 ns after it was submitted, and costs a processor while it waits; more spinning workers than
   * processors take them from each other. Needs {@link Sizing#fixed()} and {@link
   * Discipline#fifo()}, whose lane is the ring: 20 bytes a place, made with the pool.
   *
   * @param waiting how an idle worker waits
   */
  record Ring(WaitStrategy waiting) implements Workers {
    /**
     * Checks the strategy.
     *
     * @throws NullPointerException if it is null
     */
    public Ring {
      Objects.requireNonNull(waiting, "waiting");
    }

    /**
     * How long an idle worker spins before it parks.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} if it never parks
     */
    public long spinNanos() {
      return switch (waiting) {
        case WaitStrategy.Park _ -> 0;
        case WaitStrategy.SpinThenPark(Duration spin) -> Durations.saturatedNanos(spin);
        case WaitStrategy.BusySpin _ -> Long.MAX_VALUE;
      };
    }
  }

  /**
   * Virtual threads that receive from a channel: as many as the limit, started with the pool and
   * kept, each parked while there is nothing to receive (some 500 bytes of heap each). A task is
   * handed to a waiting worker directly; while all work, it waits in the channel's buffer. A worker
   * that had no pause for 10 ms gives its place to a fresh thread. The model of N goroutines on one
   * channel, to compare with and to port; {@link #virtual()} holds no thread while idle. Needs
   * {@link Sizing#fixed()} and {@link Discipline#fifo()}, whose lane is the channel.
   */
  record Channel() implements Workers {}

  /**
   * Virtual threads that are reused while there is backlog.
   *
   * @return 4,096 tasks and 10 ms a thread
   */
  static Virtual virtual() {
    return new Virtual(DEFAULT_TASKS_PER_THREAD, DEFAULT_THREAD_LIFETIME);
  }

  /**
   * A fresh virtual thread for every task: nothing a task leaves in thread-locals is ever seen by
   * another.
   *
   * @return one task a thread
   */
  static Virtual fresh() {
    return virtual().tasksPerThread(1);
  }

  /**
   * Platform threads, as many as the limit.
   *
   * @return the choice
   */
  static Static platform() {
    return new Static();
  }

  /**
   * Platform threads that come and go.
   *
   * @param preheated threads started with the pool and kept when idle, 0 or more
   * @param keepAlive how long a thread beyond those stays idle; positive
   * @return the choice
   */
  static Elastic elastic(int preheated, Duration keepAlive) {
    return new Elastic(preheated, keepAlive);
  }

  /**
   * Platform threads on a ring, as many as the limit, that spin for 20 microseconds before they
   * park: about what waking a parked thread takes.
   *
   * @return the choice
   */
  static Ring ring() {
    return ring(WaitStrategy.spinThenPark(Duration.ofNanos(20_000)));
  }

  /**
   * Platform threads on a ring, as many as the limit.
   *
   * @param waiting how an idle worker waits
   * @return the choice
   */
  static Ring ring(WaitStrategy waiting) {
    return new Ring(waiting);
  }

  /**
   * Virtual threads that receive from a channel, as many as the limit.
   *
   * @return the choice
   */
  static Channel channel() {
    return new Channel();
  }
}
