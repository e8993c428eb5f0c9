package dev.freshet.core.handoff;

import dev.freshet.core.lane.RingLane;
import dev.freshet.core.lane.WaitSink;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A channel that holds items: a ring that is used without the lock as long as nobody waits. */
public final class BufferedCore extends ChannelCore {
  /*
   * Two paths
   * ---------
   * As long as nobody waits, sending and receiving are those of RingLane and one volatile read: no
   * lock, no allocation. Waiters are entered under the lock and served under it, by whoever made the
   * change they wait for:
   *
   *   receiver: enter the queue, fence, look at the ring     sender:   claim a place, look at the queue
   *   sender:   enter the queue, fence, look at the ring     receiver: claim an item, look at the queue
   *
   * The claims are compare-and-sets, so as in Dekker's algorithm at least one of the two sees the
   * other, and calls serve(). It moves items from the ring to waiting receivers and from waiting
   * senders into the ring until one side is out, oldest first. So when nobody moves, nobody waits for
   * an item that is there or for a place that is free.
   *
   * serve() holds the lock but does not exclude the short path, so the item or the place may have
   * gone when it comes. Then it gives its claim back; who took the item looks at the queue after it.
   *
   * Order
   * -----
   * Who comes to send while others wait to send enters the queue behind them, even if a place has
   * become free: it is theirs. A receiver takes what is there without looking at the queue; if
   * receivers wait, something is there only for a moment.
   *
   * Few switches
   * ------------
   * A virtual thread yields once before it enters a queue. With many threads on few carriers the
   * other side has run by then, and has filled or emptied the whole buffer: that saves the waiter,
   * the lock and the unpark. Where nothing else wants the carrier, it costs 0.15
   * us before a wait that takes at least as long. Nobody spins here.
   */

  private final RingLane ring;

  /**
   * A channel.
   *
   * @param capacity how many items it holds, 1 to 2^28
   * @param samples whether the wait of some items is measured, for {@link #tryReceive(WaitSink)}
   */
  public BufferedCore(int capacity, boolean samples) {
    this.ring = new RingLane(capacity, samples);
  }

  @Override
  public int capacity() {
    return ring.capacity();
  }

  @Override
  public boolean trySend(Object item) {
    if (room.senders() != 0 || !ring.offer(item)) {
      return false;
    }
    if (room.receivers() != 0) {
      serve();
    }
    return true;
  }

  /**
   * Sends as many items as there is room for, in one step, without waiting.
   *
   * @param items the array that holds them
   * @param from first index
   * @param to index after the last
   * @return how many were sent, from the first on; 0 as well if others wait to send, or the channel
   *     is closed
   */
  public int trySendAll(Object[] items, int from, int to) {
    int sent = room.senders() != 0 ? 0 : ring.offerAll(items, from, to);
    if (sent > 0) {
      if (room.receivers() != 0) {
        serve();
      }
    }
    return sent;
  }

  @Override
  public @Nullable Object tryReceive() {
    Object item = ring.poll();
    if (item != null && room.senders() != 0) {
      serve();
    }
    return item;
  }

  /**
   * Receives without waiting, and tells how long the item lay in the channel if it is a sample.
   *
   * @param sink is told on this thread, before the method returns
   * @return the item; null if there is none
   */
  public @Nullable Object tryReceive(WaitSink sink) {
    Object item = ring.poll(sink);
    if (item != null && room.senders() != 0) {
      serve();
    }
    return item;
  }

  @Override
  public boolean isFinished() {
    return ring.isFinished();
  }

  @Override
  public int size() {
    for (; ; ) {
      long accepted = ring.accepted();
      int size = ring.size();
      if (accepted == ring.accepted()) {
        return size;
      }
    }
  }

  @Override
  @Nullable Waiter meetReceiver(Waiter sender) {
    return isClosed() ? sender.end(CLOSED) : null;
  }

  @Override
  @Nullable Waiter meetSender(Waiter receiver) {
    if (!isClosed()) {
      return null;
    }
    receiver.item = ring.poll();
    return receiver.end(receiver.item == null ? CLOSED : DONE);
  }

  @Override
  void refuse() {
    ring.close();
  }

  @Override
  void serve() {
    VarHandle.fullFence(); // between the entry of a waiter and the look at the ring
    while ((room.receivers() != 0 && !ring.isEmpty()) || (room.senders() != 0 && ring.hasRoom())) {
      room.lock();
      Waiter served = serveReceiver();
      if (served == null) {
        served = serveSender();
      }
      room.unlock();
      if (served == null) {
        return;
      }
      served.unpark();
    }
  }

  private @Nullable Waiter serveReceiver() {
    Waiter receiver = room.claimFirst(false);
    if (receiver != null) {
      Object item = ring.poll();
      if (item == null) {
        receiver.unclaim();
        return null;
      }
      room.remove(receiver, false);
      receiver.item = item;
      receiver.settle(DONE);
    }
    return receiver;
  }

  @SuppressWarnings("NullAway") // a sender has an item
  private @Nullable Waiter serveSender() {
    Waiter sender = room.claimFirst(true);
    if (sender != null) {
      if (!ring.offer(sender.item)) {
        sender.unclaim();
        return null;
      }
      room.remove(sender, true);
      sender.settle(DONE);
    }
    return sender;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  boolean sendSoon(Object item) {
    if (!Thread.currentThread().isVirtual()) {
      return false;
    }
    Thread.yield();
    return trySend(item);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  @Nullable Object receiveSoon() {
    if (!Thread.currentThread().isVirtual()) {
      return null;
    }
    Thread.yield();
    return tryReceive();
  }

  @Override
  Waiter waiter(@Nullable Object item) {
    return Waiter.of(item, false);
  }

  @Override
  void linger(Waiter waiter) {}

  // Looks from outside.

  /**
   * Whether no item is accepted that was not received.
   *
   * @return true if so, with volatile semantics
   */
  public boolean isEmpty() {
    return ring.isEmpty();
  }

  /**
   * Whether less than the capacity lies in the channel.
   *
   * @return true if so, with volatile semantics
   */
  public boolean hasRoom() {
    return ring.hasRoom();
  }

  /**
   * How many items were ever accepted.
   *
   * @return a count that never goes back
   */
  public long accepted() {
    return ring.accepted();
  }
}
