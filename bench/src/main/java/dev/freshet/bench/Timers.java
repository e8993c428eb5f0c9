package dev.freshet.bench;

import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The compared ways to keep a deadline. */
interface Timers extends AutoCloseable {
  /** Counts deadlines that passed, of which there must be none. */
  LongAdder EXPIRED = new LongAdder();

  /** Arms a deadline and answers what cancels it. */
  Object arm(long delayNanos);

  /** Cancels it. */
  void cancel(Object armed);

  /** How many are armed, as far as the timer's thread has come. */
  int armed();

  @Override
  void close();

  /** The subject of that name. */
  static Timers named(String name) {
    return switch (name) {
      case "freshet-wheel" -> new Wheel();
      case "freshet-task" -> new Tasks();
      case "ScheduledThreadPoolExecutor" -> new Scheduled();
      case "ForkJoinPool" -> new Delayed();
      case "NettyHashedWheelTimer" -> new NettyWheel();
      default -> throw new IllegalArgumentException("subject: unknown name " + name);
    };
  }

  /** The timer wheel of all pools; the deadline is a part of the task's record. */
  final class Wheel implements Timers {
    private static final class Deadline extends Timed {
      @Override
      protected void expired() {
        EXPIRED.increment();
      }
    }

    private final TimerWheel wheel = TimerWheel.shared();

    @Override
    public Object arm(long delayNanos) {
      Deadline deadline = new Deadline();
      wheel.arm(deadline, System.nanoTime() + delayNanos);
      return deadline;
    }

    @Override
    public void cancel(Object armed) {
      if (!wheel.cancel((Deadline) armed)) {
        throw new IllegalStateException("a deadline that was armed could not be cancelled");
      }
    }

    @Override
    public int armed() {
      return wheel.armed();
    }

    @Override
    public void close() {
      if (wheel.armed() != 0) {
        throw new IllegalStateException(wheel.armed() + " deadlines are left in the wheel");
      }
    }
  }

  /** Whole tasks: submitted with a deadline, cancelled while they wait. */
  @SuppressWarnings("FutureReturnValueIgnored") // it is the handle that arm answers
  final class Tasks implements Timers {
    /** A cancelled task keeps its place until its turn, which does not come. */
    private static final int PLACES = 1 << 24;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final TaskPool pool = TaskPool.builder().limit(1).laneCapacity(PLACES).build();

    private Tasks() {
      pool.execute(
          () -> {
            try {
              gate.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    @Override
    public Object arm(long delayNanos) {
      return pool.submit(
          EXPIRED::increment, TaskOptions.none().deadline(Duration.ofNanos(delayNanos)));
    }

    @Override
    public void cancel(Object armed) {
      if (!((TaskHandle<?>) armed).cancel(false)) {
        throw new IllegalStateException("a task that waited could not be cancelled");
      }
    }

    @Override
    public int armed() {
      return pool.snapshot().queued();
    }

    @Override
    public void close() {
      gate.countDown();
      pool.close();
      if (pool.snapshot().expired() != 0 || TimerWheel.shared().armed() != 0) {
        throw new IllegalStateException(
            "deadlines expired or are left in the wheel: " + pool.snapshot());
      }
    }
  }

  /** One thread, cancelled tasks leave the heap at once. */
  @SuppressWarnings("FutureReturnValueIgnored") // it is the handle that arm answers
  final class Scheduled implements Timers {
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

    private Scheduled() {
      executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Object arm(long delayNanos) {
      return executor.schedule(EXPIRED::increment, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object armed) {
      ((ScheduledFuture<?>) armed).cancel(false);
    }

    @Override
    public int armed() {
      return executor.getQueue().size();
    }

    @Override
    public void close() {
      executor.shutdownNow();
    }
  }

  /** The JDK's delay scheduler: arming and cancelling are messages to its thread. */
  @SuppressWarnings("FutureReturnValueIgnored") // it is the handle that arm answers
  final class Delayed implements Timers {
    private final ForkJoinPool pool = new ForkJoinPool(1);

    @Override
    public Object arm(long delayNanos) {
      return pool.schedule(EXPIRED::increment, delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object armed) {
      ((ScheduledFuture<?>) armed).cancel(false);
    }

    @Override
    public int armed() {
      return (int) pool.getDelayedTaskCount();
    }

    @Override
    public void close() {
      pool.shutdownNow();
    }
  }

  /** Netty's wheel: arming and cancelling are messages to its thread, read at the next tick. */
  final class NettyWheel implements Timers {
    private final HashedWheelTimer timer = new HashedWheelTimer();

    @Override
    public Object arm(long delayNanos) {
      return timer.newTimeout(_ -> EXPIRED.increment(), delayNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel(Object armed) {
      ((Timeout) armed).cancel();
    }

    @Override
    public int armed() {
      return (int) timer.pendingTimeouts();
    }

    @Override
    public void close() {
      timer.stop();
    }
  }
}
