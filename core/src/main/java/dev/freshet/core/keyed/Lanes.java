package dev.freshet.core.keyed;

import dev.freshet.core.Refusal;
import dev.freshet.core.keyed.RoomQueue.Ticket;
import dev.freshet.core.keyed.TaskQueue.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The table of the busy keys: who gets in, what becomes of a task, and when all is over.
 *
 * <p>Safe for all threads.
 *
 * @param <K> the type of the keys
 */
final class Lanes<K> implements Ticks.Owner {
  /*
   * The way in
   * ----------
   * A look at the table, and an offer to the mailbox found there. Where none is, or a dead one, the
   * submitter puts a new one with its task inside and asks the executor for a turn. No lock of the
   * table is held while anything else is done, so `compute` is not used.
   *
   * When the executor refuses
   * -------------------------
   * The task that needed the turn is refused as well; its submitter takes the turn, takes its own
   * task out and ends the mailbox. In the meantime others may have been accepted there, who have
   * their answer: they are given to the executor once more, and if it refuses again, the thread at
   * hand runs them. That is as if the caller ran, and needs two submitters of one new key within
   * the microseconds in which the executor refuses. A refusal in the middle, when a turn asks for
   * the next one, only means that the turn goes on: its thread is there already. A turn that was
   * accepted and never came (thrown away by the executor) is asked for again by the sweep.
   *
   * Shutting down
   * -------------
   * A submitter takes a place and then reads the state; whoever shuts down writes the state and then
   * looks at the table. If the submitter reads "open", its mailbox is seen. If not, it takes its
   * task out again, or finds that somebody has dealt with it. The lanes have ended when the state is
   * no longer open and the table is empty: who removes a mailbox looks, and who shuts down. The
   * look at the count is a filter, the walk decides: the count is summed while it moves, but a walk
   * meets what is there all the while.
   */

  private static final int OPEN = 0;
  private static final int SHUT_DOWN = 1;

  private final ConcurrentHashMap<K, Mailbox<K>> busy = new ConcurrentHashMap<>();
  private final CountDownLatch terminated = new CountDownLatch(1);
  private final AtomicBoolean sweeping = new AtomicBoolean();
  private final Ledger ledger = new Ledger();
  private final Outcomes outcomes;

  private final Turns turns;
  private final Ticks ticks;
  private final int bound;
  private final int turnTasks;
  private final long turnNanos;
  private final long timeoutNanos;

  private volatile int state = OPEN;

  Lanes(Executor executor, KeyedLanesBuilder<K> choices, Ticks.Alarm alarm) {
    this.turns = Turns.of(executor);
    this.bound = choices.mailbox;
    this.turnTasks = choices.turnTasks;
    this.turnNanos = KeyedLanesBuilder.nanos(choices.turnTime);
    this.timeoutNanos = KeyedLanesBuilder.nanos(choices.timeout);
    this.ticks = new Ticks(timeoutNanos, alarm, this);
    this.outcomes = new Outcomes(ledger, ticks, choices.timeout, choices.failureHandler);
  }

  Turns turns() {
    return turns;
  }

  Ticks ticks() {
    return ticks;
  }

  Outcomes outcomes() {
    return outcomes;
  }

  int turnTasks() {
    return turnTasks;
  }

  long turnNanos() {
    return turnNanos;
  }

  /* --- the way in --- */

  /**
   * Admits a task.
   *
   * @param wait whether the submitter may be kept, by a full mailbox or the executor
   * @return why not; null if it was accepted
   * @throws RuntimeException of the executor if that refused and the submitter may be kept
   */
  @Nullable Refusal admit(K key, Runnable task, boolean wait) {
    int stamp = ticks.now();
    Mailbox<K> mailbox = busy.get(key);
    @Nullable Entry entry = null;
    @Nullable Patience patience = null;
    while (state == OPEN) {
      if (mailbox == null || mailbox.isDead()) {
        Mailbox<K> fresh = new Mailbox<>(this, key, task, stamp);
        KeyedHandle.place(task, fresh, fresh);
        mailbox = put(fresh, mailbox);
        if (mailbox == fresh) {
          return begin(fresh, wait);
        }
        continue;
      }
      if (entry == null) {
        entry = new Entry(task, stamp);
      }
      KeyedHandle.place(task, mailbox, entry);
      Offer answer = mailbox.offerBehindOthers(entry, bound);
      if (answer == Offer.FULL && wait) {
        patience = patience == null ? new Patience(timeoutNanos) : patience;
        answer = awaitRoom(mailbox, entry, patience);
      }
      if (answer == Offer.ACCEPTED) {
        return state == OPEN ? null : withdraw(entry);
      }
      if (answer == Offer.FULL) {
        return refuse(patience == null ? Refusal.LANE_FULL : patience.why());
      }
    }
    return refuse(Refusal.SHUT_DOWN);
  }

  /** Puts a mailbox into the table, unless there is one that lives; answers which is there. */
  private Mailbox<K> put(Mailbox<K> fresh, @Nullable Mailbox<K> dead) {
    if (dead != null && busy.replace(fresh.key(), dead, fresh)) {
      return fresh;
    }
    Mailbox<K> other = busy.putIfAbsent(fresh.key(), fresh);
    return other == null ? fresh : other;
  }

  /** Asks for the first turn of a mailbox that is in the table. */
  private @Nullable Refusal begin(Mailbox<K> fresh, boolean wait) {
    ticks.start();
    @Nullable Refusal why = Refusal.SHUT_DOWN;
    if (state == OPEN) {
      try {
        if (wait) {
          turns.first(fresh);
          why = null;
        } else {
          why = turns.tryFirst(fresh);
        }
      } catch (Throwable refusal) {
        if (takeBack(fresh)) {
          ledger.refused.increment();
          throw refusal;
        }
        return null;
      }
    }
    return why == null ? null : takeBack(fresh) ? refuse(why) : null;
  }

  /**
   * Takes the first task out of a mailbox that gets no turn, and does for the others what can be
   * done.
   *
   * @return false if somebody else has dealt with the task
   */
  private boolean takeBack(Mailbox<K> fresh) {
    if (!fresh.claimTurn()) {
      return false; // it has got a turn after all
    }
    boolean interrupted = Thread.interrupted();
    boolean mine = undo(fresh);
    if (fresh.places() == 1 || !fresh.handBack()) {
      fresh.work();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return mine;
  }

  /** The lanes were shut down after a place was taken. */
  private @Nullable Refusal withdraw(Entry entry) {
    return undo(entry) ? refuse(Refusal.SHUT_DOWN) : null;
  }

  private boolean undo(Entry entry) {
    if (entry.claim() == null) {
      return false;
    }
    outcomes.buried();
    ledger.undone.increment();
    return true;
  }

  private Refusal refuse(Refusal why) {
    ledger.refused.increment();
    return why;
  }

  /* --- waiting for room --- */

  private Offer awaitRoom(Mailbox<K> mailbox, Entry entry, Patience patience) {
    if (mailbox.isRunBy(Thread.currentThread())) {
      return Offer.FULL; // only its own end would make room
    }
    RoomQueue room = mailbox.room();
    Ticket ticket = room.enter();
    try {
      for (; ; ) {
        if (state != OPEN) {
          return patience.giveUp(Refusal.SHUT_DOWN);
        }
        if (room.isFirst(ticket)) {
          Offer answer = mailbox.offer(entry, bound);
          if (answer != Offer.FULL) {
            return answer;
          }
        }
        if (Thread.currentThread().isInterrupted()) {
          return patience.giveUp(Refusal.INTERRUPTED);
        }
        long left = patience.left();
        if (left <= 0) {
          return patience.timeIsUp();
        }
        LockSupport.parkNanos(room, left);
      }
    } finally {
      room.leave(ticket);
    }
  }

  /* --- time and the end --- */

  /** A mailbox was marked dead: by the thread whose turn it is. */
  void ended(Mailbox<K> mailbox) {
    ledger.taken.add(mailbox.taken());
    ledger.completed.add(mailbox.completed());
    busy.remove(mailbox.key(), mailbox);
    if (state != OPEN) {
      tryTerminate();
    }
  }

  @Override
  public boolean isBusy() {
    return busy.keySet().iterator().hasNext();
  }

  /** Sweeps on a thread of its own, unless the last sweep is still under way. */
  @Override
  public void sweep() {
    if (!sweeping.compareAndSet(false, true)) {
      return;
    }
    try {
      Thread.ofVirtual()
          .name("freshet-keyed-sweep")
          .inheritInheritableThreadLocals(false)
          .start(
              () -> {
                try {
                  sweepNow();
                } finally {
                  sweeping.set(false);
                }
              });
    } catch (Throwable _) {
      sweeping.set(false); // no thread to be had: the next tick tries again
    }
  }

  /** Expires what is due, whether it has a turn or not. */
  void sweepNow() {
    busy.values().forEach(Mailbox::sweep);
  }

  boolean isShutdown() {
    return state != OPEN;
  }

  boolean isTerminated() {
    return terminated.getCount() == 0;
  }

  void shutdown() {
    state = SHUT_DOWN;
    busy.values().forEach(Mailbox::wakeBlocked);
    tryTerminate();
  }

  private void tryTerminate() {
    if (busy.isEmpty() && !isBusy()) {
      terminated.countDown();
    }
  }

  boolean await(long nanos) throws InterruptedException {
    return terminated.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Takes out all that waits. */
  List<KeyedLanes.Dropped<K>> stop() {
    shutdown();
    List<KeyedLanes.Dropped<K>> dropped = new ArrayList<>();
    busy.values()
        .forEach(
            mailbox -> {
              mailbox.dropAll(
                  task -> {
                    Object given = outcomes.drop(task);
                    if (given != null) {
                      dropped.add(new KeyedLanes.Dropped<>(mailbox.key(), given));
                    }
                  });
            });
    return dropped;
  }

  /* --- figures --- */

  int depth(K key) {
    Mailbox<K> mailbox = busy.get(key);
    return mailbox == null ? 0 : mailbox.places();
  }

  int busyKeys() {
    return (int) Math.min(busy.mappingCount(), Integer.MAX_VALUE);
  }

  KeyedSnapshot snapshot() {
    long taken = ledger.taken.sum();
    long completed = ledger.completed.sum();
    long places = 0;
    int keys = 0;
    int running = 0;
    int blocked = 0;
    for (Mailbox<K> mailbox : busy.values()) {
      if (mailbox.isDead()) {
        continue;
      }
      keys++;
      running += mailbox.isRunning() ? 1 : 0;
      blocked += mailbox.blocked();
      completed += mailbox.completed();
      places += mailbox.places();
      taken += mailbox.taken();
    }
    return new KeyedSnapshot(
        keys,
        taken - ledger.undone.sum(),
        Math.max(0, places - ledger.tombstones.sum()),
        running,
        completed,
        ledger.failed.sum(),
        ledger.cancelled.sum(),
        ledger.expired.sum(),
        ledger.dropped.sum(),
        ledger.refused.sum(),
        blocked);
  }
}
