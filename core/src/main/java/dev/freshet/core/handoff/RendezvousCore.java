package dev.freshet.core.handoff;

import org.jspecify.annotations.Nullable;

/** A channel that holds nothing: a sender and a receiver meet. */
public final class RendezvousCore extends ChannelCore {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private static final int SPINS = PROCESSORS == 1 ? 0 : PROCESSORS <= 4 ? 1 << 7 : 1 << 10;

  /** A channel. */
  public RendezvousCore() {}

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  public boolean trySend(Object item) {
    if (receivers.size() == 0) {
      return false;
    }
    lock();
    Waiter receiver = give(item);
    unlock();
    if (receiver == null) {
      return false;
    }
    receiver.unpark();
    return true;
  }

  private @Nullable Waiter give(@Nullable Object item) {
    // Closing dismisses those who wait one by one; from its first step on none of them is met.
    Waiter receiver = isClosed() ? null : receivers.claimFirst();
    if (receiver != null) {
      receivers.remove(receiver);
      receiver.item = item;
      receiver.settle(DONE);
    }
    return receiver;
  }

  @Override
  public @Nullable Object tryReceive() {
    if (senders.size() == 0) {
      return null;
    }
    lock();
    Waiter sender = isClosed() ? null : senders.claimFirst();
    Object item = null;
    if (sender != null) {
      senders.remove(sender);
      item = sender.item;
      sender.settle(DONE);
    }
    unlock();
    if (sender != null) {
      sender.unpark();
    }
    return item;
  }

  @Override
  public boolean isFinished() {
    return isClosed();
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  int meetReceiver(Waiter sender) {
    sender.partner = give(sender.item);
    return sender.partner != null ? DONE : isClosed() ? CLOSED : Waiter.WAITING;
  }

  @Override
  int meetSender(Waiter receiver) {
    Waiter sender = isClosed() ? null : senders.claimFirst();
    if (sender == null) {
      return isClosed() ? CLOSED : Waiter.WAITING;
    }
    senders.remove(sender);
    receiver.item = sender.item;
    sender.settle(DONE);
    receiver.partner = sender;
    return DONE;
  }

  @Override
  void refuse() {}

  @Override
  void closed() {}

  @Override
  void serve() {}

  @Override
  int spins() {
    return SPINS;
  }
}
