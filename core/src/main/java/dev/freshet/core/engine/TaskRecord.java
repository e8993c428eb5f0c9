package dev.freshet.core.engine;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one object that stands for a task with a handle: what lies in the lane, the future and the
 * cancel handle.
 *
 * <p>Safe for all threads. What a thread did before it submitted happens before the task; the task
 * happens before {@code get} returns. All operations are O(1) but {@code get}, which waits.
 *
 * @param <V> the result type
 */
abstract sealed class TaskRecord<V extends @Nullable Object> implements RunnableFuture<V> {
  /*
   * States
   * ------
   *   WAITING  -> RUNNING -> COMPLETING -> NORMAL | FAILED
   *   WAITING  -> CANCELLED,  RUNNING -> CANCELLED | INTERRUPTING -> INTERRUPTED
   *   RELEASED -> WAITING,  WAITING -> RELEASED -> RUNNING ... as above, or CANCELLED
   *
   * RELEASED is a record in nobody's custody: not submitted yet, or given up by the pool (returned
   * by shutdownNow, thrown out by a policy, handed to a fallback). Its future still works when somebody runs or cancels it, but the pool counts nothing any
   * more. So each accepted record is counted exactly once:
   * by whoever moves it out of WAITING, or, once RUNNING, by whoever ends it.
   *
   * The claim to run is a compare-and-set of `runner` (as in the JDK's FutureTask, from which the
   * interrupt hand-shake and the stack of waiters are taken as well), so a record runs once although
   * both a worker and a thread that waits for the result may try.
   *
   * The count goes up before the outcome is published: who has seen get() return finds the task in
   * the figures.
   *
   * Helping
   * -------
   * A pool task that waits for a record of its own pool would deadlock at limit 1. get() therefore
   * runs the very record it waits for on the waiting worker, with the grant that worker holds, if
   * nobody has started it yet. Nothing is handed over, so capacity is never exceeded; a record that
   * somebody else runs will end by itself. The lane keeps a tombstone that its consumer skips.
   */

  private static final int REFUSED = -1;
  private static final int WAITING = 0;
  private static final int RELEASED = 1;
  private static final int RUNNING = 2;
  private static final int COMPLETING = 3;
  private static final int NORMAL = 4;
  private static final int FAILED = 5;
  private static final int CANCELLED = 6;
  private static final int INTERRUPTING = 7;
  private static final int INTERRUPTED = 8;

  private static final VarHandle STATE;
  private static final VarHandle RUNNER;
  private static final VarHandle WAITERS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(TaskRecord.class, "state", int.class);
      RUNNER = lookup.findVarHandle(TaskRecord.class, "runner", Thread.class);
      WAITERS = lookup.findVarHandle(TaskRecord.class, "waiters", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PoolEngine engine;

  /** The body until it has run, then the result or the failure; guarded by the state. */
  private @Nullable Object content;

  private volatile int state;
  private volatile @Nullable Thread runner;
  private volatile @Nullable Waiter waiters;

  private TaskRecord(PoolEngine engine, Object body) {
    this.engine = engine;
    this.content = body;
    this.state = RELEASED;
  }

  static <V extends @Nullable Object> TaskRecord<V> of(PoolEngine engine, Callable<V> body) {
    return new OfCallable<>(engine, body);
  }

  static <V extends @Nullable Object> TaskRecord<V> of(PoolEngine engine, Runnable body, V result) {
    return new OfRunnable<>(engine, body, result);
  }

  /** Runs the body. */
  abstract V call(Object body) throws Exception;

  /** Told once, after the outcome can be read; for invokeAny. */
  void ended() {}

  /** The name of the task. */
  final String name() {
    Object body = content;
    return body == null ? "task" : body.getClass().getName();
  }

  /* --- running --- */

  /**
   * Runs the record by hand, as RunnableFuture demands; a record that has started is left alone.
   */
  @Override
  public final void run() {
    int claimed = claim();
    if (claimed == REFUSED) {
      return;
    }
    if (claimed == WAITING) {
      engine.tally().increment(Tally.Event.TOMBSTONE_MADE);
    }
    runClaimed(claimed == WAITING ? engine.outsideSink() : OutcomeSink.NONE);
    clearOwnInterrupt();
  }

  /**
   * Runs the record on a worker that took it from the lane; answers false for a tombstone.
   *
   * @param sink counts the outcome
   */
  final boolean runTaken(OutcomeSink sink) {
    int claimed = claim();
    if (claimed == REFUSED) {
      return false;
    }
    runClaimed(claimed == WAITING ? sink : OutcomeSink.NONE);
    awaitInterrupter();
    return true;
  }

  /** Runs the record on the submitting thread. */
  final void runOnCaller(OutcomeSink sink) {
    if (runTaken(sink)) {
      clearOwnInterrupt();
    }
  }

  /** Claims the right to run: answers the state it was claimed from, or REFUSED. */
  private int claim() {
    if (state > RELEASED || !RUNNER.compareAndSet(this, null, Thread.currentThread())) {
      return REFUSED;
    }
    if (STATE.compareAndSet(this, WAITING, RUNNING)) {
      return WAITING;
    }
    if (STATE.compareAndSet(this, RELEASED, RUNNING)) {
      return RELEASED;
    }
    runner = null;
    return REFUSED;
  }

  private void runClaimed(OutcomeSink sink) {
    Object body = content;
    if (body == null) {
      return;
    }
    @Nullable Object result;
    int outcome;
    try {
      result = call(body);
      outcome = NORMAL;
    } catch (Throwable t) {
      result = t;
      outcome = FAILED;
    }
    if (STATE.compareAndSet(this, RUNNING, COMPLETING)) {
      content = result;
      if (outcome == NORMAL) {
        sink.completed();
      } else {
        sink.failed();
      }
      STATE.setRelease(this, outcome);
      runner = null;
      finish();
    } else {
      content = null; // cancelled while it ran: nobody will read a result
      runner = null;
    }
  }

  /** Waits until a cancel that is about to interrupt this thread has done so. */
  private void awaitInterrupter() {
    // The canceller is between two statements; FutureTask waits in the same way.
    for (int spins = 0; state == INTERRUPTING; ) {
      spins = PeerWait.pause(spins);
    }
  }

  /** Takes back an interrupt that was meant for this record, on a thread that goes on. */
  private void clearOwnInterrupt() {
    awaitInterrupter();
    if (state == INTERRUPTED) {
      Thread.interrupted();
    }
  }

  private void finish() {
    // The last store before this was a release: a full fence orders it before the look at waiters.
    for (Waiter w = (Waiter) WAITERS.getAndSet(this, null); w != null; w = w.next) {
      Thread t = w.thread;
      if (t != null) {
        w.thread = null;
        LockSupport.unpark(t);
      }
    }
    ended();
  }

  /* --- custody --- */

  /** Puts the record into the custody of the pool, which is about to admit it. */
  final TaskRecord<V> entrust() {
    state = WAITING;
    return this;
  }

  /** Gives the record up unrun; false if it has started or ended. */
  final boolean release() {
    return STATE.compareAndSet(this, WAITING, RELEASED);
  }

  /** Ends a record the pool throws away, so that nobody waits for it for ever. */
  final boolean discard() {
    if (release()) {
      cancel(false);
      return true;
    }
    return false;
  }

  /** Ends a record that could not be run at all; false if somebody else ended it. */
  final boolean fail(Throwable failure, OutcomeSink sink) {
    if (claim() != WAITING || !STATE.compareAndSet(this, RUNNING, COMPLETING)) {
      return false;
    }
    content = failure;
    sink.failed();
    STATE.setRelease(this, FAILED);
    runner = null;
    finish();
    return true;
  }

  @Override
  public final boolean cancel(boolean mayInterruptIfRunning) {
    for (; ; ) {
      int s = state;
      if (s == WAITING || s == RELEASED) {
        if (STATE.compareAndSet(this, s, CANCELLED)) {
          if (s == WAITING) {
            engine.tally().increment(Tally.Event.TOMBSTONE_MADE);
            engine.tally().increment(Tally.Event.CANCELLED);
          }
          content = null;
          finish();
          return true;
        }
      } else if (s == RUNNING) {
        if (STATE.compareAndSet(this, s, mayInterruptIfRunning ? INTERRUPTING : CANCELLED)) {
          engine.tally().increment(Tally.Event.CANCELLED);
          if (mayInterruptIfRunning) {
            try {
              Thread t = runner;
              if (t != null) {
                t.interrupt();
              }
            } finally {
              STATE.setRelease(this, INTERRUPTED);
            }
          }
          finish();
          return true;
        }
      } else {
        return false;
      }
    }
  }

  /** Whether cancel interrupted the thread that ran this record. */
  final boolean isInterruptCancelled() {
    return state >= INTERRUPTING;
  }

  /* --- the future --- */

  @Override
  public final boolean isDone() {
    return state > COMPLETING;
  }

  @Override
  public final boolean isCancelled() {
    return state >= CANCELLED;
  }

  @Override
  public final V get() throws InterruptedException, ExecutionException {
    return report(isDone() ? state : await(false, 0));
  }

  @Override
  public final V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long nanos = unit.toNanos(timeout);
    int s = isDone() ? state : await(true, nanos);
    if (s <= COMPLETING) {
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
    int s = state;
    if (s == NORMAL) {
      return State.SUCCESS;
    }
    if (s == FAILED) {
      return State.FAILED;
    }
    return s >= CANCELLED ? State.CANCELLED : State.RUNNING;
  }

  private V report(int s) throws ExecutionException {
    if (s == NORMAL) {
      return result();
    }
    if (s >= CANCELLED) {
      throw new CancellationException();
    }
    throw new ExecutionException(failure());
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // NORMAL: the content is what call() returned
  private V result() {
    return (V) content;
  }

  private Throwable failure() {
    return content instanceof Throwable t ? t : new IllegalStateException("no failure kept");
  }

  /** Waits for the end; answers the state, COMPLETING or less when the time was up. */
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
      if (s > COMPLETING) {
        if (waiter != null) {
          waiter.thread = null;
        }
        return s;
      }
      if (s == COMPLETING) {
        spins = PeerWait.pause(spins); // the runner is between two stores
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

  private boolean helpOnOwnWorker() {
    Grant grant = Grant.ofCurrentThread(engine);
    return grant != null && help(grant);
  }

  /** Runs this record on the worker that holds {@code grant}, in the middle of its task. */
  final boolean help(Grant grant) {
    if (state != WAITING) {
      return false;
    }
    int claimed = claim();
    if (claimed == REFUSED) {
      return false;
    }
    if (claimed == WAITING) {
      engine.tally().increment(Tally.Event.TOMBSTONE_MADE);
    }
    grant.runNested(this, claimed == WAITING ? grant : OutcomeSink.NONE);
    return true;
  }

  /** Runs the claimed record; on return nobody will interrupt this thread for its sake any more. */
  final void runNested(OutcomeSink sink) {
    runClaimed(sink);
    awaitInterrupter();
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
        if (w.thread != null) {
          before = w;
        } else if (before != null) {
          before.next = next;
          if (before.thread == null) {
            continue retry;
          }
        } else if (!WAITERS.compareAndSet(this, w, next)) {
          continue retry;
        }
      }
      return;
    }
  }

  @Override
  public String toString() {
    int s = state;
    String text =
        switch (s) {
          case WAITING -> "queued";
          case RELEASED -> "dropped";
          case RUNNING, COMPLETING -> "running";
          case NORMAL -> "completed";
          case FAILED -> "failed: " + content;
          default -> "cancelled";
        };
    return "TaskRecord@" + Integer.toHexString(System.identityHashCode(this)) + "[" + text + "]";
  }

  /** One thread that waits for the end. */
  private static final class Waiter {
    volatile @Nullable Thread thread;
    volatile @Nullable Waiter next;

    Waiter(Thread thread) {
      this.thread = thread;
    }
  }

  /** A record with a result of its own. */
  static non-sealed class OfCallable<V extends @Nullable Object> extends TaskRecord<V> {
    OfCallable(PoolEngine engine, Callable<V> body) {
      super(engine, body);
    }

    @Override
    @SuppressWarnings("unchecked") // the body given to the constructor
    final V call(Object body) throws Exception {
      return ((Callable<V>) body).call();
    }
  }

  /** A record of a Runnable with a result fixed beforehand. */
  private static final class OfRunnable<V extends @Nullable Object> extends TaskRecord<V> {
    private final V result;

    OfRunnable(PoolEngine engine, Runnable body, V result) {
      super(engine, body);
      this.result = result;
    }

    @Override
    V call(Object body) {
      ((Runnable) body).run();
      return result;
    }
  }
}
