package dev.freshet.core.watch;

import dev.freshet.core.PoolSnapshot;
import dev.freshet.core.RunningTask;
import dev.freshet.core.TaskPool;
import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import dev.freshet.core.watch.LeakDetector.Rise;
import dev.freshet.core.watch.LeakVerdict.StackGroup;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a pool for tasks that never end.
 *
 * <pre>{@code
 * try (LeakWatch watch = LeakWatch.attach(pool, leak -> log.warn("{}", leak))) {
 *   ...
 *   LeakVerdict now = watch.verdict();
 * }
 * }</pre>
 *
 * <p>A leak is a number of live tasks (running or waiting) whose floor rises without converging
 * while tasks older than the suspect age explain the rise. A leak of some tasks a second is found
 * within ten seconds if its tasks block longer than anything the pool knows; one of a task a minute
 * within an hour and a half. Bursts, a sawtooth, warming up, a step in the load, a rising load and
 * an overload are no leaks. A pool whose first long tasks are still running may be suspected; give
 * a suspect age above what tasks may take.
 *
 * <p>The pool is sampled four times a second on the timer's thread, O(tasks that ever ran at once).
 * Stacks are taken on suspicion only, of at most 1,000 tasks (some 30 µs each), on a daemon thread
 * started for that; a platform one, because tasks that never end may keep the carriers. A healthy
 * pool costs no thread but the timer's. A leak is reported once, and again when the number of live
 * tasks has doubled.
 *
 * <p>Safe for all threads. The watch ends by itself when the pool has terminated; until then, or
 * until it is closed, it keeps the pool reachable.
 */
public final class LeakWatch implements AutoCloseable {
  /** Time between two samples, in nanoseconds: four in the shortest window, so that floors show. */
  private static final long PERIOD_NANOS = LeakDetector.WINDOW_NANOS / 4;

  /**
   * Time between two looks at stacks, in nanoseconds: a window, before which nothing has changed.
   */
  private static final long LOOK_NANOS = LeakDetector.WINDOW_NANOS;

  /** Most tasks whose stacks are taken: 30 ms. */
  private static final int MOST_STACKS = 1000;

  /** Suspect age by default: long for a task of a pool, and found in ten seconds. */
  private static final Duration DEFAULT_AGE = Duration.ofSeconds(3);

  private static final double RARE_TASKS = 99.9;

  private final TaskPool pool;
  private final long wantedAge;
  private final Consumer<LeakVerdict> listener;
  private final LongSupplier nanoClock;

  /** Only used by one sample at a time. */
  private final LeakDetector detector = new LeakDetector();

  private final AtomicBoolean looking = new AtomicBoolean();
  private long looked;
  private boolean lookedOnce;
  private volatile boolean closed;

  /** Live tasks when a leak was last reported. */
  private long reported;

  private volatile LeakVerdict verdict;
  private final Sampler sampler = new Sampler();

  private final class Sampler extends Timed {
    @Override
    protected void expired() {
      if (closed || pool.isTerminated()) {
        return;
      }
      try {
        sample();
      } finally {
        arm();
      }
    }

    private void arm() {
      TimerWheel.shared().arm(this, System.nanoTime() + PERIOD_NANOS);
    }
  }

  LeakWatch(
      TaskPool pool, Duration suspectAge, Consumer<LeakVerdict> listener, LongSupplier nanoClock) {
    this.pool = Objects.requireNonNull(pool, "pool");
    Objects.requireNonNull(suspectAge, "suspectAge");
    if (!suspectAge.isPositive() || suspectAge.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "suspectAge: value is " + suspectAge + "; allowed is above 0, up to 24 h");
    }
    this.wantedAge = suspectAge.toNanos();
    this.listener = Objects.requireNonNull(listener, "listener");
    this.nanoClock = nanoClock;
    this.verdict = verdict(pool.snapshot(), null, wantedAge, List.of());
  }

  /**
   * Starts to watch a pool; tasks older than 3 s are suspect.
   *
   * @param pool the pool
   * @param listener is told of each leak, on a thread that it may keep; while it does, nothing else
   *     is looked at
   * @return the watch; {@link #close} ends it
   */
  public static LeakWatch attach(TaskPool pool, Consumer<LeakVerdict> listener) {
    return attach(pool, DEFAULT_AGE, listener);
  }

  /**
   * Starts to watch a pool.
   *
   * @param pool the pool
   * @param suspectAge from which age on a task may be leaked, above 0 and up to 24 h: more than its
   *     tasks take. The watch raises it to twice the time within which 99.9 % of them ended, if the
   *     pool measures that, and to 30 s while fewer than ten have ended
   * @param listener as above
   * @return the watch; {@link #close} ends it
   * @throws IllegalArgumentException if the age is out of its range
   */
  public static LeakWatch attach(
      TaskPool pool, Duration suspectAge, Consumer<LeakVerdict> listener) {
    LeakWatch watch = new LeakWatch(pool, suspectAge, listener, System::nanoTime);
    watch.sampler.arm();
    return watch;
  }

  /** One sample, and a look if there is suspicion; the timer's thread calls it. */
  void sample() {
    PoolSnapshot now = pool.snapshot();
    long time = nanoClock.getAsLong();
    detector.add(time, (long) now.running() + now.queued());
    long age = suspectAge(now);
    Rise rise = detector.rise(age, unheardOf(now, age));
    if (rise == null) {
      if (!looking.get()) {
        verdict = verdict(now, null, age, List.of());
        reported = 0;
      }
    } else if ((!lookedOnce || time - looked >= LOOK_NANOS) && looking.compareAndSet(false, true)) {
      lookedOnce = true;
      looked = time;
      startLook(now, rise, age);
    }
  }

  private void startLook(PoolSnapshot now, Rise rise, long age) {
    try {
      Thread.ofPlatform()
          .daemon()
          .name("freshet-leak-look")
          .inheritInheritableThreadLocals(false)
          .start(() -> look(now, rise, age));
    } catch (OutOfMemoryError _) {
      looking.set(false); // no thread to be had: the next suspicion tries again
    }
  }

  private void look(PoolSnapshot then, Rise rise, long age) {
    try {
      LeakVerdict found = verdict(then, rise, age, pool.oldestRunning(MOST_STACKS));
      verdict = found;
      if (found.leaking() && found.live() >= 2 * reported) {
        reported = found.live();
        listener.accept(found);
      }
    } finally {
      looking.set(false);
    }
  }

  private long suspectAge(PoolSnapshot now) {
    long ended = now.completed() + now.failed();
    return LeakDetector.suspectAge(wantedAge, ended, now.runTime().percentileNanos(RARE_TASKS));
  }

  private static boolean unheardOf(PoolSnapshot now, long age) {
    return LeakDetector.isUnheardOf(age, now.runTime().count(), now.runTime().maxNanos());
  }

  private static LeakVerdict verdict(
      PoolSnapshot now, @Nullable Rise rise, long age, List<RunningTask> running) {
    List<RunningTask> old = running.stream().filter(task -> task.age().toNanos() >= age).toList();
    long live = (long) now.running() + now.queued();
    Duration suspectAge = Duration.ofNanos(age);
    List<StackGroup> groups = StackGroup.of(old);
    if (rise == null) {
      return new LeakVerdict(
          now.name(), false, live, 0, 0, 0, 1, Duration.ZERO, suspectAge, old, groups);
    }
    // Beyond the most that are looked at, those seen stand for the others.
    long count = old.size() < MOST_STACKS ? old.size() : now.running();
    return new LeakVerdict(
        now.name(),
        LeakDetector.explains(rise, age, unheardOf(now, age), count, now.limit()),
        live,
        rise.perSecond(rise.trend().slope()),
        rise.perSecond(rise.trend().low()),
        rise.perSecond(rise.trend().high()),
        rise.trend().chance(),
        rise.span(),
        suspectAge,
        old,
        groups);
  }

  /**
   * What was found last.
   *
   * @return the verdict; at most a quarter of a second old while nothing is suspected
   */
  public LeakVerdict verdict() {
    return verdict;
  }

  /**
   * Looks at the stacks of the running tasks now, on the calling thread, suspicion or not.
   *
   * @return the verdict, with all tasks of the suspect age; {@code leaking} only if the samples so
   *     far show a rise as well
   */
  public LeakVerdict look() {
    LeakVerdict last = verdict;
    PoolSnapshot now = pool.snapshot();
    long age = suspectAge(now);
    LeakVerdict seen = verdict(now, null, age, pool.oldestRunning(MOST_STACKS));
    return new LeakVerdict(
        seen.pool(),
        last.leaking(),
        seen.live(),
        last.perSecond(),
        last.lowPerSecond(),
        last.highPerSecond(),
        last.chance(),
        last.watched(),
        seen.suspectAge(),
        seen.old(),
        seen.groups());
  }

  /** Ends the watch; a look under way may still report. */
  @Override
  public void close() {
    closed = true;
    TimerWheel.shared().cancel(sampler);
  }
}
