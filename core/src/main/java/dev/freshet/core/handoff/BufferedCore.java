package dev.freshet.core.handoff;

import dev.freshet.core.lane.RingLane;
import org.jspecify.annotations.Nullable;

/** A channel that holds items: a ring that is used without the lock as long as nobody waits. */
public final class BufferedCore extends ChannelCore {
  private final RingLane ring;

  /**
   * A channel.
   *
   * @param capacity how many items it holds, 1 to 2^28
   */
  public BufferedCore(int capacity) {
    this.ring = new RingLane(capacity);
  }

  @Override
  public int capacity() {
    return ring.capacity();
  }

  @Override
  public boolean trySend(Object item) {
    if (senders.size() != 0 || !ring.offer(item)) {
      return false;
    }
    if (receivers.size() != 0) {
      serve();
    }
    return true;
  }

  @Override
  public @Nullable Object tryReceive() {
    Object item = ring.poll();
    if (item != null && senders.size() != 0) {
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
  int meetReceiver(Waiter sender) {
    return isClosed() ? CLOSED : Waiter.WAITING;
  }

  @Override
  int meetSender(Waiter receiver) {
    if (!isClosed()) {
      return Waiter.WAITING;
    }
    receiver.item = ring.poll();
    return receiver.item == null ? CLOSED : DONE;
  }

  @Override
  void refuse() {
    ring.close();
  }

  @Override
  void serve() {
    while ((receivers.size() != 0 && !ring.isEmpty()) || (senders.size() != 0 && ring.hasRoom())) {
      lock();
      Waiter served = serveReceiver();
      if (served == null) {
        served = serveSender();
      }
      unlock();
      if (served == null) {
        return;
      }
      served.unpark();
    }
  }

  private @Nullable Waiter serveReceiver() {
    Waiter receiver = receivers.claimFirst();
    if (receiver != null) {
      Object item = ring.poll();
      if (item == null) {
        receiver.unclaim();
        return null;
      }
      receivers.remove(receiver);
      receiver.item = item;
      receiver.settle(DONE);
    }
    return receiver;
  }

  @SuppressWarnings("NullAway") // a sender has an item
  private @Nullable Waiter serveSender() {
    Waiter sender = senders.claimFirst();
    if (sender != null) {
      if (!ring.offer(sender.item)) {
        sender.unclaim();
        return null;
      }
      senders.remove(sender);
      sender.settle(DONE);
    }
    return sender;
  }

  @Override
  int spins() {
    return 0;
  }
}
