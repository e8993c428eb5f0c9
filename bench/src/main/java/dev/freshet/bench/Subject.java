package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One of the compared executors. */
final class Subject implements AutoCloseable {
  /** Threads or grants of the subjects that have a limit: enough for every processor. */
  private static final int LIMIT = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Queue places of the subjects that have a bounded queue: the default of TaskPool. */
  private static final int QUEUE = 65_536;

  private final String name;
  private final Executor executor;
  private final ExecutorService owner;

  private Subject(String name, Executor executor, ExecutorService owner) {
    this.name = name;
    this.executor = executor;
    this.owner = owner;
  }

  private static Subject of(String name, ExecutorService service) {
    return new Subject(name, service, service);
  }

  /** The subject of that name; {@code freshet-N} is a TaskPool of limit N. */
  static Subject named(String name) {
    return switch (name) {
      case "ThreadPoolExecutor" -> threadPool(name, new LinkedBlockingQueue<>(QUEUE));
      case "ThreadPoolExecutorArray" -> threadPool(name, new ArrayBlockingQueue<>(QUEUE));
      case "ForkJoinPool" -> of(name, new ForkJoinPool(LIMIT));
      case "VirtualThreadPerTask" -> of(name, Executors.newVirtualThreadPerTaskExecutor());
      case "SemaphoreOutside" -> semaphoreOutside(name);
      default -> {
        if (!name.startsWith("freshet-")) {
          throw new IllegalArgumentException("subject: unknown name " + name);
        }
        yield of(name, TaskPool.of(Integer.parseInt(name.substring("freshet-".length()))));
      }
    };
  }

  /** As Executors.newFixedThreadPool builds it, but bounded. */
  private static Subject threadPool(String name, BlockingQueue<Runnable> queue) {
    return of(
        name,
        new ThreadPoolExecutor(LIMIT, LIMIT, 1, TimeUnit.MINUTES, queue, Subject::blockUntilRoom));
  }

  /** A semaphore taken by the submitter and given back by the virtual thread. */
  private static Subject semaphoreOutside(String name) {
    ExecutorService service = Executors.newVirtualThreadPerTaskExecutor();
    Semaphore permits = new Semaphore(1000);
    return new Subject(
        name,
        task -> {
          permits.acquireUninterruptibly();
          service.execute(
              () -> {
                try {
                  task.run();
                } finally {
                  permits.release();
                }
              });
        },
        service);
  }

  /** The same back-pressure as TaskPool's default: the submitter waits for room. */
  private static void blockUntilRoom(Runnable task, ThreadPoolExecutor pool) {
    try {
      pool.getQueue().put(task);
    } catch (InterruptedException e) {
      throw new RejectedExecutionException(e);
    }
  }

  void execute(Runnable task) {
    executor.execute(task);
  }

  @Override
  public void close() {
    owner.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
