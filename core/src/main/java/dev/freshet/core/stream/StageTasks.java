package dev.freshet.core.stream;

import dev.freshet.core.Discipline;
import dev.freshet.core.Overflow;
import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a stage has with its pool. Confined to the owner of its {@link Coordinator}, but
 * for {@link #name}.
 */
final class StageTasks {
  /*
   * Lost tasks
   * ----------
   * A pool may throw away a task it had accepted: to make room, because it waited too long, because
   * it was stopped. The batch was never worked on, so it goes to the pool once more; a pool that is
   * shut down then says so. Pools that throw away by policy are asked to tell at once, which costs a
   * completion stage for each task; for the others a look from time to time will do.
   */

  private static final Duration WITHOUT_END = Duration.ofNanos(Long.MAX_VALUE);

  private final Coordinator coordinator;
  private final TaskPool pool;
  private final Overflow overflow;
  private final int parallelism;
  private final TaskOptions options;
  private final boolean asksToBeTold;

  /** Each batch knows its index. */
  private final List<Batch> running = new ArrayList<>();

  /** A thread that is no worker of the pool. */
  private @Nullable Thread outsider;

  StageTasks(Coordinator coordinator, TaskPool pool, StageOptions options) {
    this.coordinator = coordinator;
    this.pool = pool;
    this.overflow = pool.config().overflow();
    this.parallelism = options.parallelism();
    this.options = options.task();
    this.asksToBeTold =
        overflow instanceof Overflow.DiscardOldest
            || pool.config().discipline() instanceof Discipline.AdaptiveLifo
            || options.task().deadline() != null;
  }

  String name() {
    String name = options.name();
    return name == null ? pool.config().name() : name;
  }

  int size() {
    return running.size();
  }

  boolean hasFree() {
    return running.size() < parallelism;
  }

  /* --- to the pool --- */

  /** Hands a batch over if there is room now; runs it here if that is the pool's policy. */
  boolean offer(Batch batch) {
    Refusal why = answer(pool.<@Nullable Object>trySubmit(batch, taskOptions()), batch);
    if (why == null) {
      return true;
    }
    if (why != Refusal.LANE_FULL) {
      throw refused(batch, why);
    }
    if (overflow instanceof Overflow.CallerRuns) {
      runHere(batch);
      return true;
    }
    return false;
  }

  /** Hands a batch over when there is room, for as long as the pool's policy allows to wait. */
  void put(Batch batch) throws InterruptedException {
    Duration patience =
        overflow instanceof Overflow.Block block && block.timeout() != null
            ? block.timeout()
            : WITHOUT_END;
    Refusal why = answer(pool.<@Nullable Object>trySubmit(batch, taskOptions(), patience), batch);
    if (why == Refusal.LANE_FULL) {
      runHere(batch); // the owner is a task of this pool, and would wait for itself
    } else if (why != null) {
      coordinator.requireTime(null);
      throw refused(batch, why);
    }
  }

  private TaskOptions taskOptions() {
    Duration left = coordinator.remaining();
    Duration own = options.deadline();
    return left == null || (own != null && own.compareTo(left) <= 0)
        ? options
        : options.deadline(left);
  }

  private @Nullable Refusal answer(Submission<?> answer, Batch batch) {
    return switch (answer) {
      case Submission.Accepted<?>(TaskHandle<?> handle) -> {
        leave(batch, handle);
        if (asksToBeTold) {
          handle.toCompletionStage().whenComplete((_, _) -> batch.drop());
        }
        yield null;
      }
      case Submission.Refused<?>(Refusal why) -> why;
    };
  }

  private void leave(Batch batch, @Nullable TaskHandle<?> handle) {
    batch.handle = handle;
    batch.seat = running.size();
    running.add(batch);
    coordinator.left();
  }

  private void runHere(Batch batch) {
    leave(batch, null);
    try {
      batch.call();
    } catch (Throwable _) {
      // the batch has it, and comes back as any other
    }
  }

  private RejectedExecutionException refused(Batch batch, Refusal why) {
    return new RejectedExecutionException(
        "pool %s refuses a batch of %d of stage %s: %s"
            .formatted(pool.config().name(), batch.size, name(), why.text()));
  }

  /* --- and back --- */

  /** Frees the place of a batch that came back. */
  void back(Batch batch) {
    Batch last = running.removeLast();
    if (batch.seat < running.size()) {
      running.set(batch.seat, last);
      last.seat = batch.seat;
    }
  }

  /** Why a batch has no results; null if its task was thrown away and may be tried again. */
  static @Nullable Throwable failureOf(Batch batch) {
    TaskHandle<?> handle = batch.handle;
    Throwable own =
        handle != null && handle.state() == Future.State.FAILED ? handle.exceptionNow() : null;
    if (batch.status() == Batch.DROPPED) {
      return own; // it expired, or there was no thread for it
    }
    return own instanceof TimeoutException
        ? own // it expired, and what it threw is about the interrupt
        : batch.failure;
  }

  /** Runs a batch on this thread if that is a worker of the pool; answers whether one was run. */
  boolean help() throws InterruptedException {
    Thread me = Thread.currentThread();
    if (me.equals(outsider)) {
      return false;
    }
    for (Batch batch : running) {
      TaskHandle<?> handle = batch.handle;
      if (handle == null || !batch.isQueued()) {
        continue;
      }
      try {
        Object _ = handle.get(1, TimeUnit.NANOSECONDS);
      } catch (ExecutionException | CancellationException _) {
        // the batch will say
      } catch (TimeoutException _) {
        outsider = batch.isQueued() ? me : null;
      }
      return !batch.isQueued();
    }
    return false;
  }

  /** Sends those back whose tasks will never run. */
  void look() {
    boolean gone = pool.isTerminated();
    for (Batch batch : running) {
      TaskHandle<?> handle = batch.handle;
      if (gone || (handle != null && handle.isDone())) {
        batch.drop();
      }
    }
  }

  /**
   * Gives everything up.
   *
   * @return how many batches will come back
   */
  int callOff() {
    int left = 0;
    for (Batch batch : running) {
      boolean revoked = batch.revoke();
      TaskHandle<?> handle = batch.handle;
      if (handle != null) {
        handle.cancel(!revoked);
      }
      left += revoked ? 0 : 1;
    }
    running.clear();
    return left;
  }
}
