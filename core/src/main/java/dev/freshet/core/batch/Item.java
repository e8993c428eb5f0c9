package dev.freshet.core.batch;

import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.engine.HandleStage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one object that stands for an item: its handle, the task that runs it alone, and its place in
 * a lane.
 *
 * <p>Safe for all threads.
 */
final class Item<K, I, R> extends HandleStage<R> implements TaskHandle<R>, Runnable {
  /*
   * WAITING -> STARTED -> ENDED, or WAITING -> ENDED. Worker, canceller and deadline decide by a
   * compare-and-set who starts and who ends an item. Who ends it counts it, writes the outcome and,
   * if it had not started, gives its room back. So each item is answered and counted once, and
   * counted before it can be seen to be done. The key and the input are read before the step to
   * STARTED, and cleared after a step from WAITING to ENDED, so nobody who started finds them gone;
   * an ended item that is still the pool's keeps nothing but itself.
   *
   * The future underneath is the JDK's. Its ways to end it from outside are closed, so that the
   * steps above are the only ones, and it is made to throw what TaskHandle promises.
   */

  private static final int WAITING = 0;
  private static final int STARTED = 1;
  private static final int ENDED = 2;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Item.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final BatchEngine<K, I, R> engine;

  /** When it was accepted. */
  final long accepted;

  private volatile int phase;
  private @Nullable K key;
  private @Nullable I input;
  private volatile @Nullable Expiry expiry;

  /** The lane it is linked in; written under that lane's lock, like the three below. */
  volatile @Nullable KeyLane<K, I, R> lane;

  @Nullable Item<K, I, R> next;
  @Nullable Item<K, I, R> prev;
  long entered;

  Item(BatchEngine<K, I, R> engine, K key, I input, long accepted) {
    this.engine = engine;
    this.key = key;
    this.input = input;
    this.accepted = accepted;
  }

  /** Runs the item on its own; called by the pool. */
  @Override
  public void run() {
    engine.runAlone(this);
  }

  /** The key; null once the item has ended. */
  @Nullable K key() {
    return key;
  }

  /** The input; null once the item has ended. */
  @Nullable I input() {
    return input;
  }

  /* --- its phases --- */

  /** Takes the right to run it; false if it has started or ended. */
  boolean start() {
    return PHASE.compareAndSet(this, WAITING, STARTED);
  }

  /** Takes the right to end it from the call it was in; then one of the next two is due. */
  boolean settle() {
    return PHASE.compareAndSet(this, STARTED, ENDED);
  }

  boolean isEnded() {
    return phase == ENDED;
  }

  /** Publishes the result. */
  void succeed(R result) {
    forget();
    end(result, null);
  }

  /** Publishes the failure. */
  void fail(Throwable why) {
    forget();
    end(null, why);
  }

  private void forget() {
    Expiry armed = expiry;
    if (armed != null) {
      engine.clock().cancel(armed);
    }
    key = null;
    input = null;
  }

  /**
   * Ends an item that waits.
   *
   * @param onTimer whether this thread must not be kept
   * @return false if it has started or ended
   */
  boolean withdraw(Books.Outcome outcome, Throwable why, boolean onTimer) {
    if (!PHASE.compareAndSet(this, WAITING, ENDED)) {
      return false;
    }
    engine.withdrawn(this, outcome);
    publish(why, true, onTimer);
    return true;
  }

  private boolean end(Books.Outcome outcome, Throwable why, boolean onTimer) {
    if (withdraw(outcome, why, onTimer)) {
      return true;
    }
    if (!settle()) {
      return false;
    }
    engine.books().count(outcome, 1);
    publish(why, false, onTimer); // the call goes on: others may be in it
    return true;
  }

  private void publish(Throwable why, boolean leaves, boolean onTimer) {
    if (onTimer) {
      engine.offTimer(() -> publish(why, leaves, false));
      return;
    }
    fail(why);
    if (leaves) {
      engine.answered(1);
    }
  }

  /* --- the handle --- */

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return end(Books.Outcome.CANCELLED, new CancellationException(), false);
  }

  @Override
  public boolean cancel(Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    CancellationException cancellation = new CancellationException();
    cancellation.initCause(cause);
    return end(Books.Outcome.CANCELLED, cancellation, false);
  }

  @Override
  public String name() {
    return engine.name();
  }

  @Override
  public @Nullable String taskClass() {
    return null;
  }

  @Override
  public List<StackTraceElement> callSite() {
    return List.of();
  }

  @Override
  public R get() throws InterruptedException, ExecutionException {
    try {
      return super.get();
    } catch (CancellationException e) {
      throw asPromised(e);
    }
  }

  @Override
  public R get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    try {
      return super.get(timeout, unit);
    } catch (CancellationException e) {
      throw asPromised(e);
    }
  }

  /** JDK 25 wraps the exception an item was ended with; callers want the cause given to cancel. */
  private static CancellationException asPromised(CancellationException thrown) {
    Throwable kept = thrown.getCause() instanceof CancellationException own ? own : thrown;
    CancellationException answer = new CancellationException();
    if (kept.getCause() != null) {
      answer.initCause(kept.getCause());
    }
    return answer;
  }

  @Override
  public CompletionStage<R> toCompletionStage() {
    return this;
  }

  @Override
  public String toString() {
    String state = phase == WAITING ? "waiting" : isDone() ? state().toString() : "running";
    return "Item@" + Integer.toHexString(System.identityHashCode(this)) + "[" + state + "]";
  }

  /* --- its deadline --- */

  /** Ends the item at that time, if it has not ended by then. */
  void expireAt(long when, Duration deadline) {
    Expiry alarm = new Expiry(deadline);
    expiry = alarm;
    engine.clock().arm(alarm, when);
    if (isEnded()) {
      engine.clock().cancel(alarm); // whoever ended it may have come before the arming
    }
  }

  /** The alarm of the deadline. */
  private final class Expiry extends BatchClock.Alarm {
    private final Duration deadline;

    Expiry(Duration deadline) {
      this.deadline = deadline;
    }

    @Override
    void ring() {
      boolean started = phase == STARTED;
      end(Books.Outcome.EXPIRED, new TaskExpiredException(name(), deadline, started), true);
    }
  }
}
