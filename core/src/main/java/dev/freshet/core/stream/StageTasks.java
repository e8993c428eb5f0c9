package dev.freshet.core.stream;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.Refusal;
import dev.freshet.core.Sizing;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.Workers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a stage has with its pool, and the batches that wait for them. Confined to the
 * owner of its {@link Coordinator}, but for what tasks call, {@link #name} and {@link #active}.
 */
final class StageTasks {
  /*
   * Tasks that go on
   * ----------------
   * A task that has worked on a batch takes the next that waits, so a slot is not empty until the
   * owner comes round, and tiny batches do not pay for a task each. The owner submits a task when
   * there are more batches in the queue than tasks that are still to start, up to the parallelism.
   *
   *   owner                         task
   *   put the batch into the queue  find the queue empty
   *   read active, submit           count itself out of active
   *                                 look at the queue once more
   *
   * All of that is volatile, so either the owner submits or the task sees the batch, and tries to
   * count itself in again; if it cannot, others are active and come to the queue.
   *
   * A task gives way after a turn, if the owner waits and so is there to submit another, behind what
   * others have submitted meanwhile. If the owner is away the task goes on: that is over when the
   * queue, which is bounded and gets nothing from an owner who is away, is empty. In a pool that
   * looks at each of its tasks, ranks them, watches how long they take or gives each a thread of its
   * own, a task is one batch.
   *
   * Lost tasks
   * ----------
   * A pool may throw away a task it had accepted: to make room, because it waited too long, because
   * it was stopped. Batches are not lost with it, they lie in the queue, and another task is
   * submitted; a pool that is shut down then says so. Pools that throw away by policy are asked to
   * tell at once, which costs a completion stage for each task; for the others a look from time to
   * time will do.
   */

  private static final Duration WITHOUT_END = Duration.ofNanos(Long.MAX_VALUE);

  /**
   * How long a task goes on while others may be waiting for its grant, in nanoseconds: as long as a
   * virtual worker keeps its carrier ({@link Workers#DEFAULT_THREAD_LIFETIME}).
   */
  private static final long TURN_NANOS = 10_000_000;

  private static final VarHandle ACTIVE;
  private static final VarHandle BEGUN;
  private static final VarHandle STARTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ACTIVE = lookup.findVarHandle(StageTasks.class, "active", int.class);
      BEGUN = lookup.findVarHandle(StageTasks.class, "begun", int.class);
      STARTED = lookup.findVarHandle(StageTasks.class, "started", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Coordinator coordinator;
  private final TaskPool pool;
  private final Overflow overflow;
  private final int parallelism;
  private final TaskOptions options;
  private final boolean asksToBeTold;
  private final boolean goesOn;

  private final Queue<Batch> queue = new ConcurrentLinkedQueue<>();

  /** Submitted and not back; each knows its index. */
  private final List<Runner> runners = new ArrayList<>();

  /** A thread that is no worker of the pool. */
  private @Nullable Thread outsider;

  /** Batches put into the queue; wraps around, as the next three do. */
  private int given;

  /** Batches taken out by tasks. */
  private volatile int begun;

  /** Tasks submitted, and not thrown away. */
  private int submitted;

  /** Tasks that have started. */
  private volatile int started;

  /** Tasks with the pool, or leaving; never more than the parallelism. */
  private volatile int active;

  StageTasks(Coordinator coordinator, TaskPool pool, StageOptions options) {
    TaskPoolConfig config = pool.config();
    this.coordinator = coordinator;
    this.pool = pool;
    this.overflow = config.overflow();
    this.parallelism = options.parallelism();
    this.options = options.task();
    this.asksToBeTold =
        overflow instanceof Overflow.DiscardOldest
            || config.discipline() instanceof Discipline.AdaptiveLifo
            || options.task().deadline() != null;
    this.goesOn =
        config.discipline() instanceof Discipline.Fifo
            && config.sizing() instanceof Sizing.Fixed
            && config.taskBudget() == null
            && !(config.workers() instanceof Workers.Virtual threads
                && threads.tasksPerThread() == 1)
            && options.task().deadline() == null;
  }

  String name() {
    String name = options.name();
    return name == null ? pool.config().name() : name;
  }

  /** Tasks with the pool. */
  int active() {
    return active;
  }

  /* --- tasks --- */

  /** Works on batches until there are none, or others want their turn. */
  void work(Runner runner) throws Exception {
    STARTED.getAndAdd(this, 1);
    boolean hasLeft = false;
    try {
      boolean helps = coordinator.isHelped(Thread.currentThread());
      long began = System.nanoTime();
      do {
        Batch batch = queue.poll();
        if (batch == null) {
          hasLeft = leave(false);
          continue;
        }
        BEGUN.getAndAdd(this, 1);
        batch.run(runner);
        if (!goesOn || helps || pool.isShutdown()) {
          return;
        }
        Thread.interrupted(); // as the pool does between two tasks; the stream's is seen next
        if (coordinator.isOver()) {
          return;
        }
        if (System.nanoTime() - began >= TURN_NANOS) {
          hasLeft = leave(true);
          began = System.nanoTime();
        }
      } while (!hasLeft);
    } finally {
      if (!hasLeft) {
        ACTIVE.getAndAdd(this, -1);
      }
      coordinator.arrive(runner, !queue.isEmpty() || active == 0);
    }
  }

  /** Counts a task out, unless it is needed; answers whether it may go. */
  private boolean leave(boolean givesWay) {
    ACTIVE.getAndAdd(this, -1);
    return queue.isEmpty() || (givesWay && coordinator.isOwnerWaiting()) || !enter();
  }

  /** Counts a task in, if the parallelism allows. */
  private boolean enter() {
    int tasks;
    do {
      tasks = active;
      if (tasks >= parallelism) {
        return false;
      }
    } while (!ACTIVE.compareAndSet(this, tasks, tasks + 1));
    return true;
  }

  /** A task that the pool threw away. */
  void cameBack(Runner runner) {
    coordinator.arrive(runner, true);
  }

  /* --- to the pool --- */

  /** Puts a batch where tasks will find it. */
  void put(Batch batch) {
    given++;
    queue.add(batch);
  }

  /** Batches that no task has taken. */
  int backlog() {
    return given - begun;
  }

  /** Whether batches wait and nobody will come for them but the owner. */
  boolean isStuck() {
    return backlog() > 0 && (!goesOn || active == 0);
  }

  /** Whether batches wait although more tasks might work on them. */
  boolean isShort() {
    return active < parallelism && backlog() > submitted - started;
  }

  /** Submits tasks as far as there are batches for them, and room; answers whether one went. */
  boolean dispatch() {
    boolean went = false;
    while (backlog() > submitted - started && enter()) {
      Runner runner = new Runner(this);
      Refusal why = answer(pool.<@Nullable Object>trySubmit(runner, taskOptions()), runner);
      if (why == Refusal.LANE_FULL && overflow instanceof Overflow.CallerRuns) {
        runHere();
      } else if (why != null) {
        ACTIVE.getAndAdd(this, -1);
        if (why != Refusal.LANE_FULL) {
          throw refused(why);
        }
        return went;
      }
      went = true;
    }
    return went;
  }

  /** Waits for room for a task if batches wait for one; answers whether one went. */
  boolean waitForRoom() throws InterruptedException {
    if (backlog() == 0 || !enter()) {
      return false;
    }
    Runner runner = new Runner(this);
    Duration patience =
        overflow instanceof Overflow.Block block && block.timeout() != null
            ? block.timeout()
            : WITHOUT_END;
    Refusal why = Refusal.INTERRUPTED;
    try {
      why = answer(pool.<@Nullable Object>trySubmit(runner, taskOptions(), patience), runner);
    } finally {
      if (why != null && why != Refusal.LANE_FULL) {
        ACTIVE.getAndAdd(this, -1);
      }
    }
    if (why == Refusal.LANE_FULL) {
      runHere(); // the owner is a task of this pool, and would wait for itself
    } else if (why != null) {
      coordinator.requireTime(null);
      throw refused(why);
    }
    return true;
  }

  private @Nullable Refusal answer(Submission<?> answer, Runner runner) {
    return switch (answer) {
      case Submission.Accepted<?>(TaskHandle<?> handle) -> {
        runner.handle = handle;
        runner.seat = runners.size();
        runners.add(runner);
        submitted++;
        coordinator.left();
        if (asksToBeTold) {
          handle.toCompletionStage().whenComplete((_, _) -> runner.drop());
        }
        yield null;
      }
      case Submission.Refused<?>(Refusal why) -> why;
    };
  }

  private TaskOptions taskOptions() {
    Duration left = coordinator.remaining();
    Duration own = options.deadline();
    return left == null || (own != null && own.compareTo(left) <= 0)
        ? options
        : options.deadline(left);
  }

  /** The owner works on one batch, counted in already. */
  private void runHere() {
    try {
      Batch batch = queue.poll();
      if (batch != null) {
        BEGUN.getAndAdd(this, 1);
        batch.run(null);
      }
    } catch (Throwable _) {
      // the batch has it, and comes back as any other
    } finally {
      ACTIVE.getAndAdd(this, -1);
    }
  }

  private RejectedExecutionException refused(Refusal why) {
    return new RejectedExecutionException(
        "pool %s refuses a task of stage %s: %s"
            .formatted(pool.config().name(), name(), why.text()));
  }

  /* --- and back --- */

  /**
   * Takes a task back.
   *
   * @return why it could not run, or null
   */
  @Nullable Throwable back(Runner runner) {
    Runner last = runners.removeLast();
    if (runner.seat < runners.size()) {
      runners.set(runner.seat, last);
      last.seat = runner.seat;
    }
    if (!runner.isDropped()) {
      return null;
    }
    submitted--;
    ACTIVE.getAndAdd(this, -1);
    return failureOf(runner); // it expired, or there was no thread for it
  }

  private static @Nullable Throwable failureOf(@Nullable Runner runner) {
    TaskHandle<?> handle = runner == null ? null : runner.handle;
    return handle != null && handle.state() == Future.State.FAILED ? handle.exceptionNow() : null;
  }

  /** Why a batch has no results. */
  static @Nullable Throwable failureOf(Batch batch) {
    Throwable tasks = failureOf(batch.runner);
    return tasks instanceof TimeoutException
        ? tasks // it expired, and what the function threw is about the interrupt
        : batch.failure;
  }

  /**
   * Runs a task on this thread if that is a worker of the pool and nobody has started the task.
   *
   * @return whether one was run
   */
  boolean help() throws InterruptedException {
    Thread me = Thread.currentThread();
    if (me.equals(outsider)) {
      return false;
    }
    for (Runner runner : runners) {
      TaskHandle<?> handle = runner.handle;
      if (handle == null || !runner.isQueued()) {
        continue;
      }
      try {
        Object _ = handle.get(1, TimeUnit.NANOSECONDS);
      } catch (ExecutionException | CancellationException _) {
        // the batch will say
      } catch (TimeoutException _) {
        outsider = runner.isQueued() ? me : null;
      }
      return !runner.isQueued();
    }
    return false;
  }

  /** Sends those back that will never run. */
  void look() {
    boolean gone = pool.isTerminated();
    for (Runner runner : runners) {
      TaskHandle<?> handle = runner.handle;
      if (gone || (handle != null && handle.isDone())) {
        runner.drop();
      }
    }
  }

  /**
   * Gives everything up; the stream is over.
   *
   * @return how many tasks will come back
   */
  int callOff() {
    while (queue.poll() != null) {
      BEGUN.getAndAdd(this, 1);
    }
    int left = 0;
    for (Runner runner : runners) {
      boolean revoked = runner.revoke();
      TaskHandle<?> handle = runner.handle;
      if (handle != null) {
        handle.cancel(!revoked);
      }
      if (revoked || runner.isDropped()) {
        ACTIVE.getAndAdd(this, -1);
      }
      left += revoked ? 0 : 1;
    }
    runners.clear();
    return left;
  }
}
