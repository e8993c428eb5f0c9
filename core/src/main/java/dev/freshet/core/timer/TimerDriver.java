package dev.freshet.core.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread of a {@link TimerWheel}: started when something is armed, parked until something is
 * due, ended when nothing was armed for a while.
 *
 * <p>{@link #roused} and {@link #emptied} are safe for all threads; the rest belongs to the timer's
 * thread.
 */
final class TimerDriver implements Runnable {
  /*
   * One word, the alarm, says who has to do what:
   *
   *   AWAKE       the thread runs and will look at all stripes before it parks
   *   SCANNING    it is looking; whoever arms makes it AWAKE, so that it looks once more
   *   a tick      it is parked until then; whoever arms for an earlier tick makes it AWAKE and
   *               unparks it
   *   NO_THREAD   whoever arms starts one
   *
   * They are ordered such that arming compares its tick with the alarm and is done if it is not
   * smaller: all but a few armings (the successive minima) read one word and go.
   *
   * No lost wake-up
   * ---------------
   * The thread writes SCANNING, then takes the lock of each stripe to see its earliest list, then
   * goes from SCANNING to the earliest tick, or to NO_THREAD, by a compare-and-set. Let A link a
   * node under a stripe's lock and then read the alarm.
   *   - A held that lock before the thread: the thread saw the node.
   *   - A held it after the thread: A reads SCANNING or something later. It makes SCANNING AWAKE, so
   *     that the compare-and-set fails and the thread looks again; it finds a later tick or
   *     NO_THREAD and deals with it; or it finds AWAKE, and the thread has yet to look.
   * So the thread ends by one atomic step that fails if anything was armed since it looked. The
   * locks order the two sides; no fence is needed beside them.
   *
   * Starting
   * --------
   * Under a lock, since all who find NO_THREAD must either see a thread start or fail. The alarm is
   * AWAKE only after the start, and the new thread waits for that.
   *
   * Going to rest
   * -------------
   * With nothing armed the thread lingers: it parks for 50 ms as if something was due then, so that
   * arming for later than that still wakes nobody. If nothing was armed in between it ends. Cancel
   * wakes a thread that is parked for long when it empties the wheel, so that a cancelled deadline
   * of an hour does not keep a thread for an hour; a wheel that fills and empties in turns thus
   * costs two wake-ups in 50 ms, whatever its rate.
   */

  private static final long AWAKE = Long.MIN_VALUE;
  private static final long SCANNING = Long.MAX_VALUE - 1;
  private static final long NO_THREAD = Long.MAX_VALUE;

  /**
   * Nodes that are moved or handed out under one lock: 32 nodes with three cold cache lines each
   * are some 5 µs (estimated), which is what cancel may wait for the lock.
   */
  private static final int BATCH = 32;

  private static final VarHandle ALARM;

  static {
    try {
      ALARM = MethodHandles.lookup().findVarHandle(TimerDriver.class, "alarm", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TimerStripe[] stripes;
  private final LongSupplier clock;
  private final Consumer<Thread> starter;
  private final long origin;
  private final long lingerNanos;
  private final ReentrantLock starting = new ReentrantLock();
  private final @Nullable Timed[] batch = new Timed[BATCH];

  private volatile long alarm;
  private volatile boolean sleepsLong;
  private volatile @Nullable Thread thread;

  /**
   * A driver without a thread.
   *
   * @param starter starts the thread, or throws if there is none to be had; null if the wheel is
   *     driven by hand
   */
  TimerDriver(
      TimerStripe[] stripes,
      LongSupplier clock,
      long origin,
      long lingerNanos,
      @Nullable Consumer<Thread> starter) {
    this.stripes = stripes;
    this.clock = clock;
    this.origin = origin;
    this.lingerNanos = lingerNanos;
    this.starter = starter == null ? Thread::start : starter;
    this.alarm = starter == null ? AWAKE : NO_THREAD;
  }

  /* --- any thread --- */

  /** To be called after something was armed; sees to it that the thread is awake at that tick. */
  void roused(long tick) {
    for (long a = alarm; tick < a; a = alarm) {
      if (a == NO_THREAD) {
        start();
      } else if (wake(a)) {
        return;
      }
    }
  }

  /** To be called after cancel took what may have been the last; lets the thread go to rest. */
  void emptied() {
    VarHandle.fullFence(); // of two that empty two stripes, one sees both empty
    for (long a = alarm; a != AWAKE && a != NO_THREAD; a = alarm) {
      if ((a != SCANNING && !sleepsLong) || !isEmpty() || wake(a)) {
        return;
      }
    }
  }

  /** The thread last started; it may have ended. */
  @Nullable Thread thread() {
    return thread;
  }

  private boolean wake(long seen) {
    if (!ALARM.compareAndSet(this, seen, AWAKE)) {
      return false;
    }
    if (seen != SCANNING) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  private boolean isEmpty() {
    for (TimerStripe stripe : stripes) {
      if (stripe.armed() != 0) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // lest it inherits that of whoever arms first
  private void start() {
    starting.lock();
    try {
      if (alarm == NO_THREAD) {
        Thread fresh =
            Thread.ofPlatform()
                .name("freshet-timer")
                .daemon()
                .priority(Thread.NORM_PRIORITY)
                .inheritInheritableThreadLocals(false)
                .unstarted(this);
        starter.accept(fresh);
        thread = fresh;
        alarm = AWAKE;
      }
    } finally {
      starting.unlock();
    }
  }

  /* --- the timer's thread --- */

  @Override
  public void run() {
    starting.lock(); // until the starter is done
    try {
      if (alarm == NO_THREAD) {
        return; // it threw all the same
      }
    } finally {
      starting.unlock();
    }
    boolean ended = false;
    try {
      drive();
      ended = true;
    } finally {
      if (!ended) {
        alarm = NO_THREAD; // a clock that throws; the next arming tries anew
      }
    }
  }

  private void drive() {
    long armsAtRest = -1;
    long restEnd = 0;
    for (; ; ) {
      alarm = AWAKE;
      expireDue();
      alarm = SCANNING;
      long arms = 0;
      long next = TimerStripe.NOTHING;
      for (TimerStripe stripe : stripes) {
        stripe.lock();
        next = Math.min(next, stripe.nextStart());
        arms += stripe.arms();
        stripe.unlock();
      }
      long elapsed = elapsed();
      long nanos;
      if (next != TimerStripe.NOTHING) {
        nanos = next * TimerWheel.TICK_NANOS - elapsed;
      } else {
        if (arms != armsAtRest) {
          armsAtRest = arms;
          restEnd = elapsed + lingerNanos;
        } else if (elapsed >= restEnd) {
          if (ALARM.compareAndSet(this, SCANNING, NO_THREAD)) {
            return;
          }
          continue;
        }
        next = TimerWheel.ceilTick(restEnd);
        nanos = restEnd - elapsed;
      }
      if (nanos > 0) {
        sleepsLong = nanos > lingerNanos + TimerWheel.TICK_NANOS;
        if (ALARM.compareAndSet(this, SCANNING, next)) {
          LockSupport.parkNanos(this, nanos);
          Thread.interrupted(); // an interrupt must not turn parking into spinning
        }
      }
    }
  }

  /** Expires everything that is due by the clock, a batch of each stripe in turn. */
  void expireDue() {
    for (boolean more = true; more; ) {
      more = false;
      long target = elapsed() / TimerWheel.TICK_NANOS;
      for (TimerStripe stripe : stripes) {
        stripe.lock();
        int taken = stripe.take(target, batch);
        stripe.unlock();
        if (taken < 0) {
          more = true;
          taken = ~taken;
        }
        for (int i = 0; i < taken; i++) {
          Timed node = batch[i];
          batch[i] = null;
          if (node != null) {
            expire(node);
          }
        }
      }
    }
  }

  /** Nanoseconds by which the clock has moved since the wheel was built. */
  private long elapsed() {
    return clock.getAsLong() - origin;
  }

  private static void expire(Timed node) {
    try {
      node.expired();
    } catch (Throwable failure) {
      Thread self = Thread.currentThread();
      try {
        self.getUncaughtExceptionHandler().uncaughtException(self, failure);
      } catch (Throwable ignored) {
        // as the JVM does with what a handler throws
      }
    }
  }
}
