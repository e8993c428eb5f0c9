package dev.freshet.core.scope;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An action that is due when a {@link Deadline} passes or a {@link Scope} is cancelled, until it is
 * closed: what ends a blocking call that knows nothing of either.
 *
 * <pre>{@code
 * try (Statement statement = connection.createStatement();
 *     Alarm _ = Scope.onCancel(statement::cancel)) {
 *   statement.execute(sql);
 * }
 * }</pre>
 *
 * <p>The action runs on a virtual thread of its own, so it may block. Like an alarm clock it comes
 * again while nobody closes it, up to {@value #REPEATS} times within seven seconds: the first time
 * may have been just before the call began, and without effect. So it must be harmless to repeat.
 *
 * <p>Safe for all threads; what a thread did before it set the alarm happens before the action, and
 * the action happens before {@link #close} returns. Setting and closing are O(1).
 */
public final class Alarm implements AutoCloseable {
  /** What an alarm does; unlike a {@link Runnable}, it may throw. */
  @FunctionalInterface
  public interface Action {
    /**
     * Acts.
     *
     * @throws Exception whatever it likes; nobody is there to be told, so it is dropped
     */
    void run() throws Exception;
  }

  /** How often the action is repeated, at most. */
  private static final int REPEATS = 7;

  /**
   * After how many milliseconds first, and twice as many each time: 50 to 3,200. In the first a
   * call that was about to begin has begun, and a server has answered to the end of one.
   */
  private static final long FIRST_REPEAT_MILLIS = 50;

  private final TimeSource time;
  private final Action action;

  /** The fork that set it, if one did. */
  private final @Nullable ForkTask<?> fork;

  private final Node node = new Node();
  private final AtomicBoolean rung = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Held while the action runs. */
  private final ReentrantLock acting = new ReentrantLock();

  Alarm(TimeSource time, Action action, @Nullable ForkTask<?> fork) {
    this.time = time;
    this.action = Objects.requireNonNull(action, "action");
    this.fork = fork;
  }

  /** Rings at that time of the source, unless it was closed before. */
  Alarm armed(long deadlineNanoTime) {
    time.arm(node, deadlineNanoTime);
    return this;
  }

  @Nullable ForkTask<?> fork() {
    return fork;
  }

  /**
   * Starts the action, unless that was done before.
   *
   * @param then is done once the alarm is closed or a repetition is due
   * @return false if it was done before; nothing is done after it then
   */
  boolean ring(Runnable then) {
    if (!rung.compareAndSet(false, true)) {
      return false;
    }
    try {
      Thread.ofVirtual()
          .name("freshet-alarm")
          .inheritInheritableThreadLocals(false)
          .start(() -> actAndRepeat(then));
    } catch (Throwable _) {
      act(); // no thread to be had: a late timer is better than a call that never ends
      then.run();
    }
    return true;
  }

  private void actAndRepeat(Runnable then) {
    long pause = FIRST_REPEAT_MILLIS;
    boolean over = false;
    for (int i = 0; i <= REPEATS && !over; i++) {
      act();
      try {
        over = closed.await(pause, TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        over = true; // nobody has this thread, so the action did it; then it is not repeated
      }
      if (i == 0) {
        then.run();
      }
      pause *= 2;
    }
  }

  private void act() {
    acting.lock();
    try {
      if (closed.getCount() != 0) {
        action.run();
      }
    } catch (Throwable _) {
      // See Action.run.
    } finally {
      acting.unlock();
    }
  }

  /**
   * Takes the alarm back. If its action is running, waits for its end, so that it cannot hit what
   * the caller does next; an interrupt does not end that wait and is kept. Closing again, or inside
   * the action, does nothing.
   */
  @Override
  @SuppressWarnings("LockNotBeforeTry") // to wait for its holder, not to guard anything
  public void close() {
    closed.countDown();
    ForkTask<?> mine = fork;
    if (mine != null) {
      mine.scope().forget(this);
    }
    if (rung.compareAndSet(false, true)) {
      time.cancel(node);
    } else {
      acting.lock();
      acting.unlock();
    }
  }

  /** Whether the action is still to come. */
  @Override
  public String toString() {
    return "Alarm " + (closed.getCount() == 0 ? "closed" : rung.get() ? "ringing" : "set");
  }

  private final class Node extends Expiry {
    @Override
    protected void expired() {
      ring(() -> {});
    }
  }
}
