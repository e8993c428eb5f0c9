package dev.freshet.core.ring;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where threads wait at a ring: the consumers of a stage for items, the producers for free slots.
 *
 * <p>Safe for all threads.
 */
final class WaitPoint extends WaitPointPad2 {
  /*
   * The word
   * --------
   * `wanted` is all that the other side looks at. It is 1 while somebody waits and no wake-up is on
   * its way. A thread that was woken needs tens of microseconds to arrive; until then the other
   * side pays nothing, and what it publishes meanwhile is the batch that the woken thread finds. So
   * wake-ups are one per arrival, not one per item. Who arrives and sees more than he takes wakes
   * the next (CompetingConsumer.claim, Ring.claim), so several are woken as fast as they arrive.
   *
   * No lost wake-up
   * ---------------
   * Who waits enters the list, which writes `wanted`, and looks again before he parks. Who publishes
   * makes his publication visible and then reads `wanted`. Between store and load there must be a
   * full barrier on both sides. On the waiting side the lock is one. On the other side:
   *
   *   a batch consumed, and the items of a single producer: a full fence, once a batch or item;
   *   items of many producers: the claim was a compare-and-set, and he who waits looks at the
   *   claims too (Waiter.isImminent). If he sees a claim without an item he parks for short times
   *   only, because its producer may have read `wanted` before the item left his store buffer. So
   *   a producer needs no fence after the item, and a filler that is slow costs no spinning.
   *
   * The wake-up on its way is not lost either: who was woken and leaves without being ready (time,
   * interrupt) wakes the next.
   *
   * The lock
   * --------
   * A word that is spun on, held for some tens of nanoseconds, in which nothing parks.
   */

  /** Looks, 23 ns each, before a waiter yields under the parking strategy. */
  private static final int LOOKS = 32;

  /** Yields before it parks: a peer that lost its processor to this thread gets it back. */
  private static final int YIELDS = 4;

  /** Looks between two readings of the clock, each as long as one of them. */
  private static final int LOOKS_PER_READING = 32;

  /** First and longest park, in nanoseconds, while an item is claimed and not shown. */
  private static final long SHORT_PARK = 50_000;

  private static final long LONG_PARK = 1_000_000;

  private static final VarHandle LOCK;

  static {
    try {
      LOCK = MethodHandles.lookup().findVarHandle(WaitPoint.class, "lock", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final boolean parks;
  private final long spinNanos;

  /** 1 while somebody holds the lock. */
  private volatile int lock;

  // guarded by the lock
  private @Nullable Waiter first;
  private @Nullable Waiter last;
  private int bulks;
  private boolean waking;

  WaitPoint(WaitStrategy strategy) {
    this.parks = !(strategy instanceof WaitStrategy.BusySpin);
    this.spinNanos =
        strategy instanceof WaitStrategy.SpinThenPark(var spin)
            ? TimeUnit.NANOSECONDS.convert(spin)
            : 0;
  }

  /** All of both, each once. */
  static WaitPoint[] union(WaitPoint[] some, WaitPoint[] more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).distinct().toArray(WaitPoint[]::new);
  }

  /** Wakes one that waits, if somebody wants it. */
  void signal() {
    if (wanted != 0) {
      wake();
    }
  }

  /** Whether somebody waits and no wake-up is on its way. */
  boolean isWanted() {
    return wanted != 0;
  }

  /** Lets items gather; virtual threads do not spin. */
  static void pause(int pauses) {
    if (pauses > 0 && !Thread.currentThread().isVirtual()) {
      for (int i = 0; i < pauses; i++) {
        Thread.onSpinWait();
      }
    }
  }

  /** Wakes all, ready or not. */
  void wakeAll() {
    lock();
    try {
      takeAll(Waiter.RELEASED);
      waking = false;
      update();
    } finally {
      unlock();
    }
  }

  /**
   * Waits until the waiter is ready or was released.
   *
   * @param nanos the longest time; Long.MAX_VALUE for no limit
   * @return false if the time was up
   */
  boolean await(Waiter waiter, long nanos) throws InterruptedException {
    if (nanos <= 0) {
      return waiter.isReady();
    }
    long start = nanos == Long.MAX_VALUE && spinNanos == 0 ? 0 : System.nanoTime();
    if (!parks) {
      return spin(waiter, start, nanos);
    }
    return (!Thread.currentThread().isVirtual() && spinFirst(waiter, start, nanos))
        || park(waiter, start, nanos);
  }

  /** Looks without end. */
  private static boolean spin(Waiter waiter, long start, long nanos) throws InterruptedException {
    boolean virtual = Thread.currentThread().isVirtual();
    int pauses = 0;
    for (int looks = 1; !waiter.isReady(); looks++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (nanos != Long.MAX_VALUE
          && (virtual || looks % LOOKS_PER_READING == 0)
          && System.nanoTime() - start >= nanos) {
        return false;
      }
      if (virtual) {
        pauses = PeerWait.pause(pauses);
      } else {
        Thread.onSpinWait();
      }
    }
    return true;
  }

  /** Looks for a while. */
  @SuppressWarnings("ThreadPriorityCheck") // correctness does not rest on the yield
  private boolean spinFirst(Waiter waiter, long start, long nanos) {
    if (spinNanos > 0) {
      long limit = Math.min(spinNanos, nanos);
      for (int looks = 1; !waiter.isReady(); looks++) {
        if (looks % LOOKS_PER_READING == 0 && System.nanoTime() - start >= limit) {
          return false;
        }
        Thread.onSpinWait();
      }
      return true;
    }
    for (int looks = 0; looks < LOOKS + YIELDS; looks++) {
      if (waiter.isReady()) {
        return true;
      }
      if (looks < LOOKS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    return waiter.isReady();
  }

  private boolean park(Waiter waiter, long start, long nanos) throws InterruptedException {
    waiter.thread = Thread.currentThread();
    enter(waiter);
    boolean ready = false;
    long pause = SHORT_PARK;
    try {
      for (; ; ) {
        if (waiter.isReady() || waiter.woken == Waiter.RELEASED) {
          ready = true;
          return true;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : nanos - (System.nanoTime() - start);
        if (left <= 0) {
          return false;
        }
        if (waiter.woken == Waiter.SIGNALLED) {
          enter(waiter); // in vain; look again before parking
        } else if (waiter.isImminent()) {
          LockSupport.parkNanos(this, Math.min(left, pause));
          pause = Math.min(2 * pause, LONG_PARK);
        } else if (left == Long.MAX_VALUE) {
          LockSupport.park(this);
        } else {
          LockSupport.parkNanos(this, left);
        }
      }
    } finally {
      leave(waiter, ready);
    }
  }

  /** Enters the waiter: at the end, or, after a signal in vain, in front again. */
  private void enter(Waiter waiter) {
    lock();
    try {
      boolean again = waiter.woken == Waiter.SIGNALLED;
      if (again) {
        waking = false;
        waiter.woken = Waiter.NOT_YET;
      }
      link(waiter, again ? null : last, again ? first : null);
      update();
    } finally {
      unlock();
    }
    VarHandle.fullFence(); // enter, then look; the look need not be volatile
  }

  private void leave(Waiter waiter, boolean ready) {
    boolean passOn;
    lock();
    try {
      boolean signalled = waiter.woken == Waiter.SIGNALLED;
      if (signalled) {
        waking = false;
      } else if (waiter.queued) {
        unlink(waiter);
      }
      waiter.woken = Waiter.NOT_YET;
      waiter.thread = null;
      passOn = signalled && !ready;
      update();
    } finally {
      unlock();
    }
    if (passOn) {
      signal();
    }
  }

  private void wake() {
    Thread thread;
    lock();
    try {
      Waiter waiter = first;
      if (wanted == 0 || waiter == null) {
        return;
      }
      if (bulks > 0) {
        takeAll(Waiter.SIGNALLED);
        update();
        return;
      }
      unlink(waiter);
      waiter.woken = Waiter.SIGNALLED;
      thread = waiter.thread;
      waking = true;
      update();
    } finally {
      unlock();
    }
    LockSupport.unpark(thread);
  }

  /** Takes everybody out; unparks under the lock, because whoever is out may enter again. */
  private void takeAll(int how) {
    for (Waiter w = first; w != null; w = w.next) {
      w.queued = false;
      w.woken = how;
      LockSupport.unpark(w.thread);
    }
    first = null;
    last = null;
    bulks = 0;
  }

  private void link(Waiter waiter, @Nullable Waiter before, @Nullable Waiter after) {
    waiter.previous = before;
    waiter.next = after;
    if (before == null) {
      first = waiter;
    } else {
      before.next = waiter;
    }
    if (after == null) {
      last = waiter;
    } else {
      after.previous = waiter;
    }
    waiter.queued = true;
    bulks += waiter.isBulk() ? 1 : 0;
  }

  private void unlink(Waiter waiter) {
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    waiter.queued = false;
    bulks -= waiter.isBulk() ? 1 : 0;
  }

  /** Writes the word only when it changes: the other side has it in its cache. */
  private void update() {
    int now = first != null && !waking ? 1 : 0;
    if (wanted != now) {
      wanted = now;
    }
  }

  private void lock() {
    for (int spins = 0; lock != 0 || !LOCK.compareAndSet(this, 0, 1); ) {
      spins = PeerWait.pause(spins);
    }
  }

  private void unlock() {
    LOCK.setRelease(this, 0);
  }
}

/** Keeps the neighbours in memory off the word. */
abstract class WaitPointPad1 {
  long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
}

/** The word that the other side reads. */
abstract class WaitPointWord extends WaitPointPad1 {
  volatile int wanted;
}

/** Keeps the lock and the list off the word. */
abstract class WaitPointPad2 extends WaitPointWord {
  long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
}
