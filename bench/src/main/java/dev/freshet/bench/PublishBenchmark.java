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

/**
 * Time to publish a version, alone or while a platform thread reads the newest one every
 * microsecond.
 *
 * <p>The reader checks that versions rise, that each has its own value and that it gets the last
 * one. The subject is collected into the old generation first, as it is in a program that has run
 * for a while.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PublishBenchmark {
  /** How often the reader looks, in nanoseconds. */
  private static final long PACE = 1_000;

  /** How long the reader may take to find the last version, in nanoseconds. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  /** Who publishes. */
  @Param({"freshet"})
  public String subject;

  /** Readers: 0 or 1. */
  @Param({"0", "1"})
  public int readers;

  private Published published;
  private long version;
  private volatile boolean ended;
  private volatile long seen;
  private volatile Throwable failure;
  private Thread reader;

  /** Builds the subject, starts the reader. */
  @Setup(Level.Trial)
  public void open() {
    published = Published.named(subject);
    System.gc();
    System.gc();
    if (readers != 0) {
      reader = Thread.ofPlatform().daemon().start(this::read);
    }
  }

  private void read() {
    try {
      long last = 0;
      long next = System.nanoTime();
      while (!ended) {
        long now = published.read();
        if (now < last) {
          throw new IllegalStateException("version " + now + " after " + last);
        }
        if (now != last) {
          last = now;
          seen = now;
        }
        next += PACE;
        while (System.nanoTime() - next < 0) {
          Thread.onSpinWait();
        }
      }
    } catch (Throwable t) {
      failure = t;
    }
  }

  /** Waits for the reader to find the last version. */
  @TearDown(Level.Trial)
  public void close() throws InterruptedException {
    if (reader == null) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE;
    while (seen != version && failure == null && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    long found = seen;
    ended = true;
    reader.join();
    if (failure != null) {
      throw new IllegalStateException("the reader failed", failure);
    }
    if (found != version) {
      throw new IllegalStateException("the reader ended with %d of %d".formatted(found, version));
    }
  }

  /** Publishes one version. */
  @Benchmark
  public void publish() {
    published.publish(++version);
  }
}
