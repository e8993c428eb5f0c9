package dev.freshet.core.scope;

import dev.freshet.core.TaskHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one object that stands for a fork: what the pool runs, the node among those that have ended,
 * and the holder of the result.
 *
 * @param <V> the result type
 */
sealed class ForkTask<V extends @Nullable Object>
    implements Fork<V>, Frame, Callable<@Nullable Object>, Runnable {
  /*
   * States
   * ------
   *   QUEUED -> RUNNING -> SUCCEEDED | FAILED | STOPPED
   *   QUEUED -> UNRUN                         (its scope was cancelled)
   *   QUEUED -> FAILED                        (its pool gave it up)
   * Whoever leads it out of QUEUED, by a compare-and-set, alone may end it; whoever ends it tells
   * the scope, once. So a fork is counted exactly once, and one that was cancelled while it waited
   * never runs, even if the pool comes to it later.
   *
   * The pool's future is the means, not the result: it removes the task from the lane, interrupts
   * the thread that runs it and no other, and runs it on a worker that waits for it. Its outcome is
   * of no interest.
   */

  private static final int QUEUED = 0;
  private static final int RUNNING = 1;
  private static final int SUCCEEDED = 2;
  private static final int FAILED = 3;

  /** Threw after the scope was cancelled. */
  private static final int STOPPED = 4;

  /** Never ran because the scope was cancelled. */
  private static final int UNRUN = 5;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ForkTask.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ForkGroup<?> scope;

  /** From 1, in the order of forking. */
  private final int ordinal;

  /** The body, then what it returned or threw; guarded by the state. */
  private @Nullable Object content;

  private volatile int state;

  /** Written by the owner before it lists the fork, which is where others get it from. */
  private @Nullable Future<?> future;

  // The node among those that have ended; see Completions.
  @Nullable ForkTask<?> below;
  int number;

  ForkTask(ForkGroup<?> scope, int ordinal, Callable<? extends V> body) {
    this.scope = scope;
    this.ordinal = ordinal;
    this.content = body;
  }

  @Override
  public final Deadline deadline() {
    return scope.deadline();
  }

  @Override
  public final ForkTask<?> fork() {
    return this;
  }

  @Override
  public final ForkGroup<?> scope() {
    return scope;
  }

  /** What the pool answered. */
  final void future(Future<?> handle) {
    future = handle;
  }

  /* --- running --- */

  /** Runs the fork unless its scope was cancelled; for the pool. */
  @Override
  public final @Nullable Object call() throws Exception {
    if (scope.isCalledOff()) {
      if (STATE.compareAndSet(this, QUEUED, UNRUN)) {
        unrun();
      }
      return null;
    }
    if (!STATE.compareAndSet(this, QUEUED, RUNNING)) {
      return null;
    }
    @Nullable Throwable failure = null;
    try {
      binding().run(this);
    } catch (Throwable t) {
      failure = t;
    }
    failure = scope.afterFork(failure);
    if (failure != null) {
      content = failure;
      scope.lookAtDeadline();
    }
    int end = failure == null ? SUCCEEDED : scope.isCalledOff() ? STOPPED : FAILED;
    STATE.setRelease(this, end);
    scope.ended(this, end == FAILED ? failure : null, end == SUCCEEDED);
    return end == FAILED && failure != null ? ForkTask.<Exception>rethrow(failure) : null;
  }

  /** The pool's figures count what failed. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> @Nullable Object rethrow(Throwable failure) throws E {
    throw (E) failure;
  }

  /** Runs the body, inside the frame of the scope. */
  @Override
  @SuppressWarnings("unchecked") // the body given to the constructor
  public final void run() {
    try {
      content = ((Callable<? extends V>) body()).call();
    } catch (Throwable t) {
      ForkTask.<RuntimeException>rethrow(t);
    }
  }

  private Object body() {
    Object body = content;
    if (body == null) {
      throw new IllegalStateException("the body is gone");
    }
    return body;
  }

  /* --- ending it from outside --- */

  /** The scope was called off: never runs if it still waits, is interrupted if it runs. */
  final void callOff(Throwable cause) {
    Future<?> handle = future;
    if (STATE.compareAndSet(this, QUEUED, UNRUN)) {
      if (handle != null) {
        handle.cancel(false);
      }
      unrun();
    } else if (state == RUNNING && handle instanceof TaskHandle<?> ours) {
      ours.cancel(cause);
    } else if (state == RUNNING && handle != null) {
      handle.cancel(true);
    }
  }

  private void unrun() {
    content = null;
    scope.ended(this, null, false);
  }

  /** Ends a fork that its pool gave up; does nothing if that is not so. */
  final void endIfLost(boolean poolHasEnded) {
    Future<?> handle = future;
    if (state != QUEUED || handle == null || !(poolHasEnded || handle.isDone())) {
      return;
    }
    if (STATE.compareAndSet(this, QUEUED, RUNNING)) {
      RejectedExecutionException failure =
          new RejectedExecutionException(
              scope + ": " + name() + " never ran, its pool has given it up");
      content = failure;
      STATE.setRelease(this, FAILED);
      scope.ended(this, failure, false);
    }
  }

  /**
   * On a worker of the fork's own pool: runs it here if nobody has begun it.
   *
   * @return false if that came to nothing
   */
  final boolean help() throws InterruptedException {
    Future<?> handle = future;
    if (state != QUEUED || handle == null) {
      return false;
    }
    try {
      handle.get(1, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException _) {
      // Somebody else runs it, or it has ended; how is kept here.
    }
    endIfLost(false);
    return state != QUEUED;
  }

  /* --- what it is --- */

  @Override
  public String name() {
    return "fork " + ordinal;
  }

  @Override
  public final boolean isDone() {
    return state >= SUCCEEDED;
  }

  @Override
  public final Outcome<V> outcome() {
    return switch (state) {
      case SUCCEEDED -> new Outcome.Success<>(value());
      case FAILED -> new Outcome.Failure<>(failure());
      case STOPPED -> new Outcome.Cancelled<>(scope.whyCalledOff(), true);
      case UNRUN -> new Outcome.Cancelled<>(scope.whyCalledOff(), false);
      default -> throw new IllegalStateException(scope + ": " + name() + " has not ended");
    };
  }

  @Override
  public final V get() {
    return switch (state) {
      case SUCCEEDED -> value();
      case FAILED -> throw new IllegalStateException(scope + ": " + name() + " failed", failure());
      case STOPPED, UNRUN ->
          throw new IllegalStateException(
              scope + ": " + name() + " was cancelled", scope.whyCalledOff());
      default -> throw new IllegalStateException(scope + ": " + name() + " has not ended");
    };
  }

  final boolean hasSucceeded() {
    return state == SUCCEEDED;
  }

  final boolean hasFailed() {
    return state == FAILED;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // SUCCEEDED: the content is what the body returned
  final V value() {
    return (V) content;
  }

  final Throwable failure() {
    return content instanceof Throwable t ? t : new IllegalStateException("no failure kept");
  }

  @Override
  public String toString() {
    String text =
        switch (state) {
          case QUEUED -> "queued";
          case RUNNING -> "running";
          case SUCCEEDED -> "succeeded";
          case FAILED -> "failed: " + failure();
          default -> "cancelled";
        };
    return name() + "[" + text + "]";
  }

  /** A fork with a name of its own. */
  static final class Named<V extends @Nullable Object> extends ForkTask<V> {
    private final String name;

    Named(ForkGroup<?> scope, int ordinal, Callable<? extends V> body, String name) {
      super(scope, ordinal, body);
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }
  }
}
