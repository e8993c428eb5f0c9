package dev.freshet.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time from the first submission until the last of a number of tasks has run that keep a processor
 * busy for a while.
 *
 * <p>A task is a fixed amount of arithmetic, not a time to pass: a task that loses its processor
 * meanwhile does not become shorter. The subject {@code NoPool} has one producer for each processor
 * that runs its tasks itself: nothing can be faster.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WorkBenchmark {
  /** Who runs the tasks. */
  @Param({"freshet-2"})
  public String subject;

  /** Threads that submit. */
  @Param({"1"})
  public String producers;

  /** Tasks per invocation. */
  @Param({"20000"})
  public int tasks;

  /** How much arithmetic a task is. */
  @Param({"4000"})
  public long tokens;

  private Subject pool;
  private Producers crowd;

  /** How much arithmetic keeps this processor busy for that long, alone; the best of some tries. */
  static long tokensFor(long nanos) {
    long probe = 200_000;
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 200; i++) {
      long began = System.nanoTime();
      Blackhole.consumeCPU(probe);
      best = Math.min(best, System.nanoTime() - began);
    }
    return Math.max(1, probe * nanos / best);
  }

  /** Builds subject and producers. */
  @Setup(Level.Trial)
  public void open() {
    pool = Subject.named(subject, SubmitBenchmark.bounds());
    crowd = new Producers(producers, () -> Blackhole.consumeCPU(tokens), Producers::oneByOne);
  }

  /** Ends both. */
  @TearDown(Level.Trial)
  public void close() {
    crowd.close();
    pool.close();
  }

  /** Submits and runs the tasks; the score is for all of them. */
  @Benchmark
  public void busy() {
    crowd.submitAndAwait(pool, tasks);
  }
}
