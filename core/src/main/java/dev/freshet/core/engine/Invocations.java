package dev.freshet.core.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** invokeAll and invokeAny as {@link java.util.concurrent.ExecutorService} documents them. */
public final class Invocations {
  private final PoolEngine engine;

  public Invocations(PoolEngine engine) {
    this.engine = engine;
  }

  /**
   * Runs all tasks and waits for them.
   *
   * @param nanos how long to wait, or {@link Long#MAX_VALUE}; what is not done then is cancelled
   */
  public <T extends @Nullable Object> List<Future<T>> all(
      Collection<? extends Callable<T>> tasks, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    List<Future<T>> futures = new ArrayList<>(tasks.size());
    List<TaskRecord<T>> records = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      TaskRecord<T> record = TaskRecord.of(engine, carry(Objects.requireNonNull(task, "task")));
      records.add(record);
      futures.add(record);
    }
    boolean done = false;
    try {
      for (TaskRecord<T> record : records) {
        long left = left(start, nanos);
        if (left <= 0 || !engine.executeWithin(record, left)) {
          return futures;
        }
      }
      for (TaskRecord<T> record : records) {
        if (!waitFor(record, left(start, nanos))) {
          return futures;
        }
      }
      done = true;
      return futures;
    } finally {
      if (!done) {
        cancelAll(records);
      }
    }
  }

  private static <T extends @Nullable Object> boolean waitFor(TaskRecord<T> record, long left)
      throws InterruptedException {
    try {
      if (left == Long.MAX_VALUE) {
        record.get();
      } else if (!record.isDone()) {
        record.get(left, TimeUnit.NANOSECONDS);
      }
    } catch (CancellationException | ExecutionException _) {
      // An outcome like any other: the caller reads it from the future.
    } catch (TimeoutException _) {
      return false;
    }
    return true;
  }

  /**
   * Answers the result of one task that completed, and cancels the others.
   *
   * <p>Tasks are submitted one after the other; between two of them an early success ends the call.
   *
   * @param nanos how long to wait, or {@link Long#MAX_VALUE}
   */
  public <T extends @Nullable Object> T any(Collection<? extends Callable<T>> tasks, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("tasks: is empty; at least one task is needed");
    }
    long start = System.nanoTime();
    LinkedBlockingQueue<Contestant<T>> ended = new LinkedBlockingQueue<>();
    List<TaskRecord<T>> records = new ArrayList<>(tasks.size());
    for (Callable<T> task : tasks) {
      records.add(new Contestant<>(engine, carry(Objects.requireNonNull(task, "task")), ended));
    }
    try {
      return race(records, ended, start, nanos);
    } finally {
      cancelAll(records);
    }
  }

  private <T extends @Nullable Object> T race(
      List<TaskRecord<T>> records, LinkedBlockingQueue<Contestant<T>> ended, long start, long nanos)
      throws InterruptedException, ExecutionException, TimeoutException {
    @Nullable Grant own = Grant.ofCurrentThread(engine);
    @Nullable ExecutionException failure = null;
    int submitted = 0;
    int over = 0;
    while (over < records.size()) {
      Contestant<T> next = ended.poll();
      if (next == null && submitted < records.size()) {
        if (!engine.executeWithin(records.get(submitted++), left(start, nanos))) {
          throw new TimeoutException("no room for the tasks in time");
        }
        continue;
      }
      if (next == null && own != null && left(start, nanos) > 0 && helpOne(records, own)) {
        continue;
      }
      if (next == null) {
        if (nanos == Long.MAX_VALUE) {
          next = ended.take();
        } else {
          next = ended.poll(left(start, nanos), TimeUnit.NANOSECONDS);
        }
        if (next == null) {
          throw new TimeoutException("no task completed in time");
        }
      }
      over++;
      try {
        return next.get();
      } catch (ExecutionException e) {
        failure = e;
      } catch (CancellationException e) {
        failure = new ExecutionException(e);
      }
    }
    throw failure != null ? failure : new ExecutionException("no task completed", null);
  }

  /** On a worker of the pool: runs one of the tasks that nobody has started. */
  private static <T extends @Nullable Object> boolean helpOne(
      List<TaskRecord<T>> records, Grant own) {
    for (TaskRecord<T> record : records) {
      if (record.help(own)) {
        return true;
      }
    }
    return false;
  }

  private <T extends @Nullable Object> Callable<T> carry(Callable<T> task) {
    Contexts contexts = engine.contexts();
    return contexts == null ? task : contexts.carry(task);
  }

  private static long left(long start, long nanos) {
    // The smallest long is a time-out as well, and nothing can be taken from it.
    return nanos == Long.MAX_VALUE ? nanos : Math.max(nanos, 0) - (System.nanoTime() - start);
  }

  private static <T extends @Nullable Object> void cancelAll(List<TaskRecord<T>> records) {
    // Those that wait first: a worker that is interrupted would take one of them.
    for (TaskRecord<T> record : records.reversed()) {
      record.cancel(true);
    }
  }

  /** A record that reports its end. */
  private static final class Contestant<V extends @Nullable Object>
      extends TaskRecord.OfCallable<V> {
    private final LinkedBlockingQueue<Contestant<V>> ended;

    Contestant(PoolEngine engine, Callable<V> body, LinkedBlockingQueue<Contestant<V>> ended) {
      super(engine, body);
      this.ended = ended;
    }

    @Override
    void ended(boolean counted, boolean byTimer) {
      ended.add(this);
    }
  }
}
