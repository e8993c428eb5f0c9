package dev.freshet.core.watch;

import dev.freshet.core.timer.Timed;
import dev.freshet.core.timer.TimerWheel;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which of the CPU-bound virtual threads compute now, and which wait for their turn.
 *
 * <p>Safe for all threads. {@link #giveWay} is O(1) but when places have to be looked through, then
 * O(carriers).
 */
final class Turns {
  /*
   * Why not Thread.yield
   * --------------------
   * A carrier takes a thread from one of the scheduler's queues, runs it, and goes on with the same
   * queue until that is empty (ForkJoinPool.runWorker [1]); before that it works off what was put
   * into its local queue (topLevelExec). A thread that yields goes into the local queue if there is
   * something in it and otherwise into the queue where the carrier submits (VirtualThread
   * .afterYield), so the carrier finds it again in the queue it is busy with. As many threads that
   * yield as there are carriers keep all carriers, each with its queue, and whoever waits in another
   * queue waits for ever. Measured on 2 carriers, 8 threads that yield every 1 ms: a heartbeat was
   * never served as long as they went on (2 s), whether it woke by timer, by another thread's unpark
   * or was just started; with 2 such threads likewise.
   *
   * Why not a short park
   * --------------------
   * Threads that park for a nanosecond come back through the one queue of the timer. That serves
   * those who come through this queue as well (p99 4 ms). The others are served only when it runs
   * empty, or when another carrier took from it: 8 threads on 2 carriers, p99 0.6 to 0.8 s; on 1
   * carrier never.
   *
   * What works
   * ----------
   * A carrier looks through all queues when the one it is busy with is empty. So it must be empty
   * when a slice ends: no thread of ours may wait in the scheduler's queues. Hence two levels. At
   * most as many computing threads as there are carriers have a place; the others are parked here,
   * where no carrier sees them. Whoever has a place parks for a nanosecond after each slice; its
   * carrier finds nothing and looks through all queues (some 50 us until the timer brings the thread
   * back). After a turn the place goes to the next in line. How long others wait therefore does not
   * depend on how many compute: about half a slice by the median, with 8 as with 200.
   *
   * With one place more than carriers no carrier would idle, and the queue of the timer would never
   * run empty: that is the case above.
   *
   * A place that is not used
   * ------------------------
   * A thread that has a place may end without a word, or block, perhaps for a lock that one of those
   * in line holds. So a place is taken away when its thread has ended, when it is found blocked twice
   * in a row, and when it has not come to the end of a slice for LOST_NANOS. Whoever lost its place
   * goes on and gets in line at the end of its slice. While some wait, the timer's thread looks
   * every SWEEP_NANOS: it needs no carrier. So each in line gets its turn, whatever the others do.
   *
   * A pinned thread keeps its carrier while it waits here. The places then are fewer than they
   * should, and the sweep gives them on; nobody waits for ever.
   *
   * How many carriers
   * -----------------
   * Read once, from the property that sets them, or the number of processors. If the parallelism is
   * raised later, our threads use no more carriers than before; if it is lowered below, others wait
   * for longer.
   *
   * [1] JDK 25: java.util.concurrent.ForkJoinPool, java.lang.VirtualThread
   */

  /** How long a thread computes before the next one has its turn, in nanoseconds. */
  static final long TURN_NANOS = 20_000_000;

  /** Time between two looks at the places while threads wait, in nanoseconds. */
  static final long SWEEP_NANOS = 5_000_000;

  /** Longest slice, in nanoseconds. */
  static final long LONGEST_SLICE = 10_000_000;

  /** Silence after which a place is lost, in nanoseconds: two slices at least. */
  static final long LOST_NANOS = 2 * LONGEST_SLICE;

  /** How long a thread leaves its carrier, in nanoseconds; the timer makes some 30 us of it. */
  private static final long BREATH_NANOS = 1;

  /** Stands for the place of a thread that has none and does not wait for one. */
  private static final int NO_PLACE = -1;

  /** Stands for the place of a thread in line. */
  private static final int IN_LINE = -2;

  private final LongSupplier nanoClock;
  private final LongConsumer breath;
  private final LongConsumer alarm;

  private final ReentrantLock lock = new ReentrantLock();

  /** Who has the places; guarded by the lock, as is all that follows. */
  private final @Nullable Turn[] holders;

  private final ArrayDeque<Turn> line = new ArrayDeque<>();
  private boolean alarmSet;

  /** How many stand in line; written under the lock. */
  private volatile int inLine;

  /** The standing of one thread. */
  static final class Turn {
    private final WeakReference<Thread> thread; // a place that was never left must not keep a pool

    /** The same while it is in line, where nobody else may hold on to it. */
    private @Nullable Thread waiting;

    /** The place it has, NO_PLACE or IN_LINE; written under the lock. */
    private volatile int place = NO_PLACE;

    /** End of its last slice, or when it got its place. */
    private volatile long seen;

    private long since;

    /** What {@code seen} was when the thread was first found blocked, and when that was. */
    private long blockedSeen;

    private long blockedAt;

    Turn(Thread thread) {
      this.thread = new WeakReference<>(thread);
    }

    boolean isOwnedBy(Thread candidate) {
      return thread.refersTo(candidate);
    }

    boolean hasPlace() {
      return place >= 0;
    }
  }

  private static final class Shared {
    static final Turns TURNS = ofScheduler();
  }

  /**
   * Turns on so many places.
   *
   * @param breath leaves the carrier for so many nanoseconds
   * @param alarm has {@link #sweep} called on another thread at that value of the clock
   */
  Turns(int places, LongSupplier nanoClock, LongConsumer breath, LongConsumer alarm) {
    this.holders = new @Nullable Turn[places];
    this.nanoClock = nanoClock;
    this.breath = breath;
    this.alarm = alarm;
  }

  /** The turns on the carriers of this JVM. */
  static Turns shared() {
    return Shared.TURNS;
  }

  private static Turns ofScheduler() {
    int processors = Runtime.getRuntime().availableProcessors();
    int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", processors);
    Turns[] turns = new Turns[1];
    Timed node =
        new Timed() {
          @Override
          protected void expired() {
            turns[0].sweep();
          }
        };
    LongConsumer alarm = instant -> TimerWheel.shared().arm(node, instant);
    turns[0] = new Turns(Math.max(1, carriers), System::nanoTime, LockSupport::parkNanos, alarm);
    return turns[0];
  }

  /** The end of a slice: lets others have the carrier and returns when the thread may go on. */
  void giveWay(Turn turn) {
    long now = nanoClock.getAsLong();
    turn.seen = now;
    if (!turn.hasPlace()) {
      enter(turn, now);
    } else if (inLine > 0 && now - turn.since >= TURN_NANOS) {
      passOn(turn, now);
    }
    breath.accept(BREATH_NANOS);
  }

  /** Takes a place, or gets in line and waits for one. */
  private void enter(Turn turn, long now) {
    List<Thread> called;
    lock.lock();
    try {
      getInLine(turn);
      called = fillPlaces(now);
      watch(now);
    } finally {
      lock.unlock();
    }
    called.forEach(LockSupport::unpark); // one of them may be this thread: a permit too many
    await(turn);
  }

  /** Gives the place to the next in line and waits for another turn. */
  private void passOn(Turn turn, long now) {
    List<Thread> called;
    lock.lock();
    try {
      if (!turn.hasPlace() || !line.isEmpty()) { // the place may just have been lost
        vacate(turn);
        getInLine(turn);
      }
      called = fillPlaces(now);
      watch(now);
    } finally {
      lock.unlock();
    }
    called.forEach(LockSupport::unpark);
    await(turn);
  }

  /**
   * Waits while in line. Whoever got a place and has lost it before it was scheduled goes on; an
   * interrupted thread leaves the line.
   */
  private void await(Turn turn) {
    while (turn.place == IN_LINE) {
      LockSupport.park(this);
      if (Thread.currentThread().isInterrupted()) {
        leaveLine(turn);
      }
    }
  }

  private void leaveLine(Turn turn) {
    lock.lock();
    try {
      if (line.remove(turn)) {
        turn.place = NO_PLACE;
        turn.waiting = null;
        inLine = line.size();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives the place back, if the thread has one. */
  void leave(Turn turn) {
    if (!turn.hasPlace()) {
      return;
    }
    List<Thread> called;
    lock.lock();
    try {
      vacate(turn);
      called = fillPlaces(nanoClock.getAsLong());
    } finally {
      lock.unlock();
    }
    called.forEach(LockSupport::unpark);
  }

  /** Looks for places that are not used, and goes on looking while threads wait. */
  void sweep() {
    List<Thread> called = List.of();
    lock.lock(); // held for less than a microsecond
    try {
      alarmSet = false;
      long now = nanoClock.getAsLong();
      called = fillPlaces(now);
      watch(now);
    } finally {
      lock.unlock();
    }
    called.forEach(LockSupport::unpark);
  }

  private void watch(long now) {
    if (!alarmSet && !line.isEmpty()) {
      try {
        alarm.accept(now + SWEEP_NANOS);
        alarmSet = true;
      } catch (OutOfMemoryError _) {
        // no thread for the timer: those with a place still pass it on, and the next one tries
        // again
      }
    }
  }

  private void getInLine(Turn turn) {
    turn.waiting = Thread.currentThread();
    turn.place = IN_LINE;
    line.add(turn);
    inLine = line.size();
  }

  /** Gives the places that nobody uses to those in line, and answers whom to wake. */
  private List<Thread> fillPlaces(long now) {
    List<Thread> called = new ArrayList<>();
    for (int i = 0; i < holders.length && !line.isEmpty(); i++) {
      Turn holder = holders[i];
      if (holder != null && isLost(holder, now)) {
        vacate(holder);
        holder = null;
      }
      if (holder == null) {
        callNext(i, now, called);
      }
    }
    inLine = line.size();
    return called;
  }

  private void callNext(int place, long now, List<Thread> called) {
    Turn next = line.remove();
    next.since = now;
    next.seen = now;
    next.blockedSeen = now - 1;
    holders[place] = next;
    next.place = place;
    if (next.waiting != null) {
      called.add(next.waiting);
      next.waiting = null;
    }
  }

  private void vacate(Turn turn) {
    int place = turn.place;
    if (place >= 0) {
      holders[place] = null;
      turn.place = NO_PLACE;
    }
  }

  /** Whether a place is not used by the thread that has it. */
  private boolean isLost(Turn holder, long now) {
    Thread thread = holder.thread.get();
    if (thread == null || !thread.isAlive() || now - holder.seen >= LOST_NANOS) {
      return true;
    }
    long seen = holder.seen;
    if (now - seen < SWEEP_NANOS || thread.getState() == Thread.State.RUNNABLE) {
      return false; // it parks for a moment after each slice, so younger news say nothing
    }
    if (holder.blockedSeen == seen) {
      return now - holder.blockedAt >= SWEEP_NANOS;
    }
    holder.blockedSeen = seen;
    holder.blockedAt = now;
    return false;
  }

  /** Threads in line, for tests. */
  int inLine() {
    return inLine;
  }
}
