package dev.freshet.core.scope;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An action that is due when a {@link Deadline} passes or a {@link Scope} is cancelled, until it is
 * closed: what ends a blocking call that knows nothing of either.
 *
 * <pre>{@code
 * try (Statement statement = connection.createStatement();
 *     Alarm _ = Deadline.current().onExpiry(statement::cancel)) {
 *   statement.execute(sql);
 * }
 * }</pre>
 *
 * <p>The action runs at most once, on a virtual thread of its own, so it may block. Safe for all
 * threads; what a thread did before it set the alarm happens before the action, and the action
 * happens before {@link #close} returns. Setting and closing are O(1).
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

  private final TimeSource time;
  private final Action action;
  private final @Nullable Alarms others;
  private final Node node = new Node();
  private final AtomicBoolean taken = new AtomicBoolean();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Thread runner;

  /**
   * An alarm that nobody rings yet.
   *
   * @param others the set it leaves when it is closed; null if it is in none
   */
  Alarm(TimeSource time, Action action, @Nullable Alarms others) {
    this.time = time;
    this.action = Objects.requireNonNull(action, "action");
    this.others = others;
  }

  /** Rings at that time of the source, unless it was closed before. */
  Alarm armed(long deadlineNanoTime) {
    time.arm(node, deadlineNanoTime);
    return this;
  }

  /** Starts the action, unless that has been done or the alarm was closed. */
  void ring() {
    if (!taken.compareAndSet(false, true)) {
      return;
    }
    try {
      Thread.ofVirtual()
          .name("freshet-alarm")
          .inheritInheritableThreadLocals(false)
          .start(this::act);
    } catch (Throwable _) {
      act(); // no thread to be had: a late timer is better than a call that never ends
    }
  }

  private void act() {
    runner = Thread.currentThread();
    try {
      action.run();
    } catch (Throwable _) {
      // See Action.run.
    } finally {
      runner = null;
      over.countDown();
    }
  }

  /**
   * Takes the alarm back. If its action has begun, waits for its end, so that it cannot hit what
   * the caller does next; an interrupt does not end that wait and is kept. Closing again, or inside
   * the action, does nothing.
   */
  @Override
  public void close() {
    if (others != null) {
      others.remove(this);
    }
    time.cancel(node); // also if a scope rang: the deadline may be far away
    if (taken.compareAndSet(false, true)) {
      over.countDown();
      return;
    }
    Thread me = Thread.currentThread();
    if (me.equals(runner)) {
      return;
    }
    boolean interrupted = false;
    while (over.getCount() != 0) {
      try {
        over.await();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      me.interrupt();
    }
  }

  /** Whether the action is still to come. */
  @Override
  public String toString() {
    return "Alarm " + (over.getCount() == 0 ? "over" : taken.get() ? "ringing" : "set");
  }

  private final class Node extends Expiry {
    @Override
    protected void expired() {
      ring();
    }
  }
}
