package dev.freshet.core.timer;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Deadlines by the million, most of them cancelled before they expire.
 *
 * <pre>{@code
 * TimerWheel wheel = TimerWheel.shared();
 * wheel.arm(node, System.nanoTime() + 5_000_000_000L);
 * if (!wheel.cancel(node)) { ... } // too late: it has expired or is about to
 * }</pre>
 *
 * <p>Safe for all threads, platform and virtual. {@link #arm} and {@link #cancel} are O(1),
 * allocate nothing and do not block. {@link #arm} happens before the {@link Timed#expired} it leads
 * to, and a {@link #cancel} that answers true after the {@link #arm} it undoes. Nodes of different
 * deadlines expire in no promised order once both are due.
 *
 * <p>A node never expires before its deadline, and at most a tick of 1 ms after it plus what the
 * operating system and the nodes before it take. Deadlines are values of the wheel's clock, by
 * default {@link System#nanoTime}; they may lie 146 years in the past and 292 years after the
 * wheel's making, and later ones count as that.
 */
public final class TimerWheel {
  /*
   * Why a wheel
   * -----------
   * A deadline is armed with each task and cancelled with nearly each. A heap pays O(log n) for
   * both, and for cancel it needs each node's index; with a million armed, that is twenty levels of
   * cold memory (ScheduledThreadPoolExecutor, under one lock; the JDK's DelayScheduler [1] batches
   * its requests and drops cancelled ones late, but keeps a heap on one thread). A timing wheel [2]
   * links a node into the list of its tick: O(1), and unlinking is O(1) as well.
   *
   * Why a hierarchy
   * ---------------
   * Scheme 6 of [2], one wheel hashed by tick with a count of rounds (Netty's HashedWheelTimer [3],
   * Agrona's DeadlineTimerWheel [4]), has the cheapest arming and visits each far node once in each
   * round: with a million armed at 512 ticks a round, 2 million visits a second on cold memory for
   * nodes that are not due. And it has to wake at each tick, or to look for the next node that is
   * really due. Scheme 7, a hierarchy, moves a node at most once for each level, and its lists tell
   * by their place when there is something to do: asleep, it needs no tick. Kafka's TimingWheel [5]
   * goes from list to list by a heap of lists; here 64 lists to a level and a word of bits for each
   * do it, as in Linux and Tokio (see TimerStripe). One deadline in an hour wakes the thread four
   * times. Linux gave up moving nodes down and expires far ones up to an eighth late [6]; a deadline
   * of ours is late by a tick at most.
   *
   * Why stripes with locks
   * ----------------------
   * The wheels above belong to one thread; others reach it through a queue, which costs an
   * allocation or at least a cold line on each side, makes cancel late, and keeps a reference to
   * what was cancelled until the thread comes round. Here arm and cancel do the work themselves.
   * The wheel consists of several small ones, each behind a lock that is held for some tens of
   * nanoseconds. Arming tries the stripe of its thread, then any other that is free: any will do.
   * Cancelling goes to the node's stripe. The lock is a word that is spun on: a lock that parks
   * would cost more than what it guards, and a virtual thread is never descheduled inside.
   *
   * One atomic step for each node
   * -----------------------------
   * Timed.home names the stripe that holds the node. Arming sets it by a compare-and-set from null
   * inside that stripe's lock, so two threads, or two wheels, cannot both link a node. Whoever finds
   * home to be the stripe whose lock it holds finds the node linked there; cancel then unlinks it
   * and answers true, and the timer's thread unlinks it and will call expired(). There is no third
   * state: after either, the node may be armed again, even before expired() was called.
   *
   * Why a platform thread
   * ---------------------
   * Virtual threads are not time-sliced. If tasks occupy all carriers, a virtual timer would be
   * late by as long as they like, just when deadlines matter. The thread is a daemon, inherits
   * nothing, and lives only while something is armed (see TimerDriver).
   *
   * [1] java.util.concurrent.DelayScheduler, JDK 25
   * [2] G. Varghese, A. Lauck, Hashed and Hierarchical Timing Wheels, SOSP 1987
   * [3] io.netty.util.HashedWheelTimer
   * [4] org.agrona.DeadlineTimerWheel
   * [5] kafka.utils.timer.TimingWheel; Y. Matsuda, Apache Kafka, Purgatory, and Hierarchical Timing
   *     Wheels, 2015
   * [6] T. Gleixner, timers: Switch to a non-cascading wheel, Linux 4.8
   */

  /** One tick, in nanoseconds: finer than what parking a thread keeps to on a busy machine. */
  static final long TICK_NANOS = 1_000_000;

  /**
   * How long the thread stays with nothing armed, in nanoseconds: 50 ms are over a hundred times
   * what starting and ending a thread costs (0.35 ms measured on a busy machine of two processors),
   * so that less than a hundredth of the time can go there.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How far in the past a deadline may lie; what seems to lie before that has wrapped around. */
  private static final long PAST_NANOS = 1L << 62;

  /** Most stripes: each costs 2.5 KB and, by estimate, 50 ns whenever the thread wakes. */
  private static final int MOST_STRIPES = 32;

  private final TimerStripe[] stripes;
  private final TimerDriver driver;
  private final long origin;

  /**
   * A wheel with a clock of its own.
   *
   * @param nanoClock the time in nanoseconds, from an arbitrary origin, which may wrap around; goes
   *     as fast as {@link System#nanoTime} and never back
   */
  public TimerWheel(LongSupplier nanoClock) {
    this(nanoClock, LINGER_NANOS, Thread::start);
  }

  /**
   * A wheel whose thread is started by somebody else.
   *
   * @param starter starts the thread, or throws if there is none to be had; null for a wheel
   *     without a thread, see {@link #advance}
   */
  TimerWheel(LongSupplier nanoClock, long lingerNanos, @Nullable Consumer<Thread> starter) {
    Objects.requireNonNull(nanoClock, "nanoClock");
    // Twice the processors, so that a thread whose stripe is taken soon finds a free one.
    int wanted = Math.min(MOST_STRIPES, 2 * Runtime.getRuntime().availableProcessors());
    this.stripes = new TimerStripe[Integer.highestOneBit(2 * wanted - 1)];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = new TimerStripe(this);
    }
    this.origin = nanoClock.getAsLong();
    this.driver = new TimerDriver(stripes, nanoClock, origin, lingerNanos, starter);
  }

  /**
   * The wheel that all pools of this JVM share.
   *
   * @return always the same wheel, on {@link System#nanoTime}
   */
  public static TimerWheel shared() {
    return Shared.WHEEL;
  }

  /**
   * Arms a node: {@link Timed#expired} will be called at the deadline unless it is cancelled first.
   * A deadline that has passed expires at once, on the timer's thread as well.
   *
   * @param node the node, not armed
   * @param deadlineNanoTime the deadline, as a value of the wheel's clock
   * @throws NullPointerException if node is null
   * @throws IllegalStateException if the node is armed already, in this or in another wheel; that
   *     arming stands
   * @throws OutOfMemoryError if the timer's thread had to be started and could not; the node is not
   *     armed then, and the next arming tries again
   */
  public void arm(Timed node, long deadlineNanoTime) {
    Objects.requireNonNull(node, "node");
    long tick = tickOf(deadlineNanoTime);
    TimerStripe stripe = lockAny();
    boolean added;
    try {
      added = stripe.add(node, tick);
    } finally {
      stripe.unlock();
    }
    if (!added) {
      throw new IllegalStateException("node: state is armed; allowed is not armed");
    }
    try {
      driver.roused(tick);
    } catch (Throwable noThread) {
      if (cancel(node)) {
        throw noThread;
      } // otherwise somebody else's arming started the thread, and this one has expired
    }
  }

  /**
   * Disarms a node.
   *
   * @param node the node
   * @return true if it was armed here, and {@link Timed#expired} will not be called for that
   *     arming; false if it was not armed, or has expired, or is about to
   * @throws NullPointerException if node is null
   */
  public boolean cancel(Timed node) {
    TimerStripe stripe = Objects.requireNonNull(node, "node").home;
    if (stripe == null || stripe.wheel() != this) {
      return false;
    }
    stripe.lock();
    boolean removed;
    boolean last;
    try {
      removed = stripe.remove(node);
      last = removed && stripe.armed() == 0;
    } finally {
      stripe.unlock();
    }
    if (last) {
      driver.emptied();
    }
    return removed;
  }

  /**
   * How many nodes are armed; exact when nobody arms, cancels or expires.
   *
   * @return a number from 0 on
   */
  public int armed() {
    int sum = 0;
    for (TimerStripe stripe : stripes) {
      sum += stripe.armed();
    }
    return sum;
  }

  /**
   * Expires on the calling thread what is due by the clock; for a wheel without a thread, one
   * caller at a time.
   *
   * @return nanoseconds from the wheel's making to when this is to be called again; {@link
   *     Long#MAX_VALUE} if nothing is armed
   */
  long advance() {
    driver.expireDue();
    long next = TimerStripe.NOTHING;
    for (TimerStripe stripe : stripes) {
      stripe.lock();
      next = Math.min(next, stripe.nextStart());
      stripe.unlock();
    }
    return next == TimerStripe.NOTHING ? next : next * TICK_NANOS;
  }

  /** The thread last started, for tests that wait for its end. */
  @Nullable Thread thread() {
    return driver.thread();
  }

  /** The first tick that does not begin before so many nanoseconds after the wheel's making. */
  static long ceilTick(long nanos) {
    return (Math.min(nanos, Long.MAX_VALUE - TICK_NANOS) + TICK_NANOS - 1) / TICK_NANOS;
  }

  private long tickOf(long deadline) {
    long nanos = deadline - origin;
    return nanos > 0 ? ceilTick(nanos) : nanos < -PAST_NANOS ? ceilTick(Long.MAX_VALUE) : 0;
  }

  private TimerStripe lockAny() {
    int mine = (int) Thread.currentThread().threadId();
    for (int i = 0; i < stripes.length; i++) {
      TimerStripe stripe = stripes[(mine + i) & (stripes.length - 1)];
      if (stripe.tryLock()) {
        return stripe;
      }
    }
    TimerStripe stripe = stripes[mine & (stripes.length - 1)];
    stripe.lock();
    return stripe;
  }

  private static final class Shared {
    static final TimerWheel WHEEL = new TimerWheel(System::nanoTime);
  }
}
