package dev.freshet.core.keyed;

import dev.freshet.core.FailureHandler;
import dev.freshet.core.timer.TimerWheel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * Builds {@link KeyedLanes}.
 *
 * <pre>{@code
 * KeyedLanes<AccountId> accounts =
 *     KeyedLanes.<AccountId>builder(pool).mailbox(64).timeout(Duration.ofMillis(500)).build();
 * }</pre>
 *
 * <p>Not safe for several threads. Values are checked when they are set. Obtained from {@link
 * KeyedLanes#builder}.
 *
 * @param <K> the type of the keys
 */
public final class KeyedLanesBuilder<K> {
  /** Tasks that may wait for one key, by default: those of the source's decision matrix. */
  static final int DEFAULT_MAILBOX = 1024;

  /** How long they may wait, by default: likewise. */
  static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);

  /**
   * Tasks in a turn, by default: so many that the cost of asking for the next turn is spread over
   * quick tasks, and so few that others do not wait for long behind them. Chosen, not measured.
   */
  static final int DEFAULT_TURN_TASKS = 64;

  /** How long a turn goes on taking tasks, by default: what a quick task may have to wait. */
  static final Duration DEFAULT_TURN_TIME = Duration.ofMillis(1);

  private static final int LARGEST_MAILBOX = 1 << 28;

  /** 73 years: sums and differences of such times do not overflow. */
  private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

  private final Executor executor;
  int mailbox = DEFAULT_MAILBOX;
  Duration timeout = DEFAULT_TIMEOUT;
  int turnTasks = DEFAULT_TURN_TASKS;
  Duration turnTime = DEFAULT_TURN_TIME;
  FailureHandler failureHandler = FailureHandler.likeUncaught();
  private Ticks.Alarm alarm =
      (ticks, nanos) -> TimerWheel.shared().arm(ticks, System.nanoTime() + nanos);

  KeyedLanesBuilder(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
  }

  static long nanos(Duration duration) {
    return (duration.compareTo(LONGEST) < 0 ? duration : LONGEST).toNanos();
  }

  /**
   * Sets how many tasks may wait for one key; {@value #DEFAULT_MAILBOX} by default. The one that
   * runs is not counted.
   *
   * @param tasks 1 to 268,435,456; no memory is taken until they wait
   * @return this
   * @throws IllegalArgumentException if it is out of its range
   */
  public KeyedLanesBuilder<K> mailbox(int tasks) {
    if (tasks < 1 || tasks > LARGEST_MAILBOX) {
      throw new IllegalArgumentException(
          "mailbox: value is " + tasks + "; allowed is 1 to " + LARGEST_MAILBOX);
    }
    this.mailbox = tasks;
    return this;
  }

  /**
   * Sets how long a task may wait, 3 seconds by default: its submitter for room in the mailbox, and
   * then the task itself in there. What has waited for longer is refused there and expires here; a
   * task that has started is left alone.
   *
   * @param time positive
   * @return this
   * @throws IllegalArgumentException if it is not positive
   */
  public KeyedLanesBuilder<K> timeout(Duration time) {
    this.timeout = positive("timeout", time);
    return this;
  }

  /**
   * Sets how much a key may do before it goes to the back of the executor's queue, so that keys
   * share the threads evenly; {@value #DEFAULT_TURN_TASKS} tasks or 1 ms by default. The clock is
   * looked at after 1, 2, 4, 8 and so on tasks.
   *
   * @param tasks at least 1
   * @param time positive
   * @return this
   * @throws IllegalArgumentException if one of them is out of its range
   */
  public KeyedLanesBuilder<K> turn(int tasks, Duration time) {
    if (tasks < 1) {
      throw new IllegalArgumentException(
          "tasks: value is " + tasks + "; allowed is 1 or more in a turn");
    }
    this.turnTime = positive("time", time);
    this.turnTasks = tasks;
    return this;
  }

  /**
   * Sets who is told of tasks without a handle that threw or expired; {@link
   * FailureHandler#likeUncaught()} by default. Of what expires behind a task that does not end, it
   * is told on a virtual thread.
   *
   * @param handler the handler
   * @return this
   */
  public KeyedLanesBuilder<K> onFailure(FailureHandler handler) {
    this.failureHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /** Sets who wakes the ticks: a test. */
  KeyedLanesBuilder<K> alarm(Ticks.Alarm hand) {
    this.alarm = hand;
    return this;
  }

  private static Duration positive(String field, Duration value) {
    if (!Objects.requireNonNull(value, field).isPositive()) {
      throw new IllegalArgumentException(
          field + ": value is " + value + "; allowed is more than zero");
    }
    return value;
  }

  /**
   * Builds the lanes.
   *
   * @return the lanes
   */
  public KeyedLanes<K> build() {
    return new KeyedLanes<>(new Lanes<>(executor, this, alarm));
  }
}
