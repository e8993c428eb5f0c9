package dev.freshet.core.handoff;

import dev.freshet.core.lane.RingLane;
import dev.freshet.core.lane.WaitSink;
import org.jspecify.annotations.Nullable;

/** A channel that holds items: a ring that is used without the lock as long as nobody waits. */
public final class BufferedCore extends ChannelCore {
  private final RingLane ring;

  /** Those who wait for an item without taking it. */
  private final WaiterQueue watchers = new WaiterQueue();

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
    if (senders.size() != 0 || !ring.offer(item)) {
      return false;
    }
    if (receivers.size() != 0) {
      serve();
    }
    if (watchers.size() != 0) {
      wake(1);
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
    int sent = senders.size() != 0 ? 0 : ring.offerAll(items, from, to);
    if (sent > 0) {
      if (receivers.size() != 0) {
        serve();
      }
      if (watchers.size() != 0) {
        wake(sent);
      }
    }
    return sent;
  }

  @Override
  public @Nullable Object tryReceive() {
    Object item = ring.poll();
    if (item != null && senders.size() != 0) {
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
      if (watchers.size() != 0 && !ring.isEmpty()) {
        wake(1);
      }
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

  // Waiting without taking.

  /**
   * Waits until there may be something to receive, and takes nothing. Each item sent wakes one of
   * those who wait here, the longest first; so whoever was woken should try to receive. Returns at
   * other times as well: when the thread is unparked or interrupted, and by {@link #wake}. Keeps
   * the interrupt status.
   *
   * @param nanos how long to wait at most; {@link Long#MAX_VALUE} for ever, 0 or less not at all
   * @return true if there is something to receive or the channel is closed
   */
  public boolean awaitReceivable(long nanos) {
    if (nanos > 0 && !isReceivable()) {
      Alarm alarm = Alarm.in(nanos);
      Waiter watcher = new Waiter((Object) null);
      lock();
      watchers.add(watcher);
      unlock();
      if (!isReceivable()) {
        watcher.awaitOnce(this, alarm);
      }
      Alarm.stop(alarm);
      if (!watcher.isOver()) {
        lock();
        watchers.remove(watcher);
        unlock();
      }
    }
    return isReceivable();
  }

  private boolean isReceivable() {
    return !ring.isEmpty() || isClosed();
  }

  /**
   * Lets some of those return who wait in {@link #awaitReceivable}, the longest first.
   *
   * @param most how many at most
   * @return how many
   */
  public int wake(int most) {
    for (int woken = 0; woken < most; woken++) {
      lock();
      Waiter watcher = watchers.first();
      if (watcher != null) {
        watchers.remove(watcher);
        watcher.settle(DONE);
      }
      unlock();
      if (watcher == null) {
        return woken;
      }
      watcher.unpark();
    }
    return most;
  }

  @Override
  void closed() {
    wake(Integer.MAX_VALUE);
  }

  /**
   * How many wait in {@link #awaitReceivable}.
   *
   * @return a count that may lag behind
   */
  public int waitingWatchers() {
    return watchers.size();
  }

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
