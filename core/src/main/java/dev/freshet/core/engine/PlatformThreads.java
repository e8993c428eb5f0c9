package dev.freshet.core.engine;

import dev.freshet.core.Workers;
import dev.freshet.core.figures.Notices;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Platform threads that wait, seated on a grant of their own, for the next task. */
final class PlatformThreads extends WorkerThreads {
  /*
   * Seats
   * -----
   * A platform thread is bound to one grant for its life. Between two bursts it waits on it: the
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
   */

  /** How long a worker goes on between two readings of the clock at most. */
  private static final long CLOCK_NANOS = 10_000_000;

  private final PoolEngine engine;
  private final Consumer<Thread> starter;
  private final boolean kept;
  private final int preheated;
  private final long keepAliveNanos;
  private final AtomicInteger alive = new AtomicInteger();

  private PlatformThreads(
      PoolEngine engine,
      Consumer<Thread> starter,
      boolean kept,
      int preheated,
      long keepAliveNanos) {
    this.engine = engine;
    this.starter = starter;
    this.kept = kept;
    this.preheated = preheated;
    this.keepAliveNanos = keepAliveNanos;
  }

  static PlatformThreads kept(PoolEngine engine, Consumer<Thread> starter) {
    return new PlatformThreads(engine, starter, true, 0, Long.MAX_VALUE);
  }

  static PlatformThreads elastic(
      PoolEngine engine, Workers.Elastic choice, Consumer<Thread> starter) {
    return new PlatformThreads(engine, starter, false, choice.preheated(), choice.keepAliveNanos());
  }

  @Override
  void start(Grant grant) {
    Thread waiting = grant.callOwner();
    if (waiting != null) {
      LockSupport.unpark(waiting);
      return;
    }
    Worker worker = new Worker(grant);
    grant.takeSeat(worker);
    try {
      start(worker);
    } catch (Throwable t) {
      grant.leaveSeat();
      throw t;
    }
  }

  private void start(Worker worker) {
    alive.incrementAndGet();
    engine.tally().increment(Tally.Event.THREAD_STARTED); // before, so that it is in at rest
    try {
      starter.accept(worker);
    } catch (Throwable t) {
      alive.decrementAndGet();
      engine.tally().add(Tally.Event.THREAD_STARTED, -1);
      throw t;
    }
  }

  @Override
  boolean isRetired(int ran, long ageNanos) {
    return false;
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
    Worker me = (Worker) Thread.currentThread();
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
        Worker worker = new Worker(grant);
        grant.sit(worker);
        try {
          engine.states().openAll(grant);
          start(worker);
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
  final class Worker extends Thread {
    private final Grant grant;

    /** Whether it stays after the grant was given back; read and written by itself. */
    private boolean stays;

    private Worker(Grant grant) {
      super(null, null, grant.name(), 0, false);
      this.grant = grant;
      setDaemon(true);
      setUncaughtExceptionHandler(grant);
    }

    Grant grant() {
      return grant;
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
          interrupted(); // it came when no task was here; a stop is found by Grant.run
          return true;
        }
        long left = keepAliveNanos - (System.nanoTime() - since);
        if (leaves(enough(left))) {
          engine.states().close(grant);
          if (grant.abandonSeat()) {
            return false;
          }
          alive.incrementAndGet(); // called in the meantime
        } else if (left > 0 && keepAliveNanos != Long.MAX_VALUE) {
          LockSupport.parkNanos(PlatformThreads.this, left);
        } else {
          LockSupport.park(PlatformThreads.this);
        }
        interrupted();
      }
    }

    private int enough(long left) {
      if (engine.isTerminated()) {
        return 0;
      }
      return kept || left > 0 ? engine.limit() : preheated;
    }
  }
}
