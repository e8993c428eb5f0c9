package dev.freshet.bench;

import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolBuilder;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/** One of the compared executors. */
final class Subject implements AutoCloseable {
  /**
   * How large a subject is built.
   *
   * @param threads platform threads of the subjects that have some
   * @param permits of the semaphores around virtual threads
   * @param queue places of the queues that are bounded
   */
  record Bounds(int threads, int permits, int queue) {
    /** Queue places by default: those of TaskPool. */
    static final int QUEUE = 65_536;

    /** A limit of {@code limit} for everybody. */
    static Bounds of(int limit) {
      return new Bounds(limit, limit, QUEUE);
    }
  }

  /** The rivals that the JDK has, and the two ways to put a semaphore around virtual threads. */
  static final List<String> JDK =
      List.of(
          "ThreadPoolExecutor",
          "ForkJoinPool",
          "VirtualThreadPerTask",
          "SemaphoreOutside",
          "SemaphoreInside");

  /** The rivals from libraries. */
  static final List<String> LIBRARIES =
      List.of("Tomcat", "Jetty", "Netty", "ReactorBoundedElastic", "KotlinLimitedParallelism");

  private static final String OURS = "freshet-";

  private final String name;
  private final Executor executor;
  private final Runnable end;

  Subject(String name, Executor executor, Runnable end) {
    this.name = name;
    this.executor = executor;
    this.end = end;
  }

  /** An executor service that is its own owner. */
  static Subject of(String name, ExecutorService service) {
    return new Subject(name, service, service::close);
  }

  /**
   * The subject of that name; {@code freshet-N} is a TaskPool of limit N, {@code freshet-static}
   * one of as many as there are permits.
   */
  static Subject named(String name, Bounds bounds) {
    return name.startsWith(OURS) ? freshet(name, bounds) : Rivals.named(name, bounds);
  }

  private static Subject freshet(String name, Bounds bounds) {
    String kind = name.substring(OURS.length());
    TaskPoolBuilder builder = TaskPool.builder().name(name).laneCapacity(bounds.queue());
    switch (kind) {
      case "static" -> builder.limit(bounds.permits());
      default -> builder.limit(Integer.parseInt(kind));
    }
    return of(name, builder.build());
  }

  /** Hands the task over; waits for room if the subject is bounded. */
  void execute(Runnable task) {
    executor.execute(task);
  }

  /** What it is underneath, for what only some subjects can do. */
  Executor executor() {
    return executor;
  }

  /** Whether it limits how many tasks run at once. */
  boolean isBounded() {
    return !name.equals("VirtualThreadPerTask");
  }

  /** Whether its size follows the load. */
  boolean canGrow() {
    return name.endsWith("-elastic");
  }

  /** How many tasks may run at once now; 0 if it cannot tell. */
  int size() {
    return switch (executor) {
      case org.apache.tomcat.util.threads.ThreadPoolExecutor tomcat -> tomcat.getPoolSize();
      default -> 0;
    };
  }

  /** Waits for all tasks. */
  @Override
  public void close() {
    end.run();
  }

  @Override
  public String toString() {
    return name;
  }
}
