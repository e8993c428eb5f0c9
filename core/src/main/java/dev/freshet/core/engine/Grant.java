package dev.freshet.core.engine;

import dev.freshet.core.figures.LatencyRecorder;
import dev.freshet.core.figures.RunSampler;
import dev.freshet.core.lane.WaitSink;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The right to run one task at a time, and the loop of the worker that holds it.
 *
 * <p>Owned by one worker thread after the other; only the thread, the current record and the two
 * counters are read by others.
 */
class Grant extends Seat
    implements Runnable, Thread.UncaughtExceptionHandler, OutcomeSink, WaitSink {
  /*
   * A worker's life
   * ---------------
   * A thread starts with a grant and a task in hand. It runs the task, takes the next from the lane
   * with the same grant, and so on. It stops when
   *   - the lane is empty: it gives the grant back and looks at the lane once more;
   *   - it is a virtual thread that ran `tasksPerThread` tasks or lived for `threadLifetime`: a fresh
   *     thread takes grant and next task over (see "Retiring");
   *   - the limit was lowered, the pool paused or stopped.
   * Then a virtual thread ends; a thread that stays may wait on its seat (SeatedThreads).
   *
   * Lingering
   * ---------
   * When tasks are tiny and the producers a little slower than the workers, a worker would end and a
   * new one start every few tasks, at a microsecond for the virtual thread and five to fifty for the
   * wake-up of its carrier. So a worker that had much to do just now (LINGER_AFTER tasks in a row)
   * stays a few microseconds, counted as a searcher so that producers start nobody, and lets a batch
   * build up. One worker of a pool lingers at a time, none on a single processor, and none after a
   * lonely task, so a quiet pool burns nothing.
   *
   * Retiring
   * --------
   * A virtual thread that lives long moves to the old generation with its stack (about 6 KB each in
   * Quarkus' measurement) and keeps the thread-locals of every task it ran. And virtual threads are
   * not time-sliced: a worker in a long backlog would keep its carrier from every other virtual
   * thread of the JVM. Starting anew puts the worker at the end of the scheduler's queue.
   *
   * What a task leaves behind
   * -------------------------
   * Between two tasks on one thread the interrupt status is cleared, and the thread's name, uncaught
   * exception handler and context class loader are set back. Thread-locals cannot be cleared from outside java.base: a later task on the same
   * thread may see them, at most tasksPerThread - 1 tasks and threadLifetime long; with
   * tasksPerThread = 1 never. Inherited thread-locals do not exist: threads are built without.
   *
   * Who am I
   * --------
   * The grant is its thread's uncaught exception handler. That is how a waiting future finds out
   * that it is called on a worker, without a thread-local in each of 50,000 virtual threads (a
   * platform worker knows its grant itself). A task
   * may set a handler of its own; then the thread's name leads to the grant. A task that changes
   * both is not recognised until it ends.
   */

  /** Tasks in a row after which an empty lane looks like a pause in a stream, not like its end. */
  private static final int LINGER_AFTER = 32;

  /** Longest linger, in nanoseconds. */
  private static final long LINGER_NANOS = 10_000;

  /** Batch that ends a linger early; half the lane if that is less. */
  private static final int LINGER_BATCH = 256;

  /** Pauses between two looks at the lane while lingering; a look costs the producers a line. */
  private static final int LINGER_SPINS = 20;

  /** Stands for the time at which a worker began that has not. */
  private static final long NOT_BEGUN = Long.MIN_VALUE;

  /** Most tasks between two readings of the clock (25 ns each). */
  private static final int CLOCK_EVERY = 64;

  private static final VarHandle COMPLETED;
  private static final VarHandle FAILED;
  private static final VarHandle CURRENT;
  private static final VarHandle SINCE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      COMPLETED = lookup.findVarHandle(Grant.class, "completed", long.class);
      FAILED = lookup.findVarHandle(Grant.class, "failed", long.class);
      CURRENT = lookup.findVarHandle(Grant.class, "current", Runnable.class);
      SINCE = lookup.findVarHandle(Grant.class, "since", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int id;
  private final PoolEngine engine;
  private final String name;
  private final @Nullable Consumer<Object> handler;
  private final @Nullable LatencyRecorder starts;
  private final @Nullable LatencyRecorder runs;
  private final @Nullable RunSampler sampler;

  /** Link of the free stack: index plus one. */
  volatile int nextFree;

  /** The record that runs now; a plain Runnable is not kept. Through CURRENT. */
  private @Nullable Runnable current;

  /** The task the next thread starts with. */
  private @Nullable Object first;

  /** When that task was accepted, and how many tasks it stands for; weight 0 if it is no sample. */
  private long firstAccepted;

  private long firstWeight;

  /** Whether that thread is counted as starting. */
  private boolean announced;

  private long completed;
  private long failed;

  /**
   * When the worker last read the clock: the task that runs started at most 64 short tasks later.
   */
  @SuppressWarnings("UnusedVariable") // through SINCE
  private long since;

  Grant(PoolEngine engine, int id) {
    this.engine = engine;
    this.id = id;
    this.name = engine.name() + "-" + id;
    this.handler = engine.handler();
    this.starts = engine.figures().starts();
    this.runs = engine.figures().runs();
    this.sampler =
        runs == null
            ? null
            : this instanceof Padded ? RunSampler.padded(id + 1) : new RunSampler(id + 1);
  }

  /** The grant of the calling thread, if it is a worker of this pool. */
  static @Nullable Grant ofCurrentThread(PoolEngine engine) {
    Thread thread = Thread.currentThread();
    if (!thread.isVirtual()) {
      return thread instanceof SeatedThreads.Worker worker
              && worker.grant().engine == engine
              && thread.equals(worker.grant().thread) // not between two calls
          ? worker.grant()
          : null;
    }
    if (thread.getUncaughtExceptionHandler() instanceof Grant grant) {
      return grant.engine == engine && thread.equals(grant.thread) ? grant : null;
    }
    return engine.grants().heldUnderItsName(thread);
  }

  String name() {
    return name;
  }

  /** The task about to be in hand waited so long in the lane; null if it never was there. */
  void startsAfter(@Nullable HandOver waited) {
    firstAccepted = waited == null ? System.nanoTime() : waited.acceptedNanos();
    firstWeight = waited == null ? 1 : waited.weight();
  }

  /** Measures the wait of a task that is about to run. */
  @Override
  public final void waited(long acceptedNanos, long weight) {
    if (starts != null) {
      starts.record(System.nanoTime() - acceptedNanos, weight);
    }
  }

  @Override
  public final int home() {
    return id;
  }

  /** Counts tasks ended on this grant; stands still while one runs. */
  long progress() {
    return completedCount() + failedCount();
  }

  /** Lets a thread go on with a task in hand. */
  void start(Object task, boolean announce) {
    first = task;
    announced = announce;
    SINCE.setOpaque(this, NOT_BEGUN);
    engine.threads().start(this);
  }

  /** Lets a fresh thread go on with the task; false if none could be started. */
  private boolean handOver(Object task, Thread me) {
    try {
      start(task, false);
      return true;
    } catch (Throwable _) {
      first = null;
      thread = me;
      if (engine.isStopping()) {
        me.interrupt(); // whoever stops may have met the thread that was not to be had
      }
      return false; // the task is not lost: this thread goes on, and tries again later
    }
  }

  long completedCount() {
    return (long) COMPLETED.getOpaque(this);
  }

  /** The record that runs now, if it is one. */
  @Nullable Runnable currentRecord() {
    return (Runnable) CURRENT.getAcquire(this);
  }

  long failedCount() {
    return (long) FAILED.getOpaque(this);
  }

  /** Whether the worker's thread runs, rather than waits for a processor to begin. */
  boolean hasBegun() {
    return (long) SINCE.getOpaque(this) != NOT_BEGUN;
  }

  /** How long the running task has run at most, in nanoseconds. */
  long ageNanos() {
    long from = (long) SINCE.getOpaque(this);
    return from == NOT_BEGUN ? 0 : Math.max(0, System.nanoTime() - from);
  }

  /* --- the loop --- */

  @Override
  public final void completed() {
    COMPLETED.setOpaque(this, completed + 1);
  }

  @Override
  public final void failed() {
    FAILED.setOpaque(this, failed + 1);
  }

  /**
   * Runs a claimed record in the middle of a task, which finds its thread as it left it; an
   * interrupt that was meant for the outer task is set again.
   */
  final void runNested(TaskRecord<?> record, Runnable claimedRun) {
    Thread me = Thread.currentThread();
    @Nullable Runnable outer = current;
    String outerName = me.getName();
    Thread.UncaughtExceptionHandler outerHandler = me.getUncaughtExceptionHandler();
    @Nullable ClassLoader outerLoader = me.getContextClassLoader();
    setBack(me, name, this, outerLoader);
    CURRENT.setRelease(this, record);
    try {
      claimedRun.run();
    } finally {
      CURRENT.setRelease(this, outer);
      setBack(me, outerName, outerHandler, outerLoader);
      Thread.interrupted();
      if (engine.isStopping()
          || (outer instanceof TaskRecord<?> cancelled && cancelled.isInterruptCancelled())) {
        me.interrupt();
      }
    }
  }

  @Override
  public final void run() {
    Thread me = Thread.currentThread();
    @Nullable Object task = first;
    first = null;
    if (announced) {
      engine.arrived();
    }
    if (engine.isStopping()) {
      me.interrupt();
    }
    WorkerThreads threads = engine.threads();
    int ran = 0;
    int streak = 0;
    int checkAt = 1;
    long born = System.nanoTime();
    SINCE.setOpaque(this, born);
    if (firstWeight > 0) {
      waited(firstAccepted, firstWeight);
      firstWeight = 0;
    }
    boolean watched = engine.figures().watchesTasks();
    @Nullable ClassLoader loader = me.getContextClassLoader();
    while (task != null) {
      if (sampler != null && sampler.due()) {
        runMeasured(task, watched, sampler);
      } else if (watched) {
        WatchedRun.of(this, engine, task);
      } else {
        runOne(task);
      }
      tidy(me, loader);
      ran++;
      streak++;
      if (engine.mustLeave(this)) {
        return;
      }
      task = engine.next(this);
      if (task == null) {
        task = streak >= LINGER_AFTER ? linger() : null;
        streak = 0;
        if (task == null) {
          task = engine.leaveOrStay(this);
        }
      }
      if (task != null && ran >= checkAt) {
        long now = System.nanoTime();
        SINCE.setOpaque(this, now);
        watched = engine.figures().watchesTasks();
        if (threads.isRetired(ran, now - born) && handOver(task, me)) {
          return;
        }
        if (now - born >= threads.lifetimeNanos()) {
          ran = 0;
          born = now;
          checkAt = 1;
        } else {
          checkAt = ran + nextCheck(ran, now - born);
        }
      }
    }
  }

  /** How many more tasks may run before the clock is read again: half of what would fit. */
  private int nextCheck(int ran, long age) {
    long fits = (engine.threads().lifetimeNanos() - age) / (2 * (age / ran + 1));
    return (int) Math.max(1, Math.min(fits, engine.threads().mostTasks(ran, CLOCK_EVERY)));
  }

  private void runMeasured(Object task, boolean watched, RunSampler due) {
    long start = System.nanoTime();
    SINCE.setOpaque(this, start);
    if (watched) {
      WatchedRun.of(this, engine, task);
    } else {
      runOne(task);
    }
    long end = System.nanoTime();
    if (runs != null) {
      runs.record(end - start, due.weight());
    }
    due.measured(end);
  }

  /** Runs the task; answers what a plain one threw. */
  final @Nullable Throwable runOne(Object task) {
    try {
      if (handler != null) {
        handler.accept(task instanceof Given wrapped ? wrapped.given() : task);
        completed();
      } else if (task instanceof TaskRecord<?> record) {
        CURRENT.setRelease(this, record);
        if (!record.runTaken(this)) {
          engine.tally().increment(Tally.Event.TOMBSTONE_MET);
        }
        CURRENT.setRelease(this, (Runnable) null);
      } else {
        ((Runnable) task).run();
        completed();
      }
    } catch (Throwable t) {
      failed();
      engine.report(task, t);
      return t;
    }
    return null;
  }

  private void tidy(Thread me, @Nullable ClassLoader loader) {
    if (Thread.interrupted() && engine.isStopping()) {
      me.interrupt();
    }
    setBack(me, name, this, loader);
  }

  @SuppressWarnings("ReferenceEquality") // whether it is still the same object is the question
  private static void setBack(
      Thread me,
      String name,
      Thread.UncaughtExceptionHandler handler,
      @Nullable ClassLoader loader) {
    if (!name.equals(me.getName())) {
      me.setName(name);
    }
    if (me.getUncaughtExceptionHandler() != handler) {
      me.setUncaughtExceptionHandler(handler);
    }
    if (me.getContextClassLoader() != loader) {
      me.setContextClassLoader(loader);
    }
  }

  private @Nullable Object linger() {
    if (!engine.startIdling()) {
      return null;
    }
    long start = System.nanoTime();
    int enough = Math.min(LINGER_BATCH, (engine.lane().capacity() + 1) / 2);
    do {
      for (int i = 0; i < LINGER_SPINS; i++) {
        Thread.onSpinWait();
      }
    } while (engine.lane().size() < enough && System.nanoTime() - start < LINGER_NANOS);
    return engine.stopIdling(this);
  }

  /** What is left of a failure outside of any task; it would be a defect of the pool. */
  @Override
  public final void uncaughtException(Thread thread, Throwable failure) {
    engine.report(this, failure);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A grant whose counters share no cache line with those of the next. */
  static final class Padded extends Grant {
    long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;
    long q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11, q12, q13, q14, q15;

    Padded(PoolEngine engine, int id) {
      super(engine, id);
    }
  }
}
