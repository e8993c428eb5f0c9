package dev.freshet.core.engine;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RunnableFuture;
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
abstract sealed class TaskRecord<V extends @Nullable Object> extends Outcome<V>
    implements RunnableFuture<V> {
  /*
   * States
   * ------
   *   RELEASED -> WAITING -> RUNNING      -> SETTLING -> NORMAL | FAILED | CANCELLED | EXPIRED
   *   RELEASED <- WAITING                 -> SETTLING -> FAILED | CANCELLED | EXPIRED
   *   RELEASED            -> RUNNING_FREE -> SETTLING -> NORMAL | FAILED | CANCELLED | EXPIRED
   *   RELEASED                            -> SETTLING -> CANCELLED | EXPIRED
   *
   * RELEASED is a record in nobody's custody: not submitted yet, or given up by the pool (returned
   * by shutdownNow, thrown out by a policy, handed to a fallback). Its future still works when
   * somebody runs or cancels it, but the pool counts nothing any more.
   *
   * One step decides
   * ----------------
   * Worker, canceller and timer may all want to end a record at once. Whoever moves it to SETTLING,
   * by a compare-and-set, ends it: it alone writes the outcome and counts it, by the state it came
   * from. So each accepted record is counted exactly once. The count goes up before the outcome is
   * published: who has seen get() return finds the task in the figures.
   *
   * The claim to run is a compare-and-set of `runner` (as in the JDK's FutureTask, from which the
   * interrupt hand-shake is taken as well), so a record runs once although both a worker and a
   * thread that waits for the result may try. The body is read before the claim succeeds, because
   * after it somebody else may end the record and overwrite it.
   *
   * Interrupts
   * ----------
   * Whoever ends a running record and interrupts its runner says INTERRUPTING first and INTERRUPTED
   * after it; the runner leaves the record only when that is over. So an interrupt never hits the
   * next task on that thread.
   *
   * Helping
   * -------
   * A pool task that waits for a record of its own pool would deadlock at limit 1. get() therefore
   * runs the very record it waits for on the waiting worker, with the grant that worker holds, if
   * nobody has started it yet. Nothing is handed over, so capacity is never exceeded; a record that
   * somebody else runs will end by itself. The lane keeps a tombstone that its consumer skips.
   *
   * Size
   * ----
   * 32 bytes with a header of 12 and compressed references, 40 with a fixed result; a test holds
   * that. What few records need lies in subclasses, the stage among the waiters, and the class of a
   * body that is gone (for its name) where its runner was.
   */

  private static final int REFUSED = -1;

  private static final VarHandle RUNNER;

  static {
    try {
      RUNNER = MethodHandles.lookup().findVarHandle(TaskRecord.class, "runner", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PoolEngine engine;

  /** Null, then the thread that claimed the record, and after its end the class of the body. */
  private volatile @Nullable Object runner;

  private TaskRecord(PoolEngine engine, Object body) {
    super(body);
    this.engine = engine;
    STATE.setRelease(this, RELEASED);
  }

  static <V extends @Nullable Object> TaskRecord<V> of(PoolEngine engine, Callable<V> body) {
    return new OfCallable<>(engine, body);
  }

  static <V extends @Nullable Object> TaskRecord<V> of(PoolEngine engine, Runnable body, V result) {
    return new OfRunnable<>(engine, body, result);
  }

  /** Runs the body. */
  abstract V call(Object body) throws Exception;

  /** Whether the deadline has passed. */
  boolean isOverdue() {
    return false;
  }

  /** The failure of a task whose deadline passed. */
  Throwable expiry(String name, boolean started) {
    throw new IllegalStateException("a record without a deadline expired");
  }

  /** Starts to watch the deadline; the submitting thread calls it. */
  void watch() {}

  /** Told when the pool gave the record up unrun. */
  void released() {}

  /**
   * Told once, after the outcome can be read.
   *
   * @param counted whether the pool had the record in custody
   * @param byTimer whether this is the timer's thread, or another that must not be kept
   */
  void ended(boolean counted, boolean byTimer) {}

  final PoolEngine engine() {
    return engine;
  }

  /* --- running --- */

  /**
   * Runs the record by hand, as RunnableFuture demands; a record that has started is left alone.
   */
  @Override
  public final void run() {
    Object body = content;
    int claimed = claim();
    if (claimed == REFUSED) {
      return;
    }
    if (claimed == WAITING) {
      engine.tally().increment(Tally.Event.TOMBSTONE_MADE);
    }
    runClaimed(body, claimed, engine.outsideSink());
    clearOwnInterrupt();
  }

  /**
   * Runs the record on a worker that took it from the lane; answers false for a tombstone.
   *
   * @param sink counts the outcome
   */
  final boolean runTaken(OutcomeSink sink) {
    Object body = content;
    int claimed = claim();
    if (claimed == REFUSED) {
      awaitSettled(); // so that its end is in the books before the tombstone is out of them
      return false;
    }
    runClaimed(body, claimed, sink);
    awaitInterrupter();
    return true;
  }

  /** Runs the record on the submitting thread; answers false for a tombstone. */
  final boolean runOnCaller(OutcomeSink sink) {
    watch();
    if (!runTaken(sink)) {
      return false;
    }
    clearOwnInterrupt();
    return true;
  }

  /** Runs this record on the worker that holds {@code grant}, in the middle of its task. */
  final boolean help(Grant grant) {
    if (state != WAITING) {
      return false;
    }
    Object body = content;
    int claimed = claim();
    if (claimed == REFUSED) {
      return false;
    }
    if (claimed == WAITING) {
      engine.tally().increment(Tally.Event.TOMBSTONE_MADE);
    }
    grant.runNested(
        this,
        () -> {
          runClaimed(body, claimed, grant);
          awaitInterrupter();
        });
    return true;
  }

  @Override
  final boolean helpOnOwnWorker() {
    Grant grant = Grant.ofCurrentThread(engine);
    return grant != null && help(grant);
  }

  /** Claims the right to run: answers the state it was claimed from, or REFUSED. */
  private int claim() {
    if (state > RELEASED) {
      return REFUSED;
    }
    if (isOverdue()) {
      expire(false);
      return REFUSED;
    }
    Thread me = Thread.currentThread();
    if (!RUNNER.compareAndSet(this, (Object) null, me)) {
      return REFUSED;
    }
    if (STATE.compareAndSet(this, WAITING, RUNNING)) {
      return WAITING;
    }
    if (STATE.compareAndSet(this, RELEASED, RUNNING_FREE)) {
      return RELEASED;
    }
    RUNNER.compareAndSet(this, me, (Object) null); // unless the class of the body is there already
    return REFUSED;
  }

  private void runClaimed(@Nullable Object body, int claimed, OutcomeSink sink) {
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
    boolean counted = claimed == WAITING;
    if (settle(counted ? RUNNING : RUNNING_FREE)) {
      content = result;
      RUNNER.setRelease(this, kind(body));
      if (counted && outcome == NORMAL) {
        sink.completed();
      } else if (counted) {
        sink.failed();
      }
      STATE.setRelease(this, outcome);
      finish(counted, false);
    }
  }

  /** Waits until whoever ends this record has interrupted this thread, if it is to. */
  private void awaitInterrupter() {
    // It is between two statements; FutureTask waits in the same way.
    int spins = 0;
    for (int s = state; s == SETTLING || (s & INTERRUPTING) != 0; s = state) {
      spins = PeerWait.pause(spins);
    }
  }

  /** Takes back an interrupt that was meant for this record, on a thread that goes on. */
  private void clearOwnInterrupt() {
    awaitInterrupter();
    if ((state & INTERRUPTED) != 0) {
      Thread.interrupted();
    }
  }

  /* --- custody --- */

  /** Puts the record into the custody of the pool, which is about to admit it. */
  final TaskRecord<V> entrust() {
    STATE.setRelease(this, WAITING);
    return this;
  }

  /** Gives the record up unrun; false if it has started or ended. */
  final boolean release() {
    if (STATE.compareAndSet(this, WAITING, RELEASED)) {
      released();
      return true;
    }
    return false;
  }

  /** Ends a record the pool throws away, so that nobody waits for it for ever. */
  final boolean discard() {
    if (release()) {
      cancel(false);
      return true;
    }
    return false;
  }

  /** The same on a thread that must not be kept: a worker between two tasks, or an idler. */
  final boolean evict() {
    if (release()) {
      end(CANCELLED, null, false, true);
      return true;
    }
    return false;
  }

  /* --- ending it from outside --- */

  @Override
  public final boolean cancel(boolean mayInterruptIfRunning) {
    return end(CANCELLED, null, mayInterruptIfRunning, false);
  }

  @Override
  public final boolean cancel(Throwable cause) {
    return end(CANCELLED, Objects.requireNonNull(cause, "cause"), true, false);
  }

  /**
   * Ends a record whose deadline passed.
   *
   * @param byTimer whether this is the timer's thread
   */
  final void expire(boolean byTimer) {
    end(EXPIRED, null, true, byTimer);
  }

  /** Ends a record that could not be run at all; false if somebody else ended it. */
  final boolean fail(Throwable failure, OutcomeSink sink) {
    if (!settle(WAITING)) {
      return false;
    }
    runner = kind(content);
    content = failure;
    sink.failed();
    STATE.setRelease(this, FAILED);
    finish(true, false);
    return true;
  }

  private boolean end(int outcome, @Nullable Throwable why, boolean interrupt, boolean byTimer) {
    int from;
    do {
      from = state;
      if (from >= SETTLING) {
        awaitSettled(); // so that it is done when cancel answers
        return false;
      }
    } while (!settle(from));
    boolean started = from >= RUNNING;
    boolean counted = from == WAITING || from == RUNNING;
    @Nullable Object body = content;
    Thread thread = started && interrupt && runner instanceof Thread t ? t : null;
    runner = kind(body);
    content = outcome == EXPIRED ? expiry(nameOf(body), started) : why;
    if (counted) {
      if (!started) {
        engine.tally().increment(Tally.Event.TOMBSTONE_MADE);
      }
      engine.tally().increment(outcome == EXPIRED ? Tally.Event.EXPIRED : Tally.Event.CANCELLED);
    }
    if (thread != null) {
      STATE.setRelease(this, outcome | INTERRUPTING);
      try {
        thread.interrupt();
      } finally {
        STATE.setRelease(this, outcome | INTERRUPTED);
      }
    } else {
      STATE.setRelease(this, outcome);
    }
    finish(counted, byTimer);
    return true;
  }

  /** Takes the right to end the record; nobody else writes its content from here on. */
  private boolean settle(int from) {
    if (!STATE.compareAndSet(this, from, SETTLING)) {
      return false;
    }
    VarHandle.storeStoreFence(); // name() must not see a new content under an old state
    return true;
  }

  private void finish(boolean counted, boolean byTimer) {
    Stage<V> stage = wakeAll();
    ended(counted, byTimer);
    if (stage != null && byTimer) {
      engine.courier().send(() -> complete(stage));
    } else if (stage != null) {
      complete(stage);
    }
  }

  /** Whether the thread that ran this record was interrupted for its sake. */
  final boolean isInterruptCancelled() {
    return (state & (INTERRUPTING | INTERRUPTED)) != 0;
  }

  /* --- what it is --- */

  @Override
  public String name() {
    for (int spins = 0; ; spins = PeerWait.pause(spins)) {
      int s = state;
      @Nullable Object body = content;
      VarHandle.acquireFence(); // the content is read before the state is read again
      if (s < SETTLING && state < SETTLING) {
        return nameOf(body);
      }
      if (s > SETTLING) {
        return runner instanceof Class<?> kind ? kind.getName() : "task";
      }
    }
  }

  /** The name for a body that is still there. */
  String nameOf(@Nullable Object body) {
    return kind(body).getName();
  }

  private static Class<?> kind(@Nullable Object body) {
    return body == null ? Object.class : Given.unwrap(body).getClass();
  }

  @Override
  public @Nullable String taskClass() {
    return null;
  }

  /** A record with a result of its own. */
  static non-sealed class OfCallable<V extends @Nullable Object> extends TaskRecord<V> {
    OfCallable(PoolEngine engine, Callable<V> body) {
      super(engine, body);
    }

    @Override
    @SuppressWarnings("unchecked") // the body given to the constructor
    V call(Object body) throws Exception {
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
