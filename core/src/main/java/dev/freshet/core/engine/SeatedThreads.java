package dev.freshet.core.engine;

import dev.freshet.core.Workers;
import dev.freshet.core.figures.Notices;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Threads that wait, seated on a grant of their own, for the next task. */
final class SeatedThreads extends WorkerThreads {
  /*
   * Seats
   * -----
   * A thread is bound to one grant for its life. Between two bursts it waits on it: the
   * grant lies on the parked stack, its seat is IDLE. Whoever pops the grant takes the seat
   * (IDLE -> HELD), puts the task in hand, and calls the thread (HELD -> CALLED). A thread whose
   * idle time is up leaves the seat instead (IDLE -> EMPTY); both are compare-and-sets, so exactly
   * one of them happens. A grant found EMPTY goes to the stack of bare grants.
   *
   * The parked stack is last in, first out: what was used last is used next, so under light load
   * the same few threads work with warm caches, and those at the bottom reach their idle time.
   *
   * How many stay
   * -------------
   * `alive` counts the threads. One may leave while more are alive than the floor: the limit for
   * kept threads, what was preheated for elastic ones, zero once the pool has ended. It leaves at
   * once if more are alive than the limit, otherwise after its idle time. The count goes down by a
   * compare-and-set that saw it above the floor, so no two leave where one should.
   *
   * No thread looks after the others: each wakes itself for its own idle time.
   *
   * Four kinds
   * ----------
   *   static    platform threads, kept; park on the seat
   *   elastic   platform threads that leave after their idle time
   *   ring      platform threads, kept; on the seat they wait as their strategy says: a spinning
   *             thread is called by one write, which it sees after a cache line has moved
   *   channel   virtual threads, kept: receivers of a channel. The seat is their place in the queue
   *             of receivers, last in, first out, and a call hands the task over directly; with no
   *             receiver waiting it goes into the channel's buffer, which is the lane.
   *
   * Virtual threads that stay
   * -------------------------
   * Nobody takes the carrier from a virtual thread that always finds a next task, and neither a
   * yield nor a short park brings all others their turn (PeerWait tells why). So one that has run for
   * CLOCK_NANOS without a pause gives its seat to a fresh thread and ends, as other virtual workers
   * do.
   */

  /** How long a worker goes on between two readings of the clock at most. */
  private static final long CLOCK_NANOS = 10_000_000;

  /** Pauses (20 ns each) between two looks at the pool's end while a thread spins on its seat. */
  private static final int SPINS_PER_LOOK = 1024;

  /** Spins without an end. */
  private static final long FOR_EVER = Long.MAX_VALUE;

  private final PoolEngine engine;
  private final Consumer<Thread> starter;
  private final boolean virtual;
  private final boolean kept;
  private final int preheated;
  private final long keepAliveNanos;
  private final long spinNanos;
  private final AtomicInteger alive = new AtomicInteger();

  private SeatedThreads(
      PoolEngine engine,
      Consumer<Thread> starter,
      boolean virtual,
      Workers.@Nullable Elastic elastic,
      long spinNanos) {
    this.engine = engine;
    this.starter = starter;
    this.virtual = virtual;
    this.kept = elastic == null;
    this.preheated = elastic == null ? 0 : elastic.preheated();
    this.keepAliveNanos = elastic == null ? Long.MAX_VALUE : elastic.keepAliveNanos();
    this.spinNanos = spinNanos;
  }

  static SeatedThreads platform(PoolEngine engine, Consumer<Thread> starter) {
    return new SeatedThreads(engine, starter, false, null, 0);
  }

  static SeatedThreads elastic(
      PoolEngine engine, Workers.Elastic choice, Consumer<Thread> starter) {
    return new SeatedThreads(engine, starter, false, choice, 0);
  }

  static SeatedThreads ring(PoolEngine engine, Workers.Ring choice, Consumer<Thread> starter) {
    return new SeatedThreads(engine, starter, false, null, choice.spinNanos());
  }

  static SeatedThreads channel(PoolEngine engine, Consumer<Thread> starter) {
    return new SeatedThreads(engine, starter, true, null, 0);
  }

  @Override
  void start(Grant grant) {
    Thread waiting = grant.callOwner();
    if (waiting != null) {
      if (spinNanos != FOR_EVER) {
        LockSupport.unpark(waiting);
      }
      return;
    }
    Seat.Owner before = Thread.currentThread().equals(grant.thread) ? grant.owner() : null;
    Sitter sitter = new Sitter(grant);
    grant.takeSeat(sitter);
    try {
      start(sitter.thread, before == null ? 1 : 0);
    } catch (Throwable t) {
      if (before == null) {
        grant.leaveSeat();
      } else {
        grant.takeSeat(before);
      }
      throw t;
    }
  }

  /**
   * Starts a thread.
   *
   * @param more 1, or 0 if it takes the place of the calling one
   */
  private void start(Thread worker, int more) {
    alive.addAndGet(more);
    engine.tally().increment(Tally.Event.THREAD_STARTED); // before, so that it is in at rest
    try {
      starter.accept(worker);
    } catch (Throwable t) {
      alive.addAndGet(-more);
      engine.tally().add(Tally.Event.THREAD_STARTED, -1);
      throw t;
    }
  }

  @Override
  boolean isRetired(int ran, long ageNanos) {
    return virtual && ageNanos >= CLOCK_NANOS;
  }

  @Override
  int mostTasks(int ran, int some) {
    return some;
  }

  @Override
  long lifetimeNanos() {
    return CLOCK_NANOS;
  }

  @Override
  boolean keepsSeat(Grant grant) {
    Sitter me = (Sitter) Objects.requireNonNull(grant.owner());
    me.stays = !leaves(engine.limit());
    if (me.stays) {
      grant.sit(me);
    } else {
      grant.leaveSeat();
    }
    return me.stays;
  }

  @Override
  void open() {
    preheat(kept ? engine.limit() : preheated);
  }

  @Override
  void grow() {
    if (kept) {
      preheat(engine.limit());
    }
  }

  @Override
  void preheat(int count) {
    List<Grant> warm = new ArrayList<>();
    // Counted beforehand: threads whose keep-alive is short, or whose pool has ended, go as they
    // come, and as many alive might never be reached.
    int missing = Math.min(count, engine.limit()) - alive.get();
    try {
      while (warm.size() < missing && alive.get() < Math.min(count, engine.limit())) {
        Grant grant = engine.grants().acquireBare();
        warm.add(grant);
        Sitter sitter = new Sitter(grant);
        grant.sit(sitter);
        try {
          engine.states().openAll(grant);
          start(sitter.thread, 1);
        } catch (Throwable t) {
          grant.leaveSeat();
          throw t;
        }
      }
    } finally {
      for (Grant grant : warm.reversed()) {
        engine.grants().release(grant, grant.isTaken());
      }
    }
  }

  @Override
  void recheck() {
    engine.grants().forEach(grant -> LockSupport.unpark(grant.waitingOwner()));
  }

  @Override
  int alive() {
    return alive.get();
  }

  /** Counts the calling thread out if more than {@code enough} are alive. */
  private boolean leaves(int enough) {
    for (; ; ) {
      int count = alive.get();
      if (count <= enough) {
        return false;
      }
      if (alive.compareAndSet(count, count - 1)) {
        return true;
      }
    }
  }

  /** A thread and the grant it is bound to. */
  final class Sitter implements Seat.Owner, Runnable {
    private final Thread thread;
    private final Grant grant;

    /** Whether it stays after the grant was given back; read and written by itself. */
    private boolean stays;

    private Sitter(Grant grant) {
      this.grant = grant;
      this.thread =
          virtual
              ? Thread.ofVirtual()
                  .name(grant.name())
                  .inheritInheritableThreadLocals(false)
                  .uncaughtExceptionHandler(grant)
                  .unstarted(this)
              : new Worker(grant, this);
    }

    @Override
    public Thread thread() {
      return thread;
    }

    @Override
    public void run() {
      Notices notices = engine.figures().notices();
      notices.workerStarted();
      try {
        serve();
      } finally {
        notices.workerEnded();
      }
    }

    private void serve() {
      while (awaitCall()) {
        stays = false;
        grant.run();
        if (!stays) {
          return; // the grant may be another thread's by now
        }
      }
    }

    /** Waits to be called; false if the thread is counted out and shall end. */
    private boolean awaitCall() {
      long since = System.nanoTime();
      for (; ; ) {
        if (grant.isCalled()) {
          Thread.interrupted(); // it came when no task was here; a stop is found by Grant.run
          return true;
        }
        long waited = System.nanoTime() - since;
        long left = keepAliveNanos - waited;
        if (leaves(enough(left))) {
          engine.states().close(grant);
          if (grant.abandonSeat()) {
            return false;
          }
          alive.incrementAndGet(); // called in the meantime
        } else if (waited < spinNanos) {
          spin();
        } else if (left > 0 && keepAliveNanos != Long.MAX_VALUE) {
          LockSupport.parkNanos(SeatedThreads.this, left);
        } else {
          LockSupport.park(SeatedThreads.this);
        }
        Thread.interrupted();
      }
    }

    private void spin() {
      for (int i = 0; i < SPINS_PER_LOOK && !grant.isCalled(); i++) {
        Thread.onSpinWait();
      }
    }

    private int enough(long left) {
      if (engine.isTerminated()) {
        return 0;
      }
      return kept || left > 0 ? engine.limit() : preheated;
    }
  }

  /** A platform thread that knows the grant it is bound to. */
  static final class Worker extends Thread {
    private final Grant grant;

    private Worker(Grant grant, Runnable body) {
      super(null, body, grant.name(), 0, false);
      this.grant = grant;
      setDaemon(true);
      setUncaughtExceptionHandler(grant);
    }

    Grant grant() {
      return grant;
    }
  }
}
