package dev.freshet.doctor.tune;

import dev.freshet.doctor.tune.JvmScheduler.Change;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the carriers of a JVM and advises how many there should be, or, if it may, sets it; what
 * does not help is undone, and on close parallelism is what it was.
 *
 * {@snippet lang=java :
 * try (Tuner tuner =
 *     Tuner.of(JvmScheduler.ofThisJvm())
 *         .apply(true)
 *         .work(served::sum)
 *         .listener(decision -> log.info(decision.reason()))
 *         .start()) {
 *   serve();
 * }
 * }
 *
 * <p>Without {@link Builder#apply} it only advises. Give it the program's own count of work if
 * there is one: mounts of virtual threads, which are counted otherwise, are a stand-in, and
 * counting them costs the program about 0.4 µs each.
 *
 * <p>Thread-safe. Owns one daemon thread, which takes about 2 ms of processor time a tick.
 */
public final class Tuner implements AutoCloseable {
  private final JvmScheduler scheduler;
  private final Meter meter;
  private final boolean apply;
  private final Duration tick;
  private final Consumer<TuneDecision> listener;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable RuntimeException failure;

  private Tuner(Builder builder) {
    this.scheduler = builder.scheduler;
    this.apply = builder.apply;
    this.tick = builder.tick;
    this.listener = builder.listener;
    this.meter = new Meter(scheduler, builder.work, builder.latencyMs);
  }

  /**
   * Begins to describe a tuner.
   *
   * @param scheduler what is watched; the tuner closes it
   * @return to be started
   */
  public static Builder of(JvmScheduler scheduler) {
    return new Builder(scheduler);
  }

  /** Describes a tuner. Not thread-safe. */
  public static final class Builder {
    private final JvmScheduler scheduler;
    private boolean apply;
    private Duration tick = Duration.ofSeconds(1);
    private @Nullable LongSupplier work;
    private DoubleSupplier latencyMs = () -> Double.NaN;
    private Consumer<TuneDecision> listener = decision -> {};

    private Builder(JvmScheduler scheduler) {
      this.scheduler = scheduler;
    }

    /**
     * Whether to set what is decided.
     *
     * @param yes true to set; false, the default, to advise only
     * @return this
     */
    public Builder apply(boolean yes) {
      this.apply = yes;
      return this;
    }

    /**
     * How often to decide. Ten readings are spread over a tick.
     *
     * @param length of a tick; one second unless set, at least 100 ms
     * @return this
     * @throws IllegalArgumentException if it is shorter
     */
    public Builder tick(Duration length) {
      if (length.compareTo(Duration.ofMillis(100)) < 0) {
        throw new IllegalArgumentException("tick '" + length + "': must be at least 100 ms");
      }
      this.tick = length;
      return this;
    }

    /**
     * What the program has done, which is better than what its carriers have.
     *
     * @param count of pieces of work since the beginning, never falling
     * @return this
     */
    public Builder work(LongSupplier count) {
      this.work = count;
      return this;
    }

    /**
     * How long work takes, the figure that is to be kept low.
     *
     * @param millis such as the 99th percentile of the last second; NaN where unknown
     * @return this
     */
    public Builder latencyMillis(DoubleSupplier millis) {
      this.latencyMs = millis;
      return this;
    }

    /**
     * Who hears of each decision, with its inputs: a log.
     *
     * @param heard called once a tick on the tuner's thread, after the decision was carried out
     * @return this
     */
    public Builder listener(Consumer<TuneDecision> heard) {
      this.listener = heard;
      return this;
    }

    /**
     * Starts.
     *
     * @return to be closed
     * @throws TuneException if the JVM does not answer
     */
    public Tuner start() {
      Tuner tuner = new Tuner(this);
      Thread.ofPlatform().daemon().name("freshet-tuner").start(tuner::run);
      return tuner;
    }
  }

  private void run() {
    TuneLaw.State state = TuneLaw.start();
    try {
      for (Optional<Reading> reading = meter.next(tick, stop);
          reading.isPresent();
          reading = meter.next(tick, stop)) {
        TuneLaw.Step step = TuneLaw.step(state, reading.get());
        state = step.next();
        if (apply && step.decision().moves()) {
          Change ignored = scheduler.set(step.decision().to());
        }
        listener.accept(step.decision());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException failed) {
      failure = failed;
    } finally {
      ended.countDown();
    }
  }

  /**
   * What the figure "work" of the readings counts.
   *
   * @return a few words
   */
  public String workUnit() {
    return meter.unit();
  }

  /** Asks it to stop; returns at once. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Waits until it is stopped, or the time is over.
   *
   * @param time how long
   * @return false if the time was over first
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws TuneException if the JVM ended or does not answer any more
   */
  public boolean await(Duration time) throws InterruptedException {
    boolean stopped = ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
    return stopped;
  }

  /** Stops, puts parallelism back and disconnects. */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    while (true) {
      try {
        ended.await();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    meter.close();
    scheduler.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
