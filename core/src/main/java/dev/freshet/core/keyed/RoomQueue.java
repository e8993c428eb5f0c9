package dev.freshet.core.keyed;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for room in one mailbox, in order of arrival. When the mailbox ends before they
 * are awake they go on to its successor, and one that is still waking up can be overtaken there.
 *
 * <p>Safe for all threads; made only when somebody has to wait. Each wakes its successor when it
 * leaves, so whoever makes room, or ends the mailbox, wakes the first alone.
 */
final class RoomQueue {
  /** One who waits. */
  static final class Ticket {
    final Thread thread = Thread.currentThread();
  }

  private final ArrayDeque<Ticket> tickets = new ArrayDeque<>(); // guarded by this

  private volatile int size;

  int size() {
    return size;
  }

  synchronized Ticket enter() {
    Ticket ticket = new Ticket();
    tickets.addLast(ticket);
    size = tickets.size();
    return ticket;
  }

  synchronized boolean isFirst(Ticket ticket) {
    return ticket.equals(tickets.peekFirst());
  }

  void leave(Ticket ticket) {
    synchronized (this) {
      tickets.remove(ticket);
      size = tickets.size();
    }
    wakeFirst();
  }

  /** Wakes the first, which finds out itself whether there is room. */
  void wakeFirst() {
    if (size == 0) {
      return;
    }
    @Nullable Ticket first;
    synchronized (this) {
      first = tickets.peekFirst();
    }
    if (first != null) {
      LockSupport.unpark(first.thread);
    }
  }
}
