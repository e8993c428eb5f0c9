package dev.freshet.bench;

import dev.freshet.bench.Subject.Bounds;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.ExecutorsKt;
import org.apache.tomcat.util.threads.TaskQueue;
import org.eclipse.jetty.util.BlockingArrayQueue;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The rivals, each as its documentation builds it.
 *
 * <p>Where a rival can make the submitter wait for room it does, as TaskPool by default. Those that
 * cannot (ForkJoinPool, VirtualThreadPerTask, SemaphoreInside, Jetty, Netty, Reactor, Kotlin) have
 * queues without a bound, which spares them the waiting.
 */
final class Rivals {
  private Rivals() {}

  static Subject named(String name, Bounds bounds) {
    return switch (name) {
      case "NoPool" -> new Subject(name, Runnable::run, () -> {});
      case "ThreadPoolExecutor" ->
          threadPool(name, bounds.threads(), new LinkedBlockingQueue<>(bounds.queue()));
      case "ThreadPoolExecutorArray" ->
          threadPool(name, bounds.threads(), new ArrayBlockingQueue<>(bounds.queue()));
      case "ForkJoinPool" -> Subject.of(name, new ForkJoinPool(bounds.threads()));
      case "VirtualThreadPerTask" -> Subject.of(name, Executors.newVirtualThreadPerTaskExecutor());
      case "SemaphoreOutside" -> semaphoreOutside(name, bounds.permits());
      case "SemaphoreInside" -> semaphoreInside(name, bounds.permits());
      case "Tomcat" -> tomcat(name, bounds.threads(), bounds.threads(), bounds.queue());
      case "Tomcat-elastic" -> tomcat(name, Subject.LEAST, Subject.MOST, bounds.queue());
      case "Jetty" -> jetty(name, bounds.threads());
      case "Netty" -> netty(name, bounds.threads());
      case "ReactorBoundedElastic" -> reactor(name, bounds.threads());
      case "KotlinLimitedParallelism" -> kotlin(name, bounds.threads());
      default -> throw new IllegalArgumentException("subject: unknown name " + name);
    };
  }

  /** As Executors.newFixedThreadPool builds it, but with the given queue. */
  static Subject threadPool(String name, int threads, BlockingQueue<Runnable> queue) {
    return Subject.of(
        name,
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            queue,
            (task, pool) -> putOrRefuse(pool.getQueue(), task)));
  }

  /** Grows from core to max threads before it queues. */
  static Subject tomcat(String name, int core, int max, int queue) {
    TaskQueue places = new TaskQueue(queue);
    var pool =
        new org.apache.tomcat.util.threads.ThreadPoolExecutor(
            core,
            max,
            1,
            TimeUnit.MINUTES,
            places,
            (task, full) -> putOrRefuse(full.getQueue(), task));
    places.setParent(pool);
    return Subject.of(name, pool);
  }

  /** The same back-pressure as TaskPool's default: the submitter waits for room. */
  private static void putOrRefuse(BlockingQueue<Runnable> queue, Runnable task) {
    try {
      queue.put(task);
    } catch (InterruptedException e) {
      throw new RejectedExecutionException(e);
    }
  }

  /** A semaphore taken by the submitter and given back by the virtual thread. */
  private static Subject semaphoreOutside(String name, int permits) {
    ExecutorService service = Executors.newVirtualThreadPerTaskExecutor();
    Semaphore semaphore = new Semaphore(permits);
    return new Subject(
        name,
        task -> {
          semaphore.acquireUninterruptibly();
          service.execute(
              () -> {
                try {
                  task.run();
                } finally {
                  semaphore.release();
                }
              });
        },
        service::close);
  }

  /** A virtual thread for each task at once, which then waits for the semaphore. */
  private static Subject semaphoreInside(String name, int permits) {
    ExecutorService service = Executors.newVirtualThreadPerTaskExecutor();
    Semaphore semaphore = new Semaphore(permits);
    return new Subject(
        name,
        task ->
            service.execute(
                () -> {
                  semaphore.acquireUninterruptibly();
                  try {
                    task.run();
                  } finally {
                    semaphore.release();
                  }
                }),
        service::close);
  }

  private static Subject jetty(String name, int threads) {
    // It refuses when its queue is full: a million places are more than a suite leaves waiting.
    QueuedThreadPool pool =
        new QueuedThreadPool(threads, threads, 60_000, 0, new BlockingArrayQueue<>(1 << 20), null);
    pool.setDaemon(true);
    try {
      pool.start();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty's pool does not start", e);
    }
    return new Subject(
        name,
        pool,
        () -> {
          try {
            pool.stop();
          } catch (Exception e) {
            throw new IllegalStateException("Jetty's pool does not stop", e);
          }
        });
  }

  private static Subject netty(String name, int threads) {
    EventExecutorGroup group = new DefaultEventExecutorGroup(threads);
    return new Subject(
        name,
        group,
        () ->
            group
                .shutdownGracefully(0, 10, TimeUnit.SECONDS)
                .awaitUninterruptibly(10, TimeUnit.SECONDS));
  }

  private static Subject reactor(String name, int threads) {
    Scheduler scheduler = Schedulers.newBoundedElastic(threads, Integer.MAX_VALUE, name, 60, true);
    scheduler.init();
    return new Subject(name, scheduler::schedule, scheduler::dispose);
  }

  private static Subject kotlin(String name, int threads) {
    CoroutineDispatcher dispatcher = Dispatchers.getDefault().limitedParallelism(threads, name);
    return new Subject(name, ExecutorsKt.asExecutor(dispatcher), () -> {});
  }
}
