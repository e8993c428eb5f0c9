package dev.freshet.core.engine;

import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.lane.Ranked;
import dev.freshet.core.scope.Deadline;
import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A record of a task with options or a call site.
 *
 * <p>Safe for all threads. 56 bytes, and 40 more for a deadline, with compressed references.
 *
 * @param <V> the result type
 */
class OptionRecord<V extends @Nullable Object> extends TaskRecord.OfCallable<V> implements Ranked {
  /*
   * A deadline has two guards. Whoever is about to start the task reads the clock, so a task never
   * starts late, even if the timer is. And the timer ends the record at the deadline itself,
   * whether it waits or runs, so that those who wait for it learn in time; its worker finds a
   * tombstone. Both use TaskRecord.end, where one step decides.
   *
   * The submitter arms the timer after the pool accepted the task: what was refused was never
   * accepted, so it must not expire and be counted. By then the task may be over. The submitter
   * links the node and then looks at the state, and whoever ends the record changes the state and
   * then looks for the node, all of it volatile; so one of the two, or both, takes the node out.
   */

  /** The longest deadline, 146 years: differences of such instants do not overflow. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private final TaskOptions options;
  private final long deadlineNanos;
  private final @Nullable Alarm alarm;
  private final @Nullable CallSite site;

  OptionRecord(PoolEngine engine, Callable<V> body, TaskOptions options, @Nullable CallSite site) {
    super(engine, body);
    this.options = options;
    this.site = site;
    Duration allowed = options.deadline();
    if (allowed == null) {
      this.deadlineNanos = NO_DEADLINE;
      this.alarm = null;
    } else {
      long instant = System.nanoTime() + nanos(allowed);
      this.deadlineNanos = instant == NO_DEADLINE ? instant - 1 : instant;
      this.alarm = new Alarm(this);
    }
  }

  private static long nanos(Duration allowed) {
    return allowed.compareTo(Duration.ofNanos(LONGEST_NANOS)) >= 0
        ? LONGEST_NANOS
        : allowed.toNanos();
  }

  /** The body finds the deadline in force, and whatever it calls. */
  @Override
  @SuppressWarnings("unchecked") // the body given to the constructor
  final V call(Object body) throws Exception {
    if (alarm == null) {
      return super.call(body);
    }
    Deadline deadline = Deadline.at(deadlineNanos);
    return body instanceof Contexts.OfCallable<?> carried
        ? ((Contexts.OfCallable<V>) carried).callWithin(deadline)
        : Deadline.callWithin(deadline, (Callable<V>) body);
  }

  /* --- the deadline --- */

  @Override
  final boolean isOverdue() {
    return alarm != null && deadlineNanos - System.nanoTime() <= 0;
  }

  /** Nanoseconds until the deadline of an item; {@link Long#MAX_VALUE} if it has none. */
  static long leftFor(Object item) {
    return item instanceof OptionRecord<?> record && record.alarm != null
        ? record.deadlineNanos - System.nanoTime()
        : Long.MAX_VALUE;
  }

  @Override
  final Throwable expiry(String name, boolean started) {
    Duration allowed = options.deadline();
    return new TaskExpiredException(name, allowed == null ? Duration.ZERO : allowed, started);
  }

  @Override
  void watch() {
    if (alarm == null || state >= SETTLING) {
      return;
    }
    try {
      TimerWheel.shared().arm(alarm, deadlineNanos);
    } catch (OutOfMemoryError _) {
      return; // no thread for the timer: the task was accepted, and the first guard still holds
    }
    if (state >= SETTLING) {
      unwatch();
    }
  }

  final void unwatch() {
    if (alarm != null) {
      TimerWheel.shared().cancel(alarm);
    }
  }

  @Override
  void ended(boolean counted, boolean byTimer) {
    unwatch(); // a look at the node if the timer has let it go
  }

  /** The node in the timer. */
  private static final class Alarm extends Timed {
    private final OptionRecord<?> record;

    Alarm(OptionRecord<?> record) {
      this.record = record;
    }

    @Override
    protected void expired() {
      record.expire(true);
    }
  }

  /* --- what it is --- */

  @Override
  public final int priority() {
    return options.priority();
  }

  @Override
  public final long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public final String name() {
    String name = options.name();
    return name == null ? super.name() : name;
  }

  @Override
  final String nameOf(@Nullable Object body) {
    String name = options.name();
    return name == null ? super.nameOf(body) : name;
  }

  @Override
  public final @Nullable String taskClass() {
    return options.taskClass();
  }

  @Override
  final @Nullable CallSite site() {
    return site;
  }
}
