package dev.freshet.core.handoff;

import org.jspecify.annotations.Nullable;

/**
 * A wait for the first of several operations on channels that can be completed.
 *
 * <p>Confined to the thread that made it; used once.
 */
public final class Choice {
  /*
   * With the locks of all its channels in its hands, in the order of their ids, a choice looks for a
   * partner in each; if there is none, it enters all queues and leaves the locks. As nobody can meet
   * it before it has left them, it never holds a partner and is claimed itself, the case for which
   * lock-free choices need helping or a second phase. It does not see its own clauses while it looks,
   * so a channel that stands in it twice does not meet itself. Buffers are looked at after that, by
   * serve(), which completes the choice like any other waiter.
   *
   * The locks are held for some tens of nanoseconds a clause, and choices have few.
   */

  private final Waiter owner;
  private final ChannelCore[] cores;
  private final Waiter[] clauses;
  private final boolean[] isSender;
  private int size;
  private @Nullable Object received;
  private int chosen = -1;

  /**
   * A choice without operations.
   *
   * @param most how many there will be at most
   */
  public Choice(int most) {
    owner = Waiter.of(null, true);
    cores = new ChannelCore[most];
    clauses = new Waiter[most];
    isSender = new boolean[most];
  }

  /**
   * Adds an operation; the first that can be completed at once is.
   *
   * @param core the channel
   * @param item what is to be sent; null to receive
   */
  public void add(ChannelCore core, @Nullable Object item) {
    cores[size] = core;
    clauses[size] = owner.clause(item);
    isSender[size] = item != null;
    size++;
  }

  /**
   * Completes one operation and no other.
   *
   * @param nanos how long to wait at most, more than 0; {@link Long#MAX_VALUE} for ever
   * @return DONE, CLOSED if the operation is one on a closed channel, or TIMED_OUT
   * @throws InterruptedException if the thread was interrupted; no operation was completed
   */
  public int await(long nanos) throws InterruptedException {
    Alarm alarm = Alarm.in(nanos);
    try {
      if (!meetOrJoin()) {
        for (int i = 0; i < size; i++) {
          cores[i].serve();
        }
        cores[0].linger(owner);
        if (!owner.await(cores[0], alarm) && owner.claimChoice()) {
          owner.settle(Waiter.GAVE_UP);
        }
        leave();
        if (owner.state() == Waiter.GAVE_UP && Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return owner.state();
    } finally {
      Alarm.stop(alarm);
    }
  }

  /**
   * Which operation it was.
   *
   * @return its place in the order of {@link #add}; -1 if there is none
   */
  public int chosen() {
    return chosen;
  }

  /**
   * What was received.
   *
   * @return the item; null if the operation sent
   */
  public @Nullable Object received() {
    return received;
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean meetOrJoin() {
    lockAll();
    for (int i = 0; i < size; i++) {
      Waiter clause = clauses[i];
      Waiter met = isSender[i] ? cores[i].meetReceiver(clause) : cores[i].meetSender(clause);
      if (met != null) {
        unlockAll();
        if (met != clause) {
          ChannelCore.exchange(clause, met, isSender[i]);
          clause.settle(Waiter.DONE);
        } else {
          cores[i].serve();
        }
        choose(i);
        return true;
      }
    }
    for (int i = 0; i < size; i++) {
      cores[i].room.add(clauses[i], isSender[i]);
    }
    unlockAll();
    return false;
  }

  private void choose(int i) {
    chosen = i;
    received = isSender[i] ? null : clauses[i].item;
  }

  private void leave() {
    for (int i = 0; i < size; i++) {
      if (owner.chosen == clauses[i]) {
        choose(i);
      } else {
        cores[i].leave(clauses[i], isSender[i]);
      }
    }
  }

  /** Takes the locks in the order of their ids, so that two choices cannot wait for each other. */
  private void lockAll() {
    long last = 0;
    for (ChannelCore next = after(last); next != null; next = after(last)) {
      next.room.lock();
      last = next.id;
    }
  }

  private void unlockAll() {
    long last = 0;
    for (ChannelCore next = after(last); next != null; next = after(last)) {
      next.room.unlock();
      last = next.id;
    }
  }

  /** The channel with the next higher id; a channel with several clauses comes once. */
  private @Nullable ChannelCore after(long id) {
    ChannelCore next = null;
    for (int i = 0; i < size; i++) {
      ChannelCore core = cores[i];
      if (core.id > id && (next == null || core.id < next.id)) {
        next = core;
      }
    }
    return next;
  }
}
