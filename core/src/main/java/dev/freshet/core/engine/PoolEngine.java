package dev.freshet.core.engine;

import dev.freshet.core.Sizing;
import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.engine.Tally.Event;
import dev.freshet.core.lane.Lane;
import dev.freshet.core.lane.PeerWait;
import dev.freshet.core.lane.WaitSink;
import dev.freshet.core.sizing.SizePolicies;
import dev.freshet.core.sizing.SizePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Admission, the handing on of grants, and the end of a pool.
 *
 * <p>Safe for all threads. Items are {@link Runnable}s, those with a handle {@link TaskRecord}s;
 * those of a pool with a handler are whatever it takes.
 */
public final class PoolEngine {
  /*
   * The path of an item
   * -------------------
   * execute() reads the admission word once. If a grant is free, nobody searches and the lane is
   * empty, one compare-and-set takes the grant and a worker is started with the item in hand.
   * Otherwise the item is published in the lane, and the word is read once more: if a grant is free
   * and nobody searches, the submitter starts a worker for the oldest item. So no thread exists for
   * an item that waits, and a busy pool starts no thread at all: its workers take item after item
   * with the grants they hold.
   *
   * One searcher at a time
   * ----------------------
   * A searcher is a worker whose thread was started and has not arrived, or one that lingers. While
   * there is one, nobody starts another: a searcher that arrives starts the next if the lane still
   * holds items and a grant is free. Starting thus spreads as a chain (as in Go's scheduler), each
   * link as soon as the one before has been mounted. When tasks block, carriers are free, links
   * follow each other within a microsecond and all grants are soon in use. When tasks are tiny the
   * carriers are busy, one link waits unmounted, and producers and workers go on without paying for
   * threads. This is why no-op tasks cost the same at a limit of 2 and of 50,000.
   *
   * No lost wake-up
   * ---------------
   * Reads and changes of the word are volatile, and so are claims of lane positions and looks at
   * them: all of them lie in one total order. Let P claim a position and then read the word.
   *   - It read "searcher": that searcher's leaving of the searchers (arrived, stopIdling) comes
   *     later, and it looks at the lane after that.
   *   - It read "no grant free": each holder polls the lane before it gives up its grant, gives it
   *     up later than P's read, and looks at the lane after that (leaveOrStay, gaveBack).
   *   - Otherwise P itself calls a worker; if its compare-and-set fails, it reads again.
   * Whoever looks at the lane and finds a claim runs through the same three cases, and waits for
   * the item if P has yet to write it.
   *
   * Capacity
   * --------
   * running goes up only by a compare-and-set that saw running < limit, and goes down once per
   * worker, after its last task. A worker that retires hands its grant on without touching the word.
   *
   * Exact bounds
   * ------------
   * Workers are started with an item in hand, never to fetch one. So limit + lane capacity items
   * are accepted, no matter how late the threads arrive, and order is kept: when the lane is full
   * and a grant is free, the oldest item gets the grant and the new one the place. Whoever holds a
   * grant and is about to take an item (grantOldest, a lingering worker) is counted as idling; a
   * submitter that finds the lane full waits for it before it calls the pool full. Each kind of
   * searcher is entered by a compare-and-set that saw no other idler, so each count is 0 or 1.
   *
   * No thread to be had
   * -------------------
   * Starting a thread fails when memory runs out. A worker about to retire then goes on itself. A
   * task that was about to get a thread ends as failed, and its grant comes back; while other
   * workers run, the rest of the lane is left to them, otherwise each task is tried, so that none
   * waits for ever.
   */

  private final TaskPoolConfig config;
  private final AdmissionWord admission;
  private final Lane lane;
  private final Turnstile turnstile;
  private final Tally tally;
  private final GrantTable grants;
  private final FullLane fullLane;
  private final @Nullable Contexts contexts;
  private final Courier courier;
  private final LimitControl limits;
  private final WorkerThreads threads;
  private final WorkerStates states;
  private final Figures figures;
  private final @Nullable Consumer<Object> handler;
  private final @Nullable HogPatrol patrol;
  private final Pulse[] pulses;
  private final boolean measuresWaits;
  private final IdleGate idleGate = new IdleGate(this::isIdle);
  private final Ending ending;
  private final Books books;
  private final OutcomeSink outside = new OutsideSink();
  private final boolean lingers;

  public PoolEngine(TaskPoolConfig config) {
    this(config, null, Thread::start);
  }

  /**
   * An engine that calls a handler for each item.
   *
   * @param handler is called
   */
  public PoolEngine(TaskPoolConfig config, Consumer<Object> handler) {
    this(config, handler, Thread::start);
  }

  /**
   * An engine whose threads are started by somebody else.
   *
   * @param starter starts the thread, or throws if there is none to be had
   */
  PoolEngine(TaskPoolConfig config, @Nullable Consumer<Object> handler, Consumer<Thread> starter) {
    int processors = Runtime.getRuntime().availableProcessors();
    this.config = config;
    this.handler = handler;
    this.lingers = processors > 1;
    this.admission = new AdmissionWord(config.limit());
    this.lane = Lanes.of(config, this::shed);
    this.turnstile = new Turnstile(admission);
    this.tally = new Tally(processors);
    this.grants = new GrantTable(this);
    this.figures = new Figures(this, config, processors);
    this.measuresWaits = config.histograms();
    this.states = new WorkerStates(this, config.workerLocals());
    this.limits = new LimitControl(this, config.limit());
    this.threads = WorkerThreads.of(this, config, starter);
    this.ending = new Ending(this);
    this.books = new Books(this);
    this.patrol =
        config.taskBudget() == null
            ? null
            : new HogPatrol(this, config.taskBudget(), config.taskBudgetNanos());
    this.pulses = pulsesOf(config);
    this.fullLane = new FullLane(this, config.overflow(), lingers);
    this.contexts = Contexts.of(config.contexts());
    this.courier = new Courier(config.name());
  }

  /**
   * Starts what the kind of workers keeps from the beginning.
   *
   * @throws RuntimeException or an Error if a thread cannot be started; the others have been ended
   */
  public void open() {
    try {
      threads.open();
    } catch (Throwable t) {
      ending.shutdown();
      throw t;
    }
  }

  private Pulse[] pulsesOf(TaskPoolConfig config) {
    List<Pulse> wanted = new ArrayList<>();
    if (patrol != null) {
      wanted.add(new Pulse(this, patrol.periodNanos(), patrol));
    }
    if (sizesItself()) {
      SizePolicy policy = SizePolicies.of(config.sizing(), config.limit());
      String reason = config.sizing().getClass().getSimpleName();
      wanted.add(new Pulse(this, policy.periodNanos(), new Sizer(this, policy, reason)));
    }
    return wanted.toArray(Pulse[]::new);
  }

  /* --- submitting --- */

  /** Admits a task without a handle; a record that is submitted once more counts as a plain one. */
  public void executePlain(Runnable task) {
    execute(contexts == null && !(task instanceof TaskRecord<?>) ? task : wrap(task));
  }

  /** Admits an argument for the handler. */
  public void executeCall(Object argument) {
    execute(asArgument(argument));
  }

  /** An item for an argument. */
  static Object asArgument(Object argument) {
    return argument instanceof TaskRecord<?> || argument instanceof Given
        ? new Argument(argument)
        : argument;
  }

  /** A plain item for a task that cannot be one itself. */
  Runnable wrap(Runnable task) {
    if (contexts != null) {
      return contexts.carry(task);
    }
    return task instanceof TaskRecord<?> ? new Again(task) : task;
  }

  /** Admits, or deals with overflow as configured. */
  void execute(Object item) {
    if (!admit(item)) {
      fullLane.accept(item);
    }
  }

  /**
   * Admits, or deals with overflow as configured, but waits for room no longer than the given time.
   *
   * @param nanos how long to wait, or {@link Long#MAX_VALUE}
   * @return false if there was no room in that time
   */
  boolean executeWithin(TaskRecord<?> record, long nanos) throws InterruptedException {
    return admit(record.entrust()) || fullLane.acceptWithin(record, nanos);
  }

  /** Admits the item if that needs no wait; false may mean that others wait or a race was lost. */
  boolean admit(Object item) {
    long w = admission.get();
    if (AdmissionWord.state(w) == AdmissionWord.OPEN && !AdmissionWord.hasWaiting(w)) {
      if (AdmissionWord.wantsSearcher(w) && lane.isEmpty() && tryGrant(w, item)) {
        return true;
      }
      if (lane.offer(item)) {
        published();
        return true;
      }
    }
    return false;
  }

  /** Admits as many of the items as the lane has places for, in one step; answers how many. */
  int admitAll(Object[] items, int from, int to) {
    long w = admission.get();
    if (AdmissionWord.state(w) != AdmissionWord.OPEN || AdmissionWord.hasWaiting(w)) {
      return 0;
    }
    int count = lane.offerAll(items, from, to);
    if (count > 0) {
      published();
    }
    return count;
  }

  private boolean tryGrant(long w, Object item) {
    boolean announce = !AdmissionWord.hasSearcher(w);
    long next = w + AdmissionWord.ONE_RUNNING + (announce ? AdmissionWord.ONE_STARTING : 0);
    if (!admission.compareAndSet(w, next)) {
      return false;
    }
    tally.increment(Event.GRANTED_DIRECTLY);
    if (!startWorker(item, announce, null)) {
      gaveBack(admission.get());
    }
    return true;
  }

  /** What is owed after an item was put into the lane, or after the end of a search. */
  private void published() {
    if (AdmissionWord.wantsSearcher(admission.get())) {
      callWorker();
    }
  }

  /**
   * Admits the item if limit and lane leave room; answers false if they do not or the pool closes.
   *
   * @param mayWait a searcher on its way is as good as room: the caller would rather wait than make
   *     every grant start a thread while the carriers are busy
   */
  boolean tryAdmit(Object item, boolean mayWait) {
    int spins = 0;
    for (; ; ) {
      long w = admission.get();
      if (AdmissionWord.state(w) != AdmissionWord.OPEN) {
        return false;
      }
      if (AdmissionWord.hasRoom(w)) {
        if (lane.isEmpty()) {
          if (tryGrant(w, item)) {
            return true;
          }
          continue;
        }
        if (!lane.hasRoom()
            && !AdmissionWord.hasIdler(w)
            && !(mayWait && AdmissionWord.hasSearcher(w))) {
          if (!grantOldest(w)) {
            gaveBack(admission.get());
          }
          continue;
        }
      }
      if (lane.offer(item)) {
        published();
        return true;
      }
      w = admission.get();
      if (AdmissionWord.hasIdler(w)) {
        spins = PeerWait.pause(spins); // it is about to take from the lane
      } else if (mayWait || !AdmissionWord.hasRoom(w)) {
        return false;
      }
    }
  }

  /* --- workers --- */

  /**
   * Starts a worker for the oldest item if the word is still {@code w}, which has no idler.
   *
   * @return false if no thread could be started; the caller owes the pool what gaveBack does
   */
  private boolean grantOldest(long w) {
    if (!admission.compareAndSet(w, w + AdmissionWord.ONE_RUNNING + AdmissionWord.ONE_IDLING)) {
      return true;
    }
    HandOver waited = new HandOver();
    Object oldest = next(waited);
    if (oldest == null) {
      gaveBack(admission.addAndGet(-AdmissionWord.ONE_RUNNING - AdmissionWord.ONE_IDLING));
      return true;
    }
    // No idler any more before users' code may run (a failure handler): it would wait for itself.
    boolean announce = !AdmissionWord.hasSearcher(w);
    admission.addAndGet((announce ? AdmissionWord.ONE_STARTING : 0) - AdmissionWord.ONE_IDLING);
    boolean started = startWorker(oldest, announce, waited);
    if (!announce) {
      published();
    }
    return started;
  }

  /** Starts a worker for the oldest item unless somebody searches or no grant is free. */
  private void callWorker() {
    boolean failed = false;
    long w = admission.get();
    while (AdmissionWord.wantsSearcher(w)
        && AdmissionWord.state(w) < AdmissionWord.STOP
        && !lane.isEmpty()) {
      if (failed && AdmissionWord.running(w) > 0) {
        break; // no thread to be had: those that run will come to the lane
      }
      failed |= !grantOldest(w);
      w = admission.get();
    }
    if (failed) {
      settle(w);
    }
  }

  /**
   * Starts a worker, or ends the item as failed and takes the grant back.
   *
   * @return false if no thread could be started
   */
  private boolean startWorker(Object item, boolean announce, @Nullable HandOver waited) {
    @Nullable Grant grant = null;
    try {
      grant = grants.acquire();
      if (measuresWaits) {
        grant.startsAfter(waited);
      }
      for (Pulse pulse : pulses) {
        pulse.touch(); // before the start: after it, nothing here may fail
      }
      grant.start(item, announce);
      return true;
    } catch (Throwable t) {
      // The scheduler refused or memory ran out. The item was accepted, so it ends as failed.
      if (grant != null) {
        grant.thread = null;
        grants.putBack(grant);
      }
      if (!(item instanceof TaskRecord<?> record)) {
        outside.failed();
        report(item, t);
      } else if (!record.fail(t, outside)) {
        tally.increment(Event.TOMBSTONE_MET);
      }
      long units = AdmissionWord.ONE_RUNNING + (announce ? AdmissionWord.ONE_STARTING : 0);
      admission.addAndGet(-units);
      return false;
    }
  }

  /** A started thread has arrived: it stops searching, and calls the next if there is work. */
  void arrived() {
    foundOut(-AdmissionWord.ONE_STARTING);
  }

  /** Stops being a searcher, and calls the next one if there is work. */
  private void foundOut(long unit) {
    long w = admission.addAndGet(unit);
    if (AdmissionWord.wantsSearcher(w)) {
      callWorker();
    }
  }

  /** The oldest item, or null; a blocked submitter learns of the free place. */
  @Nullable Object next(WaitSink sink) {
    Object item = lane.poll(sink);
    if (item == null) {
      return null;
    }
    if (AdmissionWord.hasWaiting(admission.get())) {
      turnstile.signalOne();
    }
    return item;
  }

  /** Takes the grant back if the pool stopped or the limit went below what runs. */
  boolean mustLeave(Grant grant) {
    for (; ; ) {
      long w = admission.get();
      if (AdmissionWord.state(w) < AdmissionWord.STOP && !AdmissionWord.isOver(w)) {
        return false;
      }
      if (admission.compareAndSet(w, w - AdmissionWord.ONE_RUNNING)) {
        if (!limits.isPaused()) {
          states.close(grant);
        }
        vacate(grant);
        return true;
      }
    }
  }

  /** Puts a grant that counts no more among the free ones, and does what is due after that. */
  private void vacate(Grant grant) {
    grant.thread = null;
    grants.release(grant, threads.keepsSeat(grant));
    gaveBack(admission.get());
  }

  /** Gives the grant back, unless an item turned up: then takes a grant again for that item. */
  @Nullable Object leaveOrStay(Grant grant) {
    for (; ; ) {
      long w = admission.addAndGet(-AdmissionWord.ONE_RUNNING);
      if (lane.isEmpty() || AdmissionWord.state(w) >= AdmissionWord.STOP) {
        break;
      }
      w = admission.get();
      if (!AdmissionWord.wantsSearcher(w)
          || !admission.compareAndSet(
              w, w + AdmissionWord.ONE_RUNNING + AdmissionWord.ONE_IDLING)) {
        break;
      }
      Object item = next(grant);
      foundOut(-AdmissionWord.ONE_IDLING);
      if (item != null) {
        return item;
      }
    }
    vacate(grant);
    return null;
  }

  /** What is due after a grant was given back: a look at the lane, at submitters, at the end. */
  private void gaveBack(long w) {
    callWorker();
    settle(w);
  }

  private void settle(long w) {
    if (AdmissionWord.hasWaiting(w)) {
      turnstile.signalOne();
    }
    if (AdmissionWord.state(w) != AdmissionWord.OPEN) {
      ending.tryTerminate();
    }
    idleGate.look();
  }

  /** The limit was changed. */
  void limitMoved(boolean up) {
    if (up) {
      try {
        threads.grow();
      } catch (Throwable t) {
        // What is missing is tried again with each task; who waits for the limit must hear of it.
        report(asTask(), t);
      }
      gaveBack(admission.get());
      turnstile.signalAll();
    } else {
      threads.recheck();
      states.trim();
    }
  }

  /** Counts the calling worker as a searcher that lingers; false if one is not wanted. */
  boolean startIdling() {
    if (!lingers) {
      return false;
    }
    long w = admission.get();
    return !AdmissionWord.hasSearcher(w)
        && AdmissionWord.state(w) == AdmissionWord.OPEN
        && admission.compareAndSet(w, w + AdmissionWord.ONE_IDLING);
  }

  /** Ends a linger; answers what it found. */
  @Nullable Object stopIdling(Grant grant) {
    if (AdmissionWord.isOver(admission.get())) {
      foundOut(-AdmissionWord.ONE_IDLING); // paused or lowered in the meantime
      return null;
    }
    Object item = next(grant);
    foundOut(-AdmissionWord.ONE_IDLING);
    return item == null ? next(grant) : item;
  }

  /* --- state --- */

  /** The lane evicted an item by its own rule: one more place is free. */
  private void shed(Object item) {
    count(item instanceof TaskRecord<?> record && !record.evict());
    if (AdmissionWord.hasWaiting(admission.get())) {
      turnstile.signalOne();
    }
  }

  /** Throws an item away for good. */
  void discard(Object item) {
    count(item instanceof TaskRecord<?> record && !record.discard());
  }

  private void count(boolean tombstone) {
    tally.increment(tombstone ? Event.TOMBSTONE_MET : Event.DROPPED);
  }

  /** Whether the calling thread runs a task of this pool. */
  public boolean isOwnWorker() {
    return Grant.ofCurrentThread(this) != null;
  }

  public boolean isOpen() {
    return AdmissionWord.state(admission.get()) == AdmissionWord.OPEN;
  }

  /** Whether nothing runs and nothing waits. */
  boolean isIdle() {
    long accepted = lane.accepted(); // unchanged: the lane was empty while nothing ran
    return lane.isEmpty()
        && AdmissionWord.running(admission.get()) == 0
        && lane.accepted() == accepted;
  }

  /** Waits until nothing runs and nothing waits; false if the time was up first. */
  public boolean awaitIdle(long nanos) throws InterruptedException {
    return idleGate.await(nanos);
  }

  public boolean isTerminated() {
    return ending.isTerminated();
  }

  boolean isStopping() {
    return AdmissionWord.state(admission.get()) >= AdmissionWord.STOP;
  }

  /* --- figures --- */

  /** Tells the failure handler; what the handler itself throws is lost, as the JVM does it. */
  void report(Object task, Throwable failure) {
    try {
      Runnable told = task instanceof Stand ? (Runnable) task : asGiven(task);
      config.failureHandler().failed(told, failure);
    } catch (Throwable _) {
      // A handler that fails must not take the worker with it, and there is nobody left to tell.
    }
  }

  @Override
  public String toString() {
    return books.toString();
  }

  /* --- parts --- */

  String name() {
    return config.name();
  }

  GrantTable grants() {
    return grants;
  }

  /**
   * The worker-local states.
   *
   * @return those of this pool
   */
  public WorkerStates states() {
    return states;
  }

  /**
   * How the pool ends.
   *
   * @return the one of this pool
   */
  public Ending ending() {
    return ending;
  }

  /**
   * The figures.
   *
   * @return those of this pool
   */
  public Books books() {
    return books;
  }

  IdleGate idleGate() {
    return idleGate;
  }

  Figures figures() {
    return figures;
  }

  /** Whether a size policy moves the limit. */
  boolean sizesItself() {
    return !(config.sizing() instanceof Sizing.Fixed);
  }

  /** Tasks found to run for longer than their budget. */
  long overruns() {
    return patrol == null ? 0 : patrol.reported();
  }

  /** Stands for the pool where a failure handler wants a task. */
  Runnable asTask() {
    return new PoolItself(config.name());
  }

  WorkerThreads threads() {
    return threads;
  }

  /** How the limit moves. */
  public LimitControl limits() {
    return limits;
  }

  /** The limit that holds while the pool is not paused. */
  int limit() {
    return limits.limit();
  }

  /** Makes ready for that many tasks at once. */
  public void preheat(int count) {
    if (isOpen()) {
      threads.preheat(count);
    }
  }

  AdmissionWord admission() {
    return admission;
  }

  Lane lane() {
    return lane;
  }

  Turnstile turnstile() {
    return turnstile;
  }

  Tally tally() {
    return tally;
  }

  OutcomeSink outsideSink() {
    return outside;
  }

  FullLane fullLane() {
    return fullLane;
  }

  @Nullable Contexts contexts() {
    return contexts;
  }

  Courier courier() {
    return courier;
  }

  /** What the caller gave to execute. */
  Runnable asGiven(Object item) {
    Object given = Given.unwrap(item);
    return handler == null ? (Runnable) given : new Call(handler, given);
  }

  /** What runs each item that is no task by itself; null in a pool of tasks. */
  @Nullable Consumer<Object> handler() {
    return handler;
  }

  /** A call of the handler, for those who want a task. */
  private record Call(Consumer<Object> handler, Object given) implements Runnable, Given {
    @Override
    public void run() {
      handler.accept(given);
    }
  }

  /** An argument that the engine would take for a task of its own. */
  private record Argument(Object given) implements Given {}

  /** Stands for something that is no task where a failure handler wants one. */
  interface Stand extends Runnable {}

  /** What the failure handler is told of when a listener failed. */
  private record PoolItself(String pool) implements Stand {
    @Override
    public void run() {
      // Nothing to run: it is a name.
    }
  }

  /** A record given to execute: runs it if nobody has, and is counted on its own. */
  private record Again(Runnable given) implements Runnable, Given {
    @Override
    public void run() {
      given.run();
    }
  }

  /** Counts tasks run by threads that hold no grant. */
  private final class OutsideSink implements OutcomeSink {
    @Override
    public void completed() {
      tally.increment(Event.COMPLETED_OUTSIDE);
    }

    @Override
    public void failed() {
      tally.increment(Event.FAILED_OUTSIDE);
    }
  }
}
