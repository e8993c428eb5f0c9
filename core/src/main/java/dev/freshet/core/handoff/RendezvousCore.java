package dev.freshet.core.handoff;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel that holds nothing: a sender and a receiver meet. */
public final class RendezvousCore extends ChannelCore {
  /*
   * Spinning
   * --------
   * Two running threads meet within 0.1 us; a thread that parks costs both of them microseconds (a
   * platform thread) or some hundred nanoseconds (a virtual one). But spinning is worse than useless
   * if the partner cannot run meanwhile, which is the rule for virtual threads: Jox spins 128 times
   * at each wait and is some nine times as slow as this in a line of 1,000 virtual threads.
   *
   * SynchronousQueue spins if the queue of its carrier is empty, which only the JDK can see. Here the
   * last spins are the witness (SpinGauge). A virtual thread that did not spin, or spun in vain,
   * yields once before it parks.
   *
   * While spinning pays, virtual threads meet at the MeetingPoint, without the lock and without a
   * waiter, as long as nobody is in the queues. Its visitor never stays: it goes away when somebody
   * enters a queue, when the channel closes or when it has looked often enough, and then takes the
   * lock like any other. So who enters a queue looks at the meeting point, but may miss a visitor.
   * Both sides of a meeting have seen the channel open since they were called, so neither was called
   * after it was closed.
   *
   * Platform threads spin in the queue only. With more of them than processors, the meeting point was
   * slower.
   *
   * docs/flow/channel.md has the figures, those of other designs included.
   */

  /**
   * Looks (13 ns each) of a virtual thread while spinning pays: 7 us. With 128, one thread in a
   * hundred gave up on a partner that the host had stopped for a moment, and paid for a switch.
   */
  private static final int VIRTUAL_SPINS = SpinGauge.ALONE ? 0 : 1 << 9;

  /** Looks of a virtual thread that tries whether spinning pays: ten times what a meeting takes. */
  private static final int VIRTUAL_PROBE = SpinGauge.ALONE ? 0 : 1 << 7;

  /** Most waits between two probes of virtual threads: 1.7 us in 256 waits are 7 ns a wait. */
  private static final int VIRTUAL_PAUSE = 256;

  /**
   * Looks of a platform thread: 13 us, what it takes to wake another one. With 128, two threads
   * that had parked once never met running again, as each gave up before the other was awake: 3,200
   * to 3,700 ns a pair instead of 300.
   */
  private static final int PLATFORM_SPINS = SpinGauge.ALONE ? 0 : 1 << 10;

  /**
   * Most waits between two probes of platform threads: 13 us in 128 waits are 0.1 us a wait, where
   * a wait that parks takes 1.3 to 5.
   */
  private static final int PLATFORM_PAUSE = 128;

  private final SpinGauge virtual =
      new SpinGauge(VIRTUAL_SPINS, VIRTUAL_PROBE, VIRTUAL_PAUSE, true);
  private final SpinGauge platform =
      new SpinGauge(PLATFORM_SPINS, PLATFORM_SPINS, PLATFORM_PAUSE, false);

  /** A channel. */
  public RendezvousCore() {}

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  public boolean trySend(Object item) {
    if (room.receivers() == 0) {
      return giveVisitor(item);
    }
    room.lock();
    Waiter receiver = meet(false);
    room.unlock();
    if (receiver == null) {
      return false;
    }
    receiver.item = item;
    receiver.settle(DONE);
    receiver.unpark();
    return true;
  }

  @Override
  public @Nullable Object tryReceive() {
    if (room.senders() == 0) {
      return takeFromVisitor();
    }
    room.lock();
    Waiter sender = meet(true);
    room.unlock();
    if (sender == null) {
      return null;
    }
    Object item = sender.item;
    sender.settle(DONE);
    sender.unpark();
    return item;
  }

  private boolean giveVisitor(Object item) {
    long seen = room.look(); // before the look at whether the channel is closed
    return MeetingPoint.isWanted(seen) && !isClosed() && room.give(seen, item);
  }

  private @Nullable Object takeFromVisitor() {
    long seen = room.look();
    return MeetingPoint.isOffered(seen) && !isClosed() ? room.take(seen) : null;
  }

  /**
   * The partner that has waited longest. Closing dismisses those who wait one by one; from its
   * first step on nobody meets them. Called with the lock held.
   */
  private @Nullable Waiter meet(boolean isSender) {
    return isClosed() ? null : room.take(isSender);
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
  @Nullable Waiter meetReceiver(Waiter sender) {
    Waiter receiver = meet(false);
    if (receiver != null) {
      return receiver;
    }
    if (isClosed()) {
      return sender.end(CLOSED);
    }
    return giveVisitor(Objects.requireNonNull(sender.item)) ? sender.end(DONE) : null;
  }

  @Override
  @Nullable Waiter meetSender(Waiter receiver) {
    Waiter sender = meet(true);
    if (sender != null) {
      return sender;
    }
    if (isClosed()) {
      return receiver.end(CLOSED);
    }
    receiver.item = takeFromVisitor();
    return receiver.item == null ? null : receiver.end(DONE);
  }

  @Override
  void refuse() {}

  @Override
  void serve() {}

  @Override
  boolean sendSoon(Object item) {
    if (!meetsWithoutLock()) {
      return false;
    }
    int looks = virtual.looks();
    for (; looks > 0 && isQuiet(); looks--) {
      long seen = room.look();
      if (MeetingPoint.isWanted(seen)) {
        if (room.give(seen, item)) {
          return true;
        }
      } else if (MeetingPoint.isFree(seen) && room.offer(seen, item)) {
        while (looks > 0 && !room.isOver(seen) && isQuiet()) {
          Thread.onSpinWait();
          looks--;
        }
        if (room.endOffer(seen)) {
          return true;
        }
      }
      Thread.onSpinWait();
    }
    if (looks <= 0) {
      virtual.tell(false);
    }
    return false;
  }

  @Override
  @Nullable Object receiveSoon() {
    if (!meetsWithoutLock()) {
      return null;
    }
    int looks = virtual.looks();
    for (; looks > 0 && isQuiet(); looks--) {
      long seen = room.look();
      Object item = null;
      if (MeetingPoint.isOffered(seen)) {
        item = room.take(seen);
      } else if (MeetingPoint.isFree(seen) && room.want(seen)) {
        while (looks > 0 && !room.isHanded(seen) && isQuiet()) {
          Thread.onSpinWait();
          looks--;
        }
        item = room.endWant(seen);
      }
      if (item != null) {
        return item;
      }
      Thread.onSpinWait();
    }
    if (looks <= 0) {
      virtual.tell(false);
    }
    return null;
  }

  /** Whether the calling thread may look for its partner at the meeting point. */
  private boolean meetsWithoutLock() {
    return virtual.isHot() && Thread.currentThread().isVirtual();
  }

  /** Whether the queues are empty and the channel is open: only then one meets at the point. */
  private boolean isQuiet() {
    return room.senders() == 0 && room.receivers() == 0 && !isClosed();
  }

  @Override
  Waiter waiter(@Nullable Object item) {
    return Waiter.of(item, true);
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  void linger(Waiter waiter) {
    boolean isVirtual = Thread.currentThread().isVirtual();
    SpinGauge gauge = isVirtual ? virtual : platform;
    int looks = gauge.looks();
    boolean answered = looks > 0 && waiter.spin(looks);
    if (looks > 0) {
      gauge.tell(answered);
    }
    if (!answered && isVirtual) {
      Thread.yield();
    }
  }
}
