package dev.freshet.core.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the batches of a stream's stages come back, and the end of all stages as one.
 *
 * <p>Confined to the owner, the thread that drives the stream at the moment; only what tasks call
 * is for all threads. Owners may follow each other if each hands over to the next, as a {@code
 * java.util.stream} does.
 */
final class Coordinator {
  /*
   * One owner
   * ---------
   * All decisions are taken by the owner: what goes to which pool, whose results go where, when it
   * is over. Stages and windows are plain fields, and there is no lock. A task takes batches from its
   * stage's queue and pushes them on a stack when they are done (Treiber [1]; the owner takes all of
   * it at once, so there is no ABA), itself after the last one, and wakes the owner if that is parked
   * and waits for it.
   *
   *   owner                       task
   *   waiter = me                 push (compare-and-set)
   *   look at the stack           look at waiter, unpark
   *   park
   *
   * All four are volatile: either the owner finds what was pushed or the task finds the owner.
   *
   * Waiting inside a pool
   * ---------------------
   * An owner that is itself a task of a stage's pool would wait for ever at limit 1. Before it parks
   * it offers its thread: TaskHandle.get runs a task of the own pool that nobody has started on the
   * waiting thread. A wait of one nanosecond does just that, and nothing on any other thread; a stage
   * remembers that it helped nothing. Only tasks of this stream are run, for one batch
   * each, so stacks grow with the nesting of the program, not with the number of elements.
   *
   * Waiting for room
   * ----------------
   * While any task of the stream is with a pool, a refused one waits for that: whatever comes back
   * may leave room, and its results must not wait for a lane. When none is, the owner queues up for
   * room like any submitter, so others cannot starve the stream.
   *
   * Looking
   * -------
   * A pool that is stopped gives up what waits in its lane and tells nobody, and a task for which
   * there is no thread never runs. So a long wait is cut into pieces, and after each the owner looks
   * whether its tasks still exist. Pools that throw tasks away by policy do tell (see StageTasks).
   *
   * The end
   * -------
   * The first batch to fail is noted by its own thread, so that no task of the stream begins with
   * another element although the owner has yet to hear of it. First failure, interrupt, deadline, a consumer that has enough, close: all are one step. The queues are emptied; tasks that
   * have not started never will, by a compare-and-set; those that run are interrupted; and the
   * owner waits until that has ended, so no task outlives its stream. An interrupt of the owner is
   * kept for later meanwhile.
   *
   * [1] R. K. Treiber, Systems Programming: Coping with Parallelism, IBM RJ 5118, 1986
   */

  /**
   * Longest wait without a look, in nanoseconds: ten wake-ups a second are nothing, and a stopped
   * pool is noticed at human speed.
   */
  private static final long LOOK_NANOS = 100_000_000;

  private static final VarHandle ARRIVED;
  private static final VarHandle FAILED;
  private static final VarHandle WAITER;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ARRIVED = lookup.findVarHandle(Coordinator.class, "arrived", Arrival.class);
      FAILED = lookup.findVarHandle(Coordinator.class, "failed", Batch.class);
      WAITER = lookup.findVarHandle(Coordinator.class, "waiter", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final List<Stage> stages = new ArrayList<>();
  private final @Nullable Duration deadline;
  private final long start = System.nanoTime();

  /** Tasks with the pools, of all stages. */
  private int underWay;

  private volatile @Nullable Arrival arrived;
  private volatile @Nullable Thread waiter;

  /** The batch the owner waits for; null for anything. Written before waiter, read after it. */
  private volatile @Nullable Batch awaited;

  /** Set by the owner while its thread is on offer, for itself. */
  private @Nullable Thread helper;

  /** The batch that failed before all others. */
  private volatile @Nullable Batch failed;

  private volatile boolean calledOff;

  /**
   * A coordinator without stages.
   *
   * @param deadline after how long everything must have ended, or null
   */
  Coordinator(@Nullable Duration deadline) {
    this.deadline = deadline;
  }

  void enter(Stage stage) {
    stages.add(stage);
  }

  /* --- for all threads --- */

  /**
   * Something comes back.
   *
   * @param urgent whether the owner is to know even if it waits for something else
   */
  void arrive(Arrival arrival, boolean urgent) {
    Arrival top;
    do {
      top = arrived;
      arrival.next = top;
    } while (!ARRIVED.compareAndSet(this, top, arrival));
    Thread owner = waiter;
    if (owner == null) {
      return;
    }
    Batch only = awaited;
    if ((urgent || only == null || only == arrival || isOver())
        && WAITER.compareAndSet(this, owner, (Thread) null)) {
      LockSupport.unpark(owner);
    }
  }

  /** Whether the owner is about to wait, or waits, and will look at everything after that. */
  boolean isOwnerWaiting() {
    return waiter != null;
  }

  /** Whether this is the owner, who runs a task of its own pool instead of waiting for it. */
  boolean isHelped(Thread thread) {
    return thread.equals(helper);
  }

  /** A batch has failed; from now on no task begins with an element. */
  void failed(Batch batch) {
    FAILED.compareAndSet(this, (Batch) null, batch);
  }

  /** Whether nobody wants results any more, though the owner may not know that yet. */
  boolean isOver() {
    return calledOff || failed != null;
  }

  /** The failure all others follow from; there is one. */
  @Nullable Throwable firstFailure() {
    Batch batch = failed;
    return batch == null ? null : StageTasks.failureOf(batch);
  }

  /** Whether the owner has ended the stream before its elements. */
  boolean isCalledOff() {
    return calledOff;
  }

  /* --- the owner's --- */

  void left() {
    underWay++;
  }

  /**
   * Takes in what came back.
   *
   * @return whether anything did
   * @throws RuntimeException or an Error: the failure of the batch that failed first
   */
  boolean land() {
    if (arrived == null) {
      return false;
    }
    @Nullable Throwable failure = null;
    for (Arrival arrival = takeArrived(); arrival != null; ) {
      Arrival next = arrival.next;
      arrival.next = null;
      Throwable own = null;
      switch (arrival) {
        case Batch batch -> own = batch.stage.land(batch);
        case Runner runner -> {
          underWay--;
          own = runner.tasks.back(runner);
        }
      }
      failure = failure == null ? own : failure;
      arrival = next;
    }
    if (failure != null) {
      requireTime(failure);
      throw unchecked(failure);
    }
    return true;
  }

  /** Takes all that came back, first in first. */
  private @Nullable Arrival takeArrived() {
    Arrival last = (Arrival) ARRIVED.getAndSet(this, (Arrival) null);
    Arrival first = null;
    while (last != null) {
      Arrival next = last.next;
      last.next = first;
      first = last;
      last = next;
    }
    return first;
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException unchecked
        ? unchecked
        : new CompletionException(failure);
  }

  /**
   * Waits until something comes back or the time is up; may return earlier.
   *
   * @param nanos at least 1
   * @param only nothing but this batch, a failure, or a task that left batches behind is worth
   *     waking up for; null for anything
   */
  void await(long nanos, @Nullable Batch only) {
    if (arrived != null) {
      return;
    }
    try {
      helper = Thread.currentThread();
      for (Stage stage : stages) {
        if (stage.help()) {
          return;
        }
      }
      if (underWay == 0) {
        for (Stage stage : stages) {
          if (stage.waitForRoom()) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      helper = null;
    }
    requireUninterrupted();
    requireTime(null);
    long longest = Math.min(LOOK_NANOS, remainingNanos());
    if (!park(Math.min(nanos, longest), only) && nanos >= longest) {
      stages.forEach(Stage::look);
    }
  }

  /** Parks until something comes back, the time is up, or for no reason. */
  private boolean park(long nanos, @Nullable Batch only) {
    awaited = only;
    waiter = Thread.currentThread();
    if (arrived == null) {
      LockSupport.parkNanos(this, nanos);
    }
    waiter = null;
    return arrived != null;
  }

  private static void requireUninterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted(new InterruptedException("interrupted while waiting for a stage"));
    }
  }

  /** What an interrupt of the owner ends in; the status is set again. */
  static CancellationException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    CancellationException called = new CancellationException("interrupted");
    called.initCause(cause);
    return called;
  }

  /** What is left until the deadline; {@link Long#MAX_VALUE} without one. */
  long remainingNanos() {
    return deadline == null ? Long.MAX_VALUE : nanosOf(deadline) - (System.nanoTime() - start);
  }

  /** The same for the pools; null without a deadline. */
  @Nullable Duration remaining() {
    return deadline == null ? null : Duration.ofNanos(Math.max(1, remainingNanos()));
  }

  /** Nanoseconds, {@link Long#MAX_VALUE} for more than 292 years. */
  static long nanosOf(Duration duration) {
    return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0
        ? Long.MAX_VALUE
        : duration.toNanos();
  }

  /** Throws if the deadline has passed. */
  void requireTime(@Nullable Throwable because) {
    if (deadline != null && remainingNanos() <= 0) {
      TimeoutException late =
          new TimeoutException("deadline: not done after " + deadline + ", " + stages);
      if (because != null) {
        late.addSuppressed(because);
      }
      throw new CompletionException(late);
    }
  }

  /** Ends all stages: what waits never starts, what runs is interrupted and waited for. */
  void callOff() {
    if (calledOff) {
      return;
    }
    calledOff = true;
    int left = 0;
    for (Stage stage : stages) {
      left += stage.callOff();
    }
    boolean interrupted = false;
    while (left > 0) {
      Arrival arrival = takeArrived();
      if (arrival == null) {
        interrupted |= Thread.interrupted();
        park(Long.MAX_VALUE, null);
        continue;
      }
      for (; arrival != null; arrival = arrival.next) {
        left -= arrival instanceof Runner ? 1 : 0;
      }
    }
    underWay = 0;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
