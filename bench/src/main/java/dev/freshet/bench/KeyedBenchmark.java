package dev.freshet.bench;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
 * Time per tiny task from the first submission until the last has run, by one producer. The task of
 * a key adds one to a plain field: two at once would lose some, which fails the run.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyedBenchmark {
  /** Tasks per invocation; also the length of the row of keys. */
  static final int TASKS = 1 << 17;

  /** Who runs the tasks. */
  @Param({"freshet-keyed"})
  public String subject;

  /** Keys: a number of equally likely ones, or {@code zipf} of 100,000. */
  @Param({"1000"})
  public String keys;

  /** The task of one key. */
  private static final class Step implements Runnable {
    private final LongAdder ran;
    private long count;

    Step(LongAdder ran) {
      this.ran = ran;
    }

    @Override
    public void run() {
      count++;
      ran.increment();
    }
  }

  private final LongAdder ran = new LongAdder();
  private KeyedSubject lanes;
  private Step[] steps;
  private Integer[] names;
  private int[] row;
  private long expected;

  /** Builds the subject, the keys and the row in which they come. */
  @Setup(Level.Trial)
  public void open() {
    lanes = KeyedSubject.named(subject, Math.max(2, Machine.processors()));
    boolean zipf = keys.equals("zipf");
    int count = zipf ? 100_000 : Integer.parseInt(keys);
    steps = new Step[count];
    names = new Integer[count];
    for (int i = 0; i < count; i++) {
      steps[i] = new Step(ran);
      names[i] = i;
    }
    SplittableRandom random = new SplittableRandom(7);
    row = new int[TASKS];
    for (int i = 0; i < TASKS; i++) {
      // The inverse of a continuous Zipf distribution with exponent 1: rank = count ^ u.
      row[i] = zipf ? (int) Math.pow(count, random.nextDouble()) % count : random.nextInt(count);
    }
  }

  /** Ends it, and checks that no two tasks of a key met. */
  @TearDown(Level.Trial)
  public void close() {
    lanes.close();
    long counted = 0;
    for (Step step : steps) {
      counted += step.count;
    }
    if (counted != expected) {
      throw new IllegalStateException(
          subject + " ran two tasks of a key at once: " + counted + " of " + expected);
    }
  }

  /** Submits and runs {@value #TASKS} tasks. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void tasks() {
    for (int key : row) {
      lanes.execute(names[key], steps[key]);
    }
    expected += TASKS;
    Await.until(
        () -> ran.sum() >= expected,
        () -> subject + " lost tasks: " + ran.sum() + " of " + expected + " ran");
  }
}
