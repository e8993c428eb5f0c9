package dev.freshet.core.scope;

import dev.freshet.core.ContextCapture;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The instant by which work must be done, known to all that is called on the way.
 *
 * <pre>{@code
 * Deadline.callWithin(Deadline.after(Duration.ofMillis(300)), () -> checkout(cart));
 *
 * // far below, in a class that has never heard of checkouts:
 * HttpRequest request =
 *     HttpRequest.newBuilder(uri).timeout(Deadline.current().check().remaining()).build();
 * }</pre>
 *
 * <p><b>Deadlines shrink.</b> Around a piece of work the deadline in force is the earlier of that
 * which was in force before and that which was given, so nobody down the line can take more time
 * than its caller has. A {@link Scope} puts its deadline in force around each of its forks, on
 * whatever pool they run. To plain tasks of a pool it travels if the pool was built with {@code
 * context(Deadline.capture())}.
 *
 * <p><b>Calls that cannot be told a time</b> are ended from outside: {@link #onExpiry}.
 *
 * <p>Immutable and safe for all threads; all methods are O(1). Time is {@link System#nanoTime}, so
 * a changed wall clock moves nothing, and a deadline means nothing to another JVM: send {@link
 * #remaining} there. What lies more than 146 years ahead is no deadline.
 */
public final class Deadline {
  /** Farther away than this, differences of clock values would run over. */
  private static final long MOST_NANOS = Long.MAX_VALUE / 2;

  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private static final Deadline NONE = new Deadline(TimeSource.SYSTEM, 0);

  private final TimeSource time;
  private final long nanoTime;

  private Deadline(TimeSource time, long nanoTime) {
    this.time = time;
    this.nanoTime = nanoTime;
  }

  /**
   * No deadline: later than all others.
   *
   * @return always the same object
   */
  public static Deadline none() {
    return NONE;
  }

  /**
   * A deadline some time from now.
   *
   * @param duration how long; one that is zero or negative has passed at once, one of more than 146
   *     years makes {@link #none}
   * @return the deadline
   * @throws NullPointerException if the duration is null
   */
  public static Deadline after(Duration duration) {
    return after(TimeSource.SYSTEM, duration);
  }

  static Deadline after(TimeSource time, Duration duration) {
    Objects.requireNonNull(duration, "duration");
    if (duration.compareTo(Duration.ofNanos(MOST_NANOS)) > 0) {
      return NONE;
    }
    return new Deadline(time, time.nanoTime() + (duration.isNegative() ? 0 : duration.toNanos()));
  }

  /**
   * The deadline at an instant.
   *
   * @param nanoTime of {@link System#nanoTime}, at most 146 years from now
   * @return the deadline
   */
  public static Deadline at(long nanoTime) {
    return new Deadline(TimeSource.SYSTEM, nanoTime);
  }

  /* --- the deadline in force --- */

  /**
   * The deadline in force on this thread.
   *
   * @return the earliest of those that were put in force around the work this thread is doing;
   *     {@link #none} if there is none
   */
  public static Deadline current() {
    return Frame.current().deadline();
  }

  /**
   * Runs the body with this deadline in force, or the current one if that is earlier. Ends nothing:
   * the body, or what it calls, looks at {@link #current}.
   *
   * @param deadline the deadline
   * @param body what runs, on this thread
   * @throws NullPointerException if an argument is null
   */
  public static void runWithin(Deadline deadline, Runnable body) {
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(body, "body");
    deadline.within(Frame.current()).binding().run(body);
  }

  /**
   * Calls the body with this deadline in force, or the current one if that is earlier; as {@link
   * #runWithin}.
   *
   * @param deadline the deadline
   * @param body what is called, on this thread
   * @param <V> its result type
   * @return what the body returned
   * @throws Exception what the body threw
   * @throws NullPointerException if an argument is null
   */
  public static <V extends @Nullable Object> V callWithin(Deadline deadline, Callable<V> body)
      throws Exception {
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(body, "body");
    return deadline.within(Frame.current()).binding().<V, Exception>call(body::call);
  }

  private Frame within(Frame outer) {
    return new Frame.Plain(earlier(outer.deadline()), outer.fork());
  }

  /**
   * Carries the deadline in force where a task is submitted to the task.
   *
   * <pre>{@code
   * TaskPool.builder().limit(200).context(Deadline.capture()).build();
   * }</pre>
   *
   * @return what a pool's builder takes
   */
  public static ContextCapture capture() {
    return Capture.INSTANCE;
  }

  /* --- looking at it --- */

  /**
   * Whether this stands for no deadline at all.
   *
   * @return true for {@link #none} only
   */
  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * What is left.
   *
   * @return nanoseconds; 0 once the deadline has passed, {@link Long#MAX_VALUE} if there is none
   */
  public long remainingNanos() {
    return isNone() ? Long.MAX_VALUE : Math.max(0, nanoTime - time.nanoTime());
  }

  /**
   * What is left.
   *
   * @return zero once the deadline has passed, 292 years if there is none
   */
  public Duration remaining() {
    return isNone() ? FOREVER : Duration.ofNanos(remainingNanos());
  }

  /**
   * Whether the deadline has passed.
   *
   * @return true once nothing is left; never for {@link #none}
   */
  public boolean isExpired() {
    return remainingNanos() == 0;
  }

  /**
   * Ends work that is late: a statement for loops, and for calls that refuse a time-out of zero.
   *
   * @return this deadline
   * @throws DeadlineExceededException if it has passed
   */
  public Deadline check() {
    if (isExpired()) {
      throw new DeadlineExceededException("the deadline passed " + lateness() + " ago", List.of());
    }
    return this;
  }

  /**
   * The earlier of two.
   *
   * @param other another deadline
   * @return this one if none is earlier
   * @throws NullPointerException if the other is null
   */
  public Deadline earlier(Deadline other) {
    if (other.isNone()) {
      return this;
    }
    return isNone() || other.nanoTime - nanoTime < 0 ? other : this;
  }

  /* --- acting on it --- */

  /**
   * Does something when the deadline passes, unless the alarm is closed before: the way to end a
   * call that blocks and knows no deadline. Inside a fork, {@link Scope#onCancel} does more.
   *
   * <p>If the deadline has passed already, the action starts at once. Without a deadline it never
   * does, and nothing is armed. An alarm that is not closed keeps the action reachable until the
   * deadline.
   *
   * @param action what is done, on a virtual thread, a few milliseconds late at most, and again
   *     while the alarm is not closed
   * @return takes the alarm back when closed
   * @throws NullPointerException if the action is null
   */
  public Alarm onExpiry(Alarm.Action action) {
    Alarm alarm = new Alarm(time, action, null);
    return isNone() ? alarm : alarm.armed(nanoTime);
  }

  TimeSource time() {
    return time;
  }

  long nanoTime() {
    return nanoTime;
  }

  /** What is left, or since when nothing is. */
  @Override
  public String toString() {
    if (isNone()) {
      return "no deadline";
    }
    long left = nanoTime - time.nanoTime();
    return left > 0 ? "deadline in " + inWords(left) : "deadline passed " + lateness() + " ago";
  }

  private String lateness() {
    return inWords(time.nanoTime() - nanoTime);
  }

  private static String inWords(long nanos) {
    if (nanos >= 10_000_000_000L) {
      return nanos / 1_000_000_000 + " s";
    }
    return nanos >= 1_000_000 ? nanos / 1_000_000 + " ms" : nanos + " ns";
  }

  private enum Capture implements ContextCapture {
    INSTANCE;

    @Override
    public Captured capture() {
      return new Carried(current());
    }
  }

  /** Binds also the absence: a task that runs inside another's wait must not see that one's. */
  private record Carried(Deadline deadline) implements ContextCapture.Captured {
    @Override
    public <V extends @Nullable Object> V call(Callable<V> body) throws Exception {
      return new Frame.Plain(deadline, null).binding().<V, Exception>call(body::call);
    }
  }
}
