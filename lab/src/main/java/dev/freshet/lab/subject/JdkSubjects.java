package dev.freshet.lab.subject;

import dev.freshet.lab.subject.SubjectKind.Family;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's, each as its documentation builds it, and the two ways to put a semaphore around
 * virtual threads. ForkJoinPool, VirtualThreadPerTask and SemaphoreInside have queues without a
 * bound, which spares their submitters the waiting.
 */
final class JdkSubjects {
  static final List<SubjectKind> KINDS =
      List.of(
          new SubjectKind(
              "ThreadPoolExecutor",
              Family.JDK,
              "fixed platform threads, bounded LinkedBlockingQueue, submitters wait",
              "new ThreadPoolExecutor(LIMIT, LIMIT, 1, MINUTES, new LinkedBlockingQueue<>(1_024))",
              true,
              true,
              JdkSubjects::threadPool),
          new SubjectKind(
              "ForkJoinPool",
              Family.JDK,
              "work stealing over platform threads, queue without a bound",
              "new ForkJoinPool(LIMIT)",
              true,
              true,
              (limit, _) -> new OfExecutor(forkJoin(limit))),
          new SubjectKind(
              "VirtualThreadPerTask",
              Family.JDK,
              "a virtual thread for each task at once, no limit",
              "Executors.newVirtualThreadPerTaskExecutor()",
              false,
              false,
              (_, _) -> new OfExecutor(Executors.newVirtualThreadPerTaskExecutor())),
          new SubjectKind(
              "SemaphoreOutside",
              Family.JDK,
              "virtual threads; the submitter acquires the permit, the task gives it back",
              "Executors.newVirtualThreadPerTaskExecutor(), new Semaphore(LIMIT)",
              true,
              false,
              (limit, _) -> new SemaphoreOutside(limit)),
          new SubjectKind(
              "SemaphoreInside",
              Family.JDK,
              "a virtual thread for each task at once, which then waits for a permit",
              "Executors.newVirtualThreadPerTaskExecutor(), new Semaphore(LIMIT)",
              true,
              false,
              (limit, _) -> new SemaphoreInside(limit)));

  private JdkSubjects() {}

  private static Subject threadPool(int limit, int places) {
    return new OfExecutor(
        new ThreadPoolExecutor(
            limit,
            limit,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(places),
            Thread.ofPlatform().daemon().name("lab-", 0).factory(),
            (task, pool) -> put(pool.getQueue(), task)));
  }

  /** The same back-pressure as TaskPool's default: the submitter waits for room. */
  private static void put(BlockingQueue<Runnable> queue, Runnable task) {
    try {
      queue.put(task);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException(e);
    }
  }

  /**
   * First in first out, and with no threads beyond the limit: by default it adds up to 256 when
   * tasks block in a way that it notices.
   */
  private static ForkJoinPool forkJoin(int limit) {
    return new ForkJoinPool(
        limit,
        ForkJoinPool.defaultForkJoinWorkerThreadFactory,
        null,
        true,
        limit,
        limit,
        0,
        _ -> true,
        1,
        TimeUnit.MINUTES);
  }

  /** An executor service as it is. */
  private record OfExecutor(ExecutorService service) implements Subject {
    @Override
    public void execute(Runnable task) {
      service.execute(task);
    }

    @Override
    public int size() {
      return switch (service) {
        case ThreadPoolExecutor pool -> pool.getMaximumPoolSize();
        case ForkJoinPool pool -> pool.getParallelism();
        default -> 0;
      };
    }

    @Override
    public void close() {
      service.close();
    }
  }

  private static final class SemaphoreOutside implements Subject {
    private final ExecutorService service = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits;
    private final int limit;

    SemaphoreOutside(int limit) {
      this.limit = limit;
      this.permits = new Semaphore(limit);
    }

    @Override
    public void execute(Runnable task) {
      permits.acquireUninterruptibly();
      service.execute(
          () -> {
            try {
              task.run();
            } finally {
              permits.release();
            }
          });
    }

    @Override
    public int size() {
      return limit;
    }

    @Override
    public void close() {
      service.close();
    }
  }

  private static final class SemaphoreInside implements Subject {
    private final ExecutorService service = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore permits;
    private final int limit;

    SemaphoreInside(int limit) {
      this.limit = limit;
      this.permits = new Semaphore(limit);
    }

    @Override
    public void execute(Runnable task) {
      service.execute(
          () -> {
            permits.acquireUninterruptibly();
            try {
              task.run();
            } finally {
              permits.release();
            }
          });
    }

    @Override
    public int size() {
      return limit;
    }

    @Override
    public void close() {
      service.close();
    }
  }
}
