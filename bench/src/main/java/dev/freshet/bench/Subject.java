package dev.freshet.bench;

import dev.freshet.core.Sizing;
import dev.freshet.core.TaskPool;
import dev.freshet.core.TaskPoolBuilder;
import dev.freshet.core.Workers;
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

  /** How far the subjects may shrink and grow that follow the load. */
  static final int LEAST = 4;

  static final int MOST = 256;

  /** Marks the subject whose tasks are handed over many at a time. */
  static final String BULK = "-bulk";

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
   * The subject of that name.
   *
   * <p>{@code freshet-N} is a TaskPool of limit N as it comes; {@code -platform} behind it puts it
   * on platform threads, {@code -ring} and {@code -channel} on those, {@code -figures} and {@code
   * -bare} say that waits and run times are measured or not, {@code -lane} gives it the default
   * number of places whatever the bounds. {@code -sharded} splits its lane into as many shards as
   * there are processors. {@code freshet-static}, {@code -dualwindow}, {@code -thresholds} and
   * {@code -gradient} begin with as many as there are permits; the last three follow the load.
   */
  static Subject named(String name, Bounds bounds) {
    return name.startsWith(OURS) ? freshet(name, bounds) : Rivals.named(name, bounds);
  }

  private static Subject freshet(String name, Bounds bounds) {
    String[] kind = name.substring(OURS.length()).split("-", -1);
    TaskPoolBuilder builder =
        TaskPool.builder().name(name).limit(bounds.permits()).laneCapacity(bounds.queue());
    switch (kind[0]) {
      case "static" -> builder.sizing(Sizing.fixed());
      case "dualwindow" -> builder.sizing(Sizing.dualWindow(LEAST, MOST));
      case "thresholds" -> builder.sizing(Sizing.thresholds(LEAST, MOST));
      case "gradient" -> builder.sizing(Sizing.gradient(LEAST, MOST));
      default -> builder.limit(Integer.parseInt(kind[0]));
    }
    switch (kind.length > 1 ? kind[1] : "") {
      case "", "bulk" -> {}
      case "platform" -> builder.workers(Workers.platform());
      case "ring" -> builder.workers(Workers.ring());
      case "channel" -> builder.workers(Workers.channel());
      case "figures" -> builder.histograms(true);
      case "lane" -> builder.laneCapacity(Bounds.QUEUE);
      case "sharded" -> builder.shards(Math.max(2, Machine.processors()));
      case "bare" -> builder.histograms(false);
      default -> throw new IllegalArgumentException("subject: unknown name " + name);
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
    return executor instanceof TaskPool pool
        ? !(pool.config().sizing() instanceof Sizing.Fixed)
        : name.endsWith("-elastic");
  }

  /** How many tasks may run at once now; 0 if it cannot tell. */
  int size() {
    return switch (executor) {
      case TaskPool pool -> pool.snapshot().limit();
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
