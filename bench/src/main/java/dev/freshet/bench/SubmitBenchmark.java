package dev.freshet.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Time per no-op task from the first submission until the last task has run, back-pressure
 * included.
 *
 * <pre>
 *   producer 0 --execute--> +---------+
 *                           | subject | --run--> counts itself
 *   producer 1 --execute--> +---------+
 * </pre>
 *
 * <p>The producers live as long as the trial. Each invocation submits {@value #TASKS} tasks in all
 * and ends when that many have counted themselves, so an invocation that loses or doubles a task
 * fails instead of being fast. The task is one object per trial: what is allocated per operation is
 * the subject's.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubmitBenchmark {
  /** Tasks per invocation: some milliseconds, several times the largest lane. */
  static final int TASKS = 400_000;

  /** Permits of the semaphores: as many virtual threads as {@code freshet-1000} may have. */
  private static final int PERMITS = 1000;

  /** Who runs the tasks; with {@value Subject#BULK} behind it they come 64 in a call. */
  @Param({"freshet-2"})
  public String subject;

  /** Threads that submit; a {@code v} after the number makes them virtual. */
  @Param({"1", "2"})
  public String producers;

  private Subject pool;
  private Producers crowd;

  /** Builds subject and producers. */
  @Setup(Level.Trial)
  public void open() {
    pool = Subject.named(subject, bounds());
    crowd =
        new Producers(
            producers,
            null,
            subject.endsWith(Subject.BULK) ? Producers::inBulk : Producers::oneByOne);
  }

  /** A thread for every processor; the queue that TaskPool has by default. */
  static Subject.Bounds bounds() {
    return new Subject.Bounds(Math.max(2, Machine.processors()), PERMITS, Subject.Bounds.QUEUE);
  }

  /** Ends both. */
  @TearDown(Level.Trial)
  public void close() {
    crowd.close();
    pool.close();
  }

  /** Submits and runs {@value #TASKS} tasks. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void noop() {
    crowd.submitAndAwait(pool, TASKS);
  }
}
