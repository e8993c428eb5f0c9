package dev.freshet.core.engine;

import dev.freshet.core.TaskHandle;
import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The reader's half of a {@link TaskRecord}: its state, what it ended with, and who waits for that.
 *
 * <p>Safe for all threads. What the writer did before it stored the outcome happens before {@link
 * #get} returns.
 *
 * @param <V> the result type
 */
abstract sealed class Outcome<V extends @Nullable Object> implements TaskHandle<V>
    permits TaskRecord {
  /*
   * Who waits is kept on a stack (as in the JDK's FutureTask): threads, and at most one stage. The
   * writer stores the outcome and then empties the stack but for the stage; a reader pushes and then
   * looks at the state. The writer's move to SETTLING, its compare-and-set of the stack, and the
   * reader's two steps are volatile, so either the writer finds the waiter, or the waiter finds the
   * record settling and waits for the one store that is left. A stage that was pushed too late is
   * completed by its reader; completing it twice does nothing.
   *
   * The stage stays on the stack for good, so that it is always the same, at no cost to records
   * without one.
   */

  /** In the custody of the pool. */
  static final int WAITING = 0;

  /** In nobody's custody, not started. */
  static final int RELEASED = 1;

  /** Claimed from WAITING. */
  static final int RUNNING = 2;

  /** Claimed from RELEASED: what becomes of it is not counted. */
  static final int RUNNING_FREE = 3;

  /** Somebody has the right to end it and is writing the outcome. */
  static final int SETTLING = 4;

  static final int NORMAL = 5;
  static final int FAILED = 6;
  static final int CANCELLED = 7;
  static final int EXPIRED = 8;

  /** Added to an outcome: its runner is about to be interrupted, and must not go on before. */
  static final int INTERRUPTING = 16;

  /** Added to an outcome: its runner was interrupted. */
  static final int INTERRUPTED = 32;

  /** The state without its flags. */
  private static final int KIND = 15;

  static final VarHandle STATE;
  private static final VarHandle WAITERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Outcome.class, "state", int.class);
      WAITERS = lookup.findVarHandle(Outcome.class, "waiters", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The body until it ended, then the result, the failure or the cause; guarded by the state. */
  @Nullable Object content;

  volatile int state;
  private volatile @Nullable Waiter waiters;

  Outcome(Object body) {
    this.content = body;
  }

  /** Runs the task on the calling thread if that is a worker of its pool; false if it is not. */
  abstract boolean helpOnOwnWorker();

  /** Where it was submitted, if that was kept. */
  @Nullable CallSite site() {
    return null;
  }

  /* --- the future --- */

  @Override
  public final boolean isDone() {
    return state > SETTLING;
  }

  @Override
  public final boolean isCancelled() {
    return (state & KIND) == CANCELLED;
  }

  @Override
  public final V get() throws InterruptedException, ExecutionException {
    return report(isDone() ? state : await(false, 0));
  }

  @Override
  public final V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long nanos = Math.max(0, unit.toNanos(timeout)); // nothing can be taken from the smallest long
    int s = isDone() ? state : await(true, nanos);
    if (s <= SETTLING) {
      throw new TimeoutException("task not done after " + timeout + " " + unit);
    }
    return report(s);
  }

  @Override
  public final V resultNow() {
    return switch (state()) {
      case SUCCESS -> result();
      case FAILED -> throw new IllegalStateException("Task completed with exception");
      case CANCELLED -> throw new IllegalStateException("Task was cancelled");
      case RUNNING -> throw new IllegalStateException("Task has not completed");
    };
  }

  @Override
  public final Throwable exceptionNow() {
    return switch (state()) {
      case SUCCESS -> throw new IllegalStateException("Task completed with a result");
      case FAILED -> failure();
      case CANCELLED -> throw new IllegalStateException("Task was cancelled");
      case RUNNING -> throw new IllegalStateException("Task has not completed");
    };
  }

  @Override
  public final State state() {
    return switch (state & KIND) {
      case NORMAL -> State.SUCCESS;
      case FAILED, EXPIRED -> State.FAILED;
      case CANCELLED -> State.CANCELLED;
      default -> State.RUNNING;
    };
  }

  private V report(int s) throws ExecutionException {
    return switch (s & KIND) {
      case NORMAL -> result();
      case CANCELLED -> throw cancellation();
      default -> throw execution();
    };
  }

  private ExecutionException execution() {
    ExecutionException e = new ExecutionException(failure());
    CallSite site = site();
    if (site != null) {
      e.addSuppressed(site.trimmed());
    }
    return e;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // NORMAL: the content is what the body returned
  private V result() {
    return (V) content;
  }

  private Throwable failure() {
    return content instanceof Throwable t ? t : new IllegalStateException("no failure kept");
  }

  private CancellationException cancellation() {
    CancellationException e = new CancellationException();
    if (content instanceof Throwable cause) {
      e.initCause(cause);
    }
    return e;
  }

  /* --- the stage --- */

  @Override
  public final CompletionStage<V> toCompletionStage() {
    for (; ; ) {
      Waiter top = waiters;
      Stage<V> stage = Stage.in(top);
      if (stage == null) {
        stage = new Stage<>();
        stage.next = top;
        if (!WAITERS.compareAndSet(this, top, stage)) {
          continue;
        }
      }
      if (state >= SETTLING) {
        awaitSettled();
        complete(stage);
      }
      return stage.view();
    }
  }

  /** Completes the stage of a record that has ended; a second time does nothing. */
  final void complete(Stage<V> stage) {
    switch (state & KIND) {
      case NORMAL -> stage.complete(result());
      case CANCELLED -> stage.fail(cancellation());
      default -> stage.fail(failure());
    }
  }

  /* --- those who wait --- */

  /** Wakes those who wait; to be called once, after the outcome was stored; answers the stage. */
  final @Nullable Stage<V> wakeAll() {
    Waiter top;
    Stage<V> stage;
    do {
      top = waiters;
      stage = Stage.in(top);
    } while (!WAITERS.compareAndSet(this, top, stage));
    for (Waiter w = top; w != null; w = w.next) {
      Thread t = w.thread;
      if (t != null) {
        w.thread = null;
        LockSupport.unpark(t);
      }
    }
    if (stage != null) {
      stage.next = null;
    }
    return stage;
  }

  /** Waits for the thread that is writing the outcome. */
  final void awaitSettled() {
    for (int spins = 0; state == SETTLING; ) {
      spins = PeerWait.pause(spins);
    }
  }

  /** Waits for the end; answers the state, SETTLING or less when the time was up. */
  private int await(boolean timed, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (state == WAITING && !(timed && nanos <= 0) && helpOnOwnWorker()) {
      return state;
    }
    long start = timed ? System.nanoTime() : 0;
    @Nullable Waiter waiter = null;
    boolean queued = false;
    int spins = 0;
    for (; ; ) {
      int s = state;
      if (s > SETTLING) {
        if (waiter != null) {
          waiter.thread = null;
        }
        return s;
      }
      if (s == SETTLING) {
        spins = PeerWait.pause(spins); // the writer is between two stores
        continue;
      }
      if (Thread.interrupted()) {
        forget(waiter);
        throw new InterruptedException();
      }
      long left = timed ? nanos - (System.nanoTime() - start) : Long.MAX_VALUE;
      if (left <= 0) {
        forget(waiter);
        return state;
      }
      if (waiter == null) {
        waiter = new Waiter(Thread.currentThread());
      } else if (!queued) {
        Waiter top = waiters;
        waiter.next = top;
        queued = WAITERS.compareAndSet(this, top, waiter);
      } else if (timed) {
        LockSupport.parkNanos(this, left);
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Unlinks a waiter that gave up, so that a future polled with time-outs holds no garbage. */
  private void forget(@Nullable Waiter gone) {
    if (gone == null) {
      return;
    }
    gone.thread = null;
    retry:
    for (; ; ) {
      @Nullable Waiter before = null;
      @Nullable Waiter next;
      for (Waiter w = waiters; w != null; w = next) {
        next = w.next;
        if (!w.isGone()) {
          before = w;
        } else if (before != null) {
          before.next = next;
          if (before.isGone()) {
            continue retry;
          }
        } else if (!WAITERS.compareAndSet(this, w, next)) {
          continue retry;
        }
      }
      return;
    }
  }

  /* --- what it is --- */

  @Override
  public final List<StackTraceElement> callSite() {
    CallSite site = site();
    return site == null ? List.of() : site.frames();
  }

  @Override
  public String toString() {
    int s = state;
    String text =
        switch (s & KIND) {
          case WAITING -> "queued";
          case RELEASED -> "dropped";
          case RUNNING, RUNNING_FREE, SETTLING -> "running";
          case NORMAL -> "completed";
          case FAILED -> "failed: " + content;
          case EXPIRED -> "expired";
          default -> "cancelled";
        };
    return "TaskRecord@" + Integer.toHexString(System.identityHashCode(this)) + "[" + text + "]";
  }
}
