package dev.freshet.core.keyed;

import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.engine.HandleStage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task of a lane with a handle: the JDK's FutureTask, and where the task lies.
 *
 * <p>Safe for all threads.
 *
 * @param <V> the result type
 */
final class KeyedHandle<V extends @Nullable Object> extends FutureTask<V> implements TaskHandle<V> {
  /*
   * Who counts
   * ----------
   * The FutureTask's own compare-and-set decides how the task ended: the turn counts those that
   * returned or threw, a canceller, the sweep and a shutdown those they ended themselves, and so
   * each is counted once. Its place is another matter: who takes the handle out of its entry
   * before a turn does leaves a tombstone. So a canceller that won takes it out, if it can.
   *
   * Waiting inside
   * --------------
   * A task that waits for one of its own key would wait for itself: the mailbox knows the thread
   * whose turn it is, so get() can tell, and throws. A task that waits for one of another key keeps
   * its thread, and if the executor has no other, nobody would ever run that. So it takes the other
   * key's turn, if that has not begun, and works on the thread that waits, as TaskPool does for its
   * own tasks. Threads that are in no turn just wait: they are not the executor's.
   */

  private static final VarHandle STAGE;

  static {
    try {
      STAGE = MethodHandles.lookup().findVarHandle(KeyedHandle.class, "stage", HandleStage.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Lanes<?> lanes;

  // Set by the submitter before others can see the handle.
  private @Nullable Mailbox<?> mailbox;
  private @Nullable Entry entry;

  /** What was submitted; after its end, its class. */
  private volatile Object given;

  private volatile @Nullable Throwable cause;
  private volatile @Nullable HandleStage<V> stage;

  KeyedHandle(Lanes<?> lanes, Callable<V> body) {
    super(body);
    this.lanes = lanes;
    this.given = body;
  }

  KeyedHandle(Lanes<?> lanes, Runnable body, V result) {
    super(body, result);
    this.lanes = lanes;
    this.given = body;
  }

  /** Tells a task, if it has a handle, where it is about to lie. */
  static void place(Runnable task, Mailbox<?> mailbox, Entry entry) {
    if (task instanceof KeyedHandle<?> handle) {
      handle.mailbox = mailbox;
      handle.entry = entry;
    }
  }

  /* --- waiting --- */

  @Override
  public V get() throws InterruptedException, ExecutionException {
    prepareToWait();
    try {
      return super.get();
    } catch (CancellationException e) {
      throw withCause(e);
    }
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (timeout > 0) {
      prepareToWait();
    }
    try {
      return super.get(timeout, unit);
    } catch (CancellationException e) {
      throw withCause(e);
    }
  }

  private void prepareToWait() {
    Mailbox<?> where = mailbox;
    if (isDone() || where == null) {
      return;
    }
    Thread me = Thread.currentThread();
    if (where.isRunBy(me)) {
      throw new IllegalStateException(
          "get: called inside a task of the same key, "
              + where.key()
              + ", behind which "
              + name()
              + " waits; it would wait for itself");
    }
    if (TurnContext.isIn(lanes)) {
      while (!isDone() && !me.isInterrupted() && where.claimTurn()) {
        where.work();
      }
    }
  }

  private CancellationException withCause(CancellationException e) {
    Throwable why = cause;
    if (why != null && e.getCause() == null) {
      e.initCause(why);
    }
    return e;
  }

  /* --- ending it --- */

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (!super.cancel(mayInterruptIfRunning)) {
      return false;
    }
    lanes.outcomes().cancelled();
    if (entry != null && entry.claim() != null) {
      lanes.outcomes().buried();
    }
    return true;
  }

  @Override
  public boolean cancel(Throwable why) {
    Objects.requireNonNull(why, "cause");
    if (isDone()) {
      return false;
    }
    cause = why;
    return cancel(true);
  }

  /** Ends a task that was taken out of its entry; false if it had ended. */
  boolean expire(TaskExpiredException why) {
    setException(why);
    return state() == State.FAILED && exceptionNow().equals(why);
  }

  /** Gives up a task that was taken out of its entry; answers what was submitted. */
  @Nullable Object drop() {
    Object body = given;
    return super.cancel(false) ? body : null;
  }

  @Override
  protected void done() {
    given = given.getClass();
    HandleStage<V> waiting = stage;
    if (waiting != null) {
      complete(waiting);
    }
  }

  /* --- the stage --- */

  @Override
  public CompletionStage<V> toCompletionStage() {
    HandleStage<V> own = stage;
    if (own == null) {
      own = new HandleStage<>();
      if (!STAGE.compareAndSet(this, (HandleStage<?>) null, own)) {
        return toCompletionStage();
      }
      if (isDone()) {
        complete(own); // perhaps a second time, which does nothing
      }
    }
    return own;
  }

  private void complete(HandleStage<V> own) {
    switch (state()) {
      case SUCCESS -> own.end(resultNow(), null);
      case FAILED -> own.end(null, exceptionNow());
      default -> own.end(null, withCause(new CancellationException()));
    }
  }

  /* --- what it is --- */

  @Override
  public String name() {
    Object what = given;
    return (what instanceof Class<?> kind ? kind : what.getClass()).getName();
  }

  @Override
  public @Nullable String taskClass() {
    return null;
  }

  @Override
  public List<StackTraceElement> callSite() {
    return List.of();
  }
}
