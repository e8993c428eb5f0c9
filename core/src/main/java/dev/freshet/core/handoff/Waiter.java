package dev.freshet.core.handoff;

import dev.freshet.core.lane.PeerWait;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One operation that waits in the queue of one channel: a sender with its item, a receiver without,
 * or a clause of a choice.
 *
 * <p>See {@link ChannelCore} for the protocol.
 */
final class Waiter {
  /** Nobody has met it yet. */
  static final int WAITING = 0;

  /** Somebody is about to meet it, or will soon put it back: wait for him. */
  static final int CLAIMED = 1;

  /** The item was handed over. */
  static final int DONE = 2;

  /** The channel was closed before somebody came. */
  static final int CLOSED = 3;

  /** It gave up: time-out or interrupt. */
  static final int GAVE_UP = 4;

  private static final VarHandle STATE;
  private static final VarHandle THREAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Waiter.class, "state", int.class);
      THREAD = lookup.findVarHandle(Waiter.class, "thread", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Holds the state: this, or the waiter that stands for the whole choice. */
  final Waiter owner;

  /** What is sent or was received; written before the state is. */
  @Nullable Object item;

  /** The place in the queue; null while it is in none. Guarded by the channel's lock. */
  @Nullable Waiter previous;

  /** Guarded by the channel's lock as well. */
  @Nullable Waiter next;

  // The rest is used in owners only.

  private volatile int state;

  /** Who is to be unparked; null while it spins. */
  private volatile @Nullable Thread thread;

  /** Which of the clauses was met; written before the state is. */
  @Nullable Waiter chosen;

  private Waiter(@Nullable Object item, @Nullable Waiter choice, boolean spins) {
    this.item = item;
    this.owner = choice == null ? this : choice;
    if (choice == null && !spins) {
      THREAD.set(this, Thread.currentThread());
    }
  }

  /**
   * A single operation of the calling thread, or what stands for a choice and waits in no queue.
   *
   * @param spins whether the thread looks for its outcome before it parks
   */
  static Waiter of(@Nullable Object item, boolean spins) {
    return new Waiter(item, null, spins);
  }

  /** A clause of a choice. */
  Waiter clause(@Nullable Object clauseItem) {
    return new Waiter(clauseItem, this, false);
  }

  /** Whether the outcome is settled. */
  boolean isOver() {
    return state > CLAIMED;
  }

  int state() {
    return state;
  }

  /**
   * Takes the right to meet this waiter, which is in a queue. Called with the lock of its channel
   * held; false if its choice was met elsewhere or gave up.
   */
  boolean claim() {
    return owner == this || owner.claimChoice();
  }

  /** The same for what stands for a choice; without a lock. */
  boolean claimChoice() {
    for (int spins = 0; ; ) {
      int now = state;
      if (now == WAITING) {
        if (STATE.compareAndSet(this, WAITING, CLAIMED)) {
          return true;
        }
      } else if (now == CLAIMED) {
        spins = PeerWait.pause(spins);
      } else {
        return false;
      }
    }
  }

  /** Gives a claim back. */
  void unclaim() {
    if (owner != this) {
      STATE.setRelease(owner, WAITING);
    }
  }

  /** Settles a claimed waiter. Whoever calls this unparks it afterwards. */
  void settle(int outcome) {
    Waiter all = owner;
    all.chosen = this;
    // Volatile even where the thread is known: if it has a permit left over, unpark is no fence,
    // and
    // the thread could use that permit up, miss the outcome and park for ever.
    all.state = outcome;
  }

  /** Settles this waiter, which is claimed or nobody else knows of; answers it. */
  Waiter end(int outcome) {
    settle(outcome);
    return this;
  }

  /** Wakes the thread unless it still spins. */
  @SuppressWarnings("ReferenceEquality") // whoever serves itself would keep the permit
  void unpark() {
    Thread sleeper = owner.thread;
    if (sleeper != null && sleeper != Thread.currentThread()) {
      LockSupport.unpark(sleeper);
    }
  }

  /**
   * Looks for the outcome.
   *
   * @param most how often
   * @return true as soon as it is settled
   */
  boolean spin(int most) {
    for (int spins = most; spins > 0; spins--) {
      if (isOver()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return isOver();
  }

  /**
   * Waits until the outcome is settled.
   *
   * @return false if the thread was interrupted, or the alarm rang, before that
   */
  boolean await(ChannelCore blocker, @Nullable Alarm alarm) {
    if (isOver()) {
      return true;
    }
    Thread me = Thread.currentThread();
    if (thread == null) {
      thread = me;
    }
    while (!isOver()) {
      if (me.isInterrupted() || (alarm != null && alarm.hasRung())) {
        return false;
      }
      LockSupport.park(blocker);
    }
    return true;
  }
}
