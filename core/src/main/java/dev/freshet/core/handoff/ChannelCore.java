package dev.freshet.core.handoff;

import dev.freshet.core.lane.PeerWait;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is underneath: senders and receivers that meet, and wait for each other in two
 * queues.
 *
 * <p>Safe for all threads, platform and virtual. What was done before an item was sent happens
 * before what is done after it was received. O(1) but for closing, which wakes all who wait.
 */
public abstract class ChannelCore {
  /*
   * Meeting
   * -------
   * An operation that cannot be completed at once enters a waiter into one of the two queues of the
   * WaitRoom and parks. Whoever comes from the other side takes the oldest waiter out, hands the item
   * over and unparks its thread. The item itself changes hands, not a permission to try again: the
   * woken thread has nothing more to do, nobody overtakes it, and no wake-up can be lost on somebody
   * who gives up.
   *
   * Who owns a waiter
   * -----------------
   * A single operation waits in one queue, so taking it out, under the lock, is the right to meet it.
   * The exchange itself happens outside the lock. An operation that gives up takes itself out; if it
   * finds itself out already, it has been met, waits for the item, and returns it. So an interrupt or
   * a time-out either comes before the meeting or not at all.
   *
   * A choice waits in several queues. It has a state of its own that is claimed by compare-and-set,
   * under the lock of the channel where it is met: WAITING -> CLAIMED -> outcome. A claim can be
   * given back (BufferedCore, if the item has gone meanwhile); who finds it CLAIMED therefore waits
   * for the few instructions until it is decided. Nobody waits for a lock or a claim with a claim in
   * his hand, so there is no cycle.
   *
   * The outcome and the thread
   * --------------------------
   * The outcome is a volatile write before the unpark, although unpark comes after it anyway: an
   * unpark that finds a permit left over is no fence, and the thread could use that permit up, not
   * see the outcome yet, and park for ever. (It did, within some 10^8 items.) A thread that spins
   * publishes itself only before it parks; both sides then write and read as in Dekker's algorithm,
   * and a partner that is still spinning costs no unpark.
   *
   * Closing
   * -------
   * The flag is set under the lock, and nobody enters a queue after that. What waits is dismissed:
   * senders with the end, receivers with an item as long as there is one and the end after that. An
   * item is accepted or refused by one atomic step, that of the ring or that of the meeting.
   *
   * Differences from others
   * -----------------------
   * LinkedTransferQueue and SynchronousQueue [1] queue data and requests in one lock-free list and
   * match nodes by a compare-and-set on the item; cancelled nodes stay until a sweep. Here there is a
   * short lock, so a waiter that gives up is gone at once and a choice can stand in several queues.
   * Kotlin's BufferedChannel [2] and Jox [3] give each operation a cell of an endless array by
   * fetch-and-add; cells of cancelled operations are skipped and their segments unlinked, and the
   * number of items is not known (Jox adr/0001). Here the buffer is a ring with two counters, so its
   * depth is exact and it is allocated once. Go's channels [4] keep everything under one lock, the
   * buffer too; the order in which a choice takes several locks is theirs.
   *
   * [1] W. N. Scherer, D. Lea, M. L. Scott, Scalable Synchronous Queues, PPoPP 2006; JDK 25
   * [2] N. Koval, D. Alistarh, R. Elizarov, Fast and Scalable Channels in Kotlin Coroutines,
   *     arXiv 2211.04986
   * [3] com.softwaremill.jox.Channel, 1.0.0
   * [4] runtime/chan.go and select.go, Go 1.22
   */

  /** The outcome of an operation that is complete. */
  public static final int DONE = Waiter.DONE;

  /** The outcome of an operation that found the channel closed. */
  public static final int CLOSED = Waiter.CLOSED;

  /** The outcome of an operation that was not complete in time. */
  public static final int TIMED_OUT = Waiter.GAVE_UP;

  /** Stands for an item where a receiver found the channel closed and empty. */
  private static final Object END = new Object();

  private static final AtomicLong LAST_ID = new AtomicLong();

  final WaitRoom room = new WaitRoom();

  /** In this order a choice takes several locks. */
  final long id = LAST_ID.incrementAndGet();

  private volatile boolean closed;

  /** Written before {@link #closed} is. */
  private @Nullable Throwable cause;

  ChannelCore() {}

  // What the kinds of channel differ in.

  /**
   * How many items it holds.
   *
   * @return 0 for a rendezvous
   */
  public abstract int capacity();

  /**
   * Sends without waiting.
   *
   * @param item not null
   * @return false if there is no room, nobody receives, others wait to send, or the channel is
   *     closed
   */
  public abstract boolean trySend(Object item);

  /**
   * Receives without waiting.
   *
   * @return the item; null if there is none
   */
  public abstract @Nullable Object tryReceive();

  /**
   * Whether the channel is closed and nothing will ever come out again.
   *
   * @return true if so
   */
  public abstract boolean isFinished();

  /**
   * Completes a sender if it need not wait. Called with the lock held.
   *
   * @return whom it met: the partner, to be unparked; itself if its state tells the outcome; null
   *     if it has to wait
   */
  abstract @Nullable Waiter meetReceiver(Waiter sender);

  /** The same for a receiver. */
  abstract @Nullable Waiter meetSender(Waiter receiver);

  /** Refuses what comes from now on. Called with the lock held, once. */
  abstract void refuse();

  /** Completes those who wait and need not; after each change that may concern them. */
  abstract void serve();

  /** Gives receivers a moment to come before a waiter is entered; whether the item was sent. */
  abstract boolean sendSoon(Object item);

  /** The same for an item; null if none came. */
  abstract @Nullable Object receiveSoon();

  /** A waiter for the calling thread. */
  abstract Waiter waiter(@Nullable Object item);

  /** Called by the thread of a waiter that is in its queue, before it parks. */
  abstract void linger(Waiter waiter);

  // Waiting.

  /**
   * Whether what {@link #receive} answered says that the channel is closed and empty.
   *
   * @param received what it answered
   * @return true if so; false if it is an item or null
   */
  @SuppressWarnings("ReferenceEquality") // there is one end
  public static boolean isEnd(@Nullable Object received) {
    return received == END;
  }

  /**
   * Sends.
   *
   * @param item not null
   * @param nanos how long to wait at most; {@link Long#MAX_VALUE} for ever, 0 or less not at all
   * @return DONE, CLOSED or TIMED_OUT; only for the first the item was accepted
   * @throws InterruptedException if the thread was interrupted; the item was not accepted
   */
  public final int send(Object item, long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (trySend(item)) {
      return DONE;
    }
    if (nanos <= 0) {
      return closed ? CLOSED : TIMED_OUT;
    }
    if (sendSoon(item)) {
      return DONE;
    }
    return await(waiter(item), true, nanos);
  }

  /**
   * Receives.
   *
   * @param nanos how long to wait at most; {@link Long#MAX_VALUE} for ever, 0 or less not at all
   * @return the item; the end, see {@link #isEnd}; null if there was none in time
   * @throws InterruptedException if the thread was interrupted; nothing was received
   */
  public final @Nullable Object receive(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Object item = tryReceive();
    if (item != null) {
      return item;
    }
    if (nanos <= 0) {
      return isFinished() ? END : null;
    }
    item = receiveSoon();
    if (item != null) {
      return item;
    }
    Waiter waiter = waiter(null);
    return switch (await(waiter, false, nanos)) {
      case DONE -> waiter.item;
      case CLOSED -> END;
      default -> null;
    };
  }

  @SuppressWarnings("ReferenceEquality")
  private int await(Waiter waiter, boolean isSender, long nanos) throws InterruptedException {
    // Before the waiter is in the queue: if there is no thread to be had for the timer, nothing has
    // happened yet.
    Alarm alarm = Alarm.in(nanos);
    try {
      room.lock();
      Waiter met = isSender ? meetReceiver(waiter) : meetSender(waiter);
      if (met == null) {
        room.add(waiter, isSender);
      }
      room.unlock();
      if (met != null && met != waiter) {
        exchange(waiter, met, isSender);
        return DONE;
      }
      serve();
      if (met == null) {
        linger(waiter);
      }
      if (met != null || waiter.await(this, alarm) || !giveUp(waiter, isSender)) {
        return waiter.state();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return TIMED_OUT;
    } finally {
      Alarm.stop(alarm);
    }
  }

  /** Hands an item over between an operation and its partner, which it has claimed. */
  static void exchange(Waiter mine, Waiter partner, boolean isSender) {
    if (isSender) {
      partner.item = mine.item;
    } else {
      mine.item = partner.item;
    }
    partner.settle(DONE);
    partner.unpark();
  }

  /** Takes a single waiter out; false if it was met before that. */
  private boolean giveUp(Waiter waiter, boolean isSender) {
    room.lock();
    boolean wasIn = room.remove(waiter, isSender);
    room.unlock();
    if (!wasIn) {
      for (int spins = 0; !waiter.isOver(); ) {
        spins = PeerWait.pause(spins);
      }
    }
    return wasIn;
  }

  /** Takes a clause out of its queue once its choice is made. */
  final void leave(Waiter clause, boolean isSender) {
    room.lock();
    room.remove(clause, isSender);
    room.unlock();
  }

  // Closing.

  /**
   * Refuses all that is sent from now on, and those who wait to send. What was accepted can still
   * be received.
   *
   * @param why what the others are told; may be null
   * @return false if the channel was closed before, and nothing has changed
   */
  public final boolean close(@Nullable Throwable why) {
    room.lock();
    try {
      if (closed) {
        return false;
      }
      cause = why;
      closed = true;
      refuse();
    } finally {
      room.unlock();
    }
    for (Waiter waiter = dismiss(); waiter != null; waiter = dismiss()) {
      waiter.unpark();
    }
    return true;
  }

  private @Nullable Waiter dismiss() {
    room.lock();
    try {
      Waiter sender = room.take(true);
      if (sender != null) {
        sender.settle(CLOSED);
        return sender;
      }
      Waiter receiver = room.take(false);
      if (receiver != null) {
        if (meetSender(receiver) == null) {
          throw new AssertionError("a receiver would wait at a closed channel");
        }
      }
      return receiver;
    } finally {
      room.unlock();
    }
  }

  /**
   * Whether the channel is closed.
   *
   * @return true from the first {@link #close} on
   */
  public final boolean isClosed() {
    return closed;
  }

  /**
   * What the channel was closed with.
   *
   * @return the cause; null if there is none, or the channel is open
   */
  public final @Nullable Throwable cause() {
    return closed ? cause : null;
  }

  // Looks from outside.

  /**
   * How many items lie in the channel.
   *
   * @return a number from 0 to the capacity that was exact at one instant of the call
   */
  public abstract int size();

  /**
   * How many senders wait, choices included.
   *
   * @return a count that may lag behind
   */
  public final int waitingSenders() {
    return room.senders();
  }

  /**
   * How many receivers wait, choices included.
   *
   * @return a count that may lag behind
   */
  public final int waitingReceivers() {
    return room.receivers();
  }
}
