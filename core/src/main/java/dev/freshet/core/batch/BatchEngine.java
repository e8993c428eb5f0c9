package dev.freshet.core.batch;

import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of an item: accepted, alone or in a lane, into the pool, answered.
 *
 * <p>Safe for all threads.
 */
final class BatchEngine<K, I, R> {
  /*
   * Two ways
   * --------
   * In mode direct an item is a task of the pool and runs when its turn comes. In the other modes it
   * is linked into the lane of its key, and tickets of the lane are tasks of the pool (KeyLane). The
   * mode is read twice: when an item is submitted and, if it went into the pool alone, when its turn
   * comes. If the mode is another one by then, the worker puts the item into its lane and goes on.
   * So when batching begins with ten thousand single items waiting, they become batches within
   * milliseconds, and new items do not queue behind them.
   *
   * A full pool
   * -----------
   * Back-pressure is the batcher's own (Admission), so a full pool is no outcome. An item that
   * finds the pool full goes into its lane, whatever the mode; a ticket that finds it full is kept
   * (Stalled). The pool's overflow policy is never asked. Pools that drop accepted tasks by
   * themselves (discard-oldest, adaptive LIFO) would drop tickets, and with them items that nobody
   * could name; the builder refuses them.
   *
   * Fairness
   * --------
   * A worker makes one call and leaves; if its lane wants another, that is a new ticket at the end
   * of the pool's queue. Only where the pool refuses the ticket the worker goes on itself, which
   * also is how a batcher drains whose pool was shut down.
   */

  /** 1 s between looks at a pool that may have been stopped while the batcher drains. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String name;
  private final TaskPool pool;
  private final int maxBatch;
  private final long lingerNanos;
  private final BatchClock clock;
  private final ConcurrentHashMap<K, KeyLane<K, I, R>> lanes = new ConcurrentHashMap<>();
  private final Admission admission;
  private final Mode mode;
  private final Books books = new Books();
  private final Caller<K, I, R> caller;
  private final Stalled<K, I, R> stalled = new Stalled<>(this);
  private volatile boolean stopped;

  /**
   * An engine.
   *
   * @param rule decides the mode; null if that is fixed
   */
  BatchEngine(
      BatcherBuilder<K, I, R> settings, String name, BatchClock clock, @Nullable ModeRule rule) {
    this.name = name;
    this.pool = settings.pool();
    this.maxBatch = settings.maxBatch();
    this.lingerNanos = settings.lingerNanos();
    this.clock = clock;
    this.admission = new Admission(settings.capacity());
    this.caller = new Caller<>(settings, name, books);
    this.mode =
        new Mode(
            settings.policy() instanceof BatchPolicy.Always ? BatchMode.BATCH : BatchMode.DIRECT,
            rule,
            clock.nanos());
  }

  /* --- submitting --- */

  /**
   * Accepts an item, after a wait for room if need be.
   *
   * @param patience nanoseconds; 0 does not wait
   * @param deadline from now on; null for none
   * @throws InterruptedException if it would have to wait and the thread is interrupted
   */
  Submission<R> offer(K key, I input, long patience, @Nullable Duration deadline)
      throws InterruptedException {
    int hash = key.hashCode(); // users' code: whatever it throws, nothing has happened yet
    if (pool.isShutdown()) {
      return refuse(Refusal.SHUT_DOWN);
    }
    long asked = deadline == null ? 0 : clock.nanos();
    long time = deadline == null ? BatchClock.FOREVER : BatchClock.nanosOf(deadline);
    Refusal why = admission.enter(Math.min(patience, time));
    if (why != null) {
      return refuse(why == Refusal.TIMED_OUT && time < patience ? Refusal.EXPIRED : why);
    }
    Item<K, I, R> item = new Item<>(this, key, input, clock.nanos());
    mode.features().arrived(hash, item.accepted);
    try {
      place(key, item);
    } catch (Throwable t) { // a key's equals, or memory
      item.withdraw(Books.Outcome.FAILED, t, false);
      throw t;
    }
    if (deadline != null) {
      item.expireAt(asked + time, deadline);
    }
    return new Submission.Accepted<>(item);
  }

  private Submission<R> refuse(Refusal why) {
    books.count(Books.Outcome.REFUSED, 1);
    return new Submission.Refused<>(why);
  }

  private void place(K key, Item<K, I, R> item) {
    if (mode.now() == BatchMode.DIRECT && pool.tryExecute(item).isEmpty()) {
      return;
    }
    KeyLane<K, I, R> lane = link(key, item, item.accepted);
    if (lane != null) {
      issue(lane);
    }
  }

  /** Puts an item into its lane; answers the lane if a ticket is to be issued. */
  private @Nullable KeyLane<K, I, R> link(K key, Item<K, I, R> item, long now) {
    for (; ; ) {
      KeyLane<K, I, R> lane = lanes.get(key);
      if (lane == null) {
        lane = lanes.computeIfAbsent(key, k -> new KeyLane<>(this, k));
      }
      KeyLane.Added added = lane.add(item, now);
      if (added != KeyLane.Added.NOT) {
        return added == KeyLane.Added.TICKET ? lane : null;
      }
    }
  }

  /** Gets a ticket into the pool, if need be later. */
  void issue(KeyLane<K, I, R> lane) {
    Optional<Refusal> why = pool.tryExecute(lane);
    if (why.isPresent()) {
      refused(lane, why.get(), false);
    }
  }

  /**
   * Deals with a ticket that the pool refused, on a thread that is no worker.
   *
   * @param onTimer whether this thread must not be kept
   */
  void refused(KeyLane<K, I, R> lane, Refusal why, boolean onTimer) {
    if (why != Refusal.SHUT_DOWN) {
      stalled.add(lane);
      return;
    }
    RejectedExecutionException cause =
        new RejectedExecutionException(
            "batcher "
                + name
                + " cannot run an item: pool "
                + pool.config().name()
                + " is shut down");
    for (KeyLane<K, I, R> lost = lane; lost != null; lost = stalled.poll()) {
      for (Item<K, I, R> item : lost.abandon()) {
        item.withdraw(Books.Outcome.FAILED, cause, onTimer);
      }
    }
  }

  /* --- on a worker --- */

  /** Runs an item that went into the pool alone. */
  void runAlone(Item<K, I, R> item) {
    K key = item.key();
    I input = item.input();
    if (key == null || input == null) {
      return; // withdrawn
    }
    if (stopped) {
      item.cancel(false);
      return;
    }
    long now = clock.nanos();
    if (mode.now() != BatchMode.DIRECT) {
      KeyLane<K, I, R> lane = link(key, item, now);
      if (item.isEnded()) {
        forget(item); // by somebody who did not find it in the lane yet
      }
      if (lane != null) {
        runTickets(lane);
      }
      return;
    }
    if (!item.start()) {
      return;
    }
    admission.left(1);
    mode.features().started(1, now - item.accepted);
    decideIfDue(now);
    books.calledAlone();
    caller.call(key, item, input);
    admission.answered(1);
    KeyLane<K, I, R> lane = stalled.poll();
    if (lane != null && pool.tryExecute(lane).isPresent()) {
      runTickets(lane);
    }
  }

  /** Runs a ticket, and what the pool refuses to take back. */
  void runTickets(KeyLane<K, I, R> lane) {
    KeyLane<K, I, R> next = lane;
    while (next != null) {
      while (runTicket(next)) {} // the pool was shut down: nobody else will
      do {
        next = stalled.poll();
      } while (next != null && pool.tryExecute(next).isEmpty());
    }
  }

  /** Runs a ticket; true if the lane has another one that the pool will never run. */
  private boolean runTicket(KeyLane<K, I, R> lane) {
    long start = clock.nanos();
    KeyLane.Taken<K, I, R> taken = lane.take(start);
    if (taken.ticket()) {
      issue(lane);
    }
    int size = taken.items().size();
    if (size == 0) {
      return false;
    }
    admission.left(size);
    mode.features().started(size, taken.waited());
    books.calledTogether(size);
    caller.call(lane.key(), taken.items(), taken.inputs());
    long end = clock.nanos();
    mode.features().ended(size, end - start);
    boolean another = lane.ended() && !isTaken(lane);
    admission.answered(size);
    decideIfDue(end);
    return another;
  }

  /** Issues a ticket; false if the pool was shut down. */
  private boolean isTaken(KeyLane<K, I, R> lane) {
    Optional<Refusal> why = pool.tryExecute(lane);
    if (why.isEmpty()) {
      return true;
    }
    if (why.get() == Refusal.SHUT_DOWN) {
      return false;
    }
    stalled.add(lane); // this worker comes for it, or for one that waits longer
    return true;
  }

  private void decideIfDue(long now) {
    mode.decideIfDue(now, admission);
  }

  /* --- leaving --- */

  /** An item was withdrawn before it started. */
  void withdrawn(Item<K, I, R> item, Books.Outcome outcome) {
    books.count(outcome, 1);
    forget(item);
    admission.left(1);
  }

  private void forget(Item<K, I, R> item) {
    KeyLane<K, I, R> lane = item.lane;
    if (lane != null) {
      lane.remove(item);
    }
  }

  /** Items were answered and nothing runs for them. */
  void answered(int items) {
    admission.answered(items);
  }

  /** A lane is dead. */
  void retired(KeyLane<K, I, R> lane) {
    lanes.remove(lane.key(), lane);
  }

  /** Runs on a thread of its own what the timer's thread must not be kept with. */
  void offTimer(Runnable task) {
    Thread.ofVirtual().name(name + "-expiry").start(task);
  }

  /* --- the end --- */

  /** Accepts nothing more; what waits goes as soon as there are workers. */
  void shutdown() {
    admission.close();
    mode.drain();
    for (KeyLane<K, I, R> lane : lanes.values()) {
      if (lane.looksAgain()) {
        issue(lane);
      }
    }
  }

  /** The same, and cancels what waits. */
  void stop() {
    stopped = true;
    shutdown();
    for (KeyLane<K, I, R> lane : lanes.values()) {
      for (Item<K, I, R> item : lane.items()) {
        item.withdraw(Books.Outcome.CANCELLED, new CancellationException(), false);
      }
    }
  }

  boolean awaitEnd(long nanos) throws InterruptedException {
    return admission.awaitEnd(nanos);
  }

  /**
   * Waits for the end, or until the pool has ended and nobody is left to bring it about.
   *
   * @throws InterruptedException if interrupted while it waits
   */
  void awaitEndOrLoss() throws InterruptedException {
    while (!admission.awaitEnd(LOOK_NANOS)) {
      if (pool.isTerminated() && !admission.isEnded()) {
        return;
      }
    }
  }

  /* --- what it is --- */

  String name() {
    return name;
  }

  TaskPool pool() {
    return pool;
  }

  BatchClock clock() {
    return clock;
  }

  Books books() {
    return books;
  }

  int maxBatch() {
    return maxBatch;
  }

  long lingerNanos() {
    return lingerNanos;
  }

  /** Whether items may wait for others while a call for their key is under way. */
  boolean lingers() {
    return mode.now() != BatchMode.DRAIN;
  }

  boolean isClosed() {
    return admission.isClosed();
  }

  BatchSnapshot snapshot() {
    long ended = books.ended();
    int inside = admission.inside();
    int waiting = Math.min(inside, admission.waiting());
    return new BatchSnapshot(
        name,
        mode.now(),
        waiting,
        inside - waiting,
        lanes.size(),
        mode.sample(),
        ended + inside,
        books.of(Books.Outcome.SUCCEEDED),
        books.of(Books.Outcome.FAILED),
        books.of(Books.Outcome.CANCELLED),
        books.of(Books.Outcome.EXPIRED),
        books.of(Books.Outcome.REFUSED),
        books.direct(),
        books.batches(),
        books.meanBatchSize(),
        mode.switches(),
        mode.lastSwitch());
  }
}
