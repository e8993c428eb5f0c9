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

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Holds the state: this, or the waiter that stands for the whole choice. */
  final Waiter owner;

  /** Whether several queues hold waiters of this owner. */
  private final boolean isShared;

  /** What is sent or was received; written before the state is. */
  @Nullable Object item;

  /** The place in the queue. Guarded by the channel's lock, as are the next two. */
  @Nullable Waiter previous;

  @Nullable Waiter next;
  boolean isQueued;

  /** Whom the operation met at once: to be woken when the locks are left. */
  @Nullable Waiter partner;

  // The rest is used in owners only.

  private volatile int state;

  /** Who is to be unparked; null before it parks for the first time. */
  private volatile @Nullable Thread thread;

  /** Which of the waiters was met; written before the state is. */
  @Nullable Waiter chosen;

  /** A single operation. */
  Waiter(@Nullable Object item) {
    this.item = item;
    this.owner = this;
    this.isShared = false;
  }

  /** What stands for a choice; waits in no queue itself. */
  Waiter() {
    this.owner = this;
    this.isShared = true;
  }

  /** A clause of a choice. */
  Waiter(@Nullable Object item, Waiter choice) {
    this.item = item;
    this.owner = choice;
    this.isShared = true;
  }

  /** Whether the outcome is settled. */
  boolean isOver() {
    return state > CLAIMED;
  }

  int state() {
    return state;
  }

  /**
   * Takes the right to meet this waiter. Called with the lock of its channel held; false if it was
   * met elsewhere or gave up.
   */
  boolean claim() {
    return !owner.isShared || owner.claimShared();
  }

  private boolean claimShared() {
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
    if (owner.isShared) {
      owner.state = WAITING;
    }
  }

  /** Settles a claimed waiter. Whoever calls this unparks it afterwards. */
  void settle(int outcome) {
    owner.chosen = this;
    owner.state = outcome;
  }

  /** Wakes the thread if it has parked or is about to. */
  void unpark() {
    Thread sleeper = owner.thread;
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }

  /**
   * Waits until the outcome is settled.
   *
   * @param spins how often to look before the thread parks
   * @return false if the thread was interrupted, or the alarm rang, before that
   */
  boolean await(ChannelCore blocker, int spins, @Nullable Alarm alarm) {
    for (; spins > 0; spins--) {
      if (isOver()) {
        return true;
      }
      Thread.onSpinWait();
    }
    Thread me = Thread.currentThread();
    thread = me;
    while (!isOver()) {
      if (me.isInterrupted() || (alarm != null && alarm.hasRung())) {
        return false;
      }
      LockSupport.park(blocker);
    }
    return true;
  }

  /** Waits until the outcome is settled or something else wakes the thread. */
  void awaitOnce(ChannelCore blocker, @Nullable Alarm alarm) {
    Thread me = Thread.currentThread();
    thread = me;
    if (!isOver() && !me.isInterrupted() && (alarm == null || !alarm.hasRung())) {
      LockSupport.park(blocker);
    }
  }
}
