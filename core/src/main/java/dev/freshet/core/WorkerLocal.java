package dev.freshet.core;

import dev.freshet.core.engine.PoolEngine;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * State that tasks of a pool share one after the other, never at the same time: a connection, a
 * buffer, a parser, one for each task that may run at once.
 *
 * <pre>{@code
 * static final WorkerLocal<Connection> DB = WorkerLocal.of(dataSource::getConnection, Db::close);
 *
 * TaskPool pool = TaskPool.builder().limit(20).workerLocal(DB).build();
 * pool.submit(() -> load(DB.get(), id)); // 20 connections, however many threads come and go
 * }</pre>
 *
 * <p>The state belongs to the grant, the right to run one task at a time, not to the thread:
 * virtual threads come and go, the state stays. It is opened by the first task that asks for it (or
 * by {@link TaskPool#preheat}), stays open if tasks throw, and is closed once: when the pool has
 * terminated, before {@code awaitTermination} returns; when the limit goes below what is open; or
 * when the platform thread that used it has been idle for its keep-alive.
 *
 * <p>There are as many states as tasks ever ran at once. One or two more are opened if a worker is
 * slow to give its grant back while another starts.
 *
 * <p>Safe for all threads. What one task did with the state happens before the next task gets it.
 * {@link #get} is O(1) and takes some ten nanoseconds.
 *
 * @param <T> the type of the state
 */
public final class WorkerLocal<T> {
  private final Callable<? extends T> opener;
  private final Consumer<? super T> closer;

  /** The pools built with this; weak, as a key often is a constant and outlives them. */
  private final List<WeakReference<PoolEngine>> pools = new CopyOnWriteArrayList<>();

  private WorkerLocal(Callable<? extends T> opener, Consumer<? super T> closer) {
    this.opener = Objects.requireNonNull(opener, "opener");
    this.closer = Objects.requireNonNull(closer, "closer");
  }

  /**
   * State that is opened and closed.
   *
   * @param opener makes one; what it throws fails the task that asked, and the next one tries again
   * @param closer closes one; what it throws is told to the pool's {@link FailureHandler}
   * @param <T> the type of the state
   * @return the key under which tasks get theirs
   */
  public static <T> WorkerLocal<T> of(Callable<? extends T> opener, Consumer<? super T> closer) {
    return new WorkerLocal<>(opener, closer);
  }

  /**
   * State that needs no closing.
   *
   * @param opener makes one
   * @param <T> the type of the state
   * @return the key under which tasks get theirs
   */
  public static <T> WorkerLocal<T> of(Callable<? extends T> opener) {
    return new WorkerLocal<>(opener, _ -> {});
  }

  /**
   * The state of the calling task. A task must not keep it beyond its end.
   *
   * @return the state, opened if it was not
   * @throws IllegalStateException if the caller is not a task on a worker of a pool that was built
   *     with this (a task run by its submitter is none), or if the opener threw a checked
   *     exception, which is the cause
   */
  public T get() {
    for (WeakReference<PoolEngine> pool : pools) {
      PoolEngine engine = pool.get();
      T state = engine == null ? null : engine.states().get(this);
      if (state != null) {
        return state;
      }
    }
    throw new IllegalStateException(
        "worker-local state: the caller is no task on a worker of a pool built with it");
  }

  /**
   * What makes one.
   *
   * @return the opener
   */
  public Callable<? extends T> opener() {
    return opener;
  }

  /**
   * What closes one.
   *
   * @return the closer
   */
  public Consumer<? super T> closer() {
    return closer;
  }

  void bind(PoolEngine engine) {
    pools.removeIf(
        pool -> {
          PoolEngine former = pool.get();
          return former == null || former.isTerminated();
        });
    pools.add(new WeakReference<>(engine));
  }
}
