package dev.freshet.core.scope;

import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in a {@link Scope}: its forks, its end, and the wait for both.
 *
 * @param <T> what the forks return
 */
abstract sealed class ForkGroup<T extends @Nullable Object> permits Scope {
  /*
   * Called off once
   * ---------------
   * `ending` goes from null to what ended the scope by one compare-and-set, whoever does it: a
   * canceller, the timer, the fork that failed or won, the owner's join or close. So a cancel that
   * answers true is seen by join, and a join that returned cannot be cancelled any more.
   *
   * No fork is missed
   * -----------------
   * The owner lists a fork, leaves the gate by a compare-and-set, and looks at `ending`; whoever
   * calls the scope off sets `ending`, looks at the gate, and goes through the list. So one of the
   * two ends the fork, or both try. A fork that begins in between looks at `ending` itself.
   *
   * None outlives
   * -------------
   * A fork is counted as ended after its body returned, or when it is certain that it will never
   * run. close() takes from the pool whatever has not begun, so it waits for running bodies only,
   * whatever the pool does with the rest.
   *
   * Cost
   * ----
   * Per fork: the fork, the pool's future, and a binding while the body runs; two volatile stores and
   * a compare-and-set of the owner's, two compare-and-sets of the worker's. No lock and no timer.
   */

  /** How often a waiting owner looks whether its pool has given up forks, which nobody tells it. */
  private static final long LOST_CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * How often a virtual owner lets others run before it parks. Parking with a time-out costs some 3
   * microseconds; forks that do next to nothing have ended by then. One fork and its join on two
   * processors, nanoseconds: 1,700 without, 1,020 with one, 880 with two, 860 with four.
   */
  private static final int YIELDS = 2;

  /** Most forks that are ended on the timer's thread: some 20 microseconds. */
  private static final int MOST_ON_TIMER = 256;

  private static final VarHandle ENDING;

  static {
    try {
      ENDING = MethodHandles.lookup().findVarHandle(ForkGroup.class, "ending", Ending.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Executor pool;
  private final Policy policy;
  private final ScopeOptions options;
  private final Thread owner = Thread.currentThread();
  private final Deadline deadline;
  private final Expiry expiry = new DeadlinePassed();
  private final Roster<T> roster = new Roster<>();
  private final Completions completions = new Completions(owner);
  private final OwnerGate gate = new OwnerGate(owner);
  private final Alarms alarms = new Alarms();

  /** The scope whose fork opened this one; the owner's thread runs that fork. */
  private final @Nullable ForkGroup<?> enclosing;

  /** The scope that was innermost on this thread before. */
  private final @Nullable ForkGroup<?> outer = OpenScopes.innermost();

  /** Whether the owner is a worker of the pool, which runs queued forks instead of waiting. */
  private final boolean helps;

  private volatile @Nullable Ending ending;

  /** Whether the owner's thread may be running a fork; the owner's alone. */
  private boolean runsForks;

  /** Whether a fork opened a scope. Written and read by that fork's thread: races are harmless. */
  private boolean nests;

  ForkGroup(Executor pool, Policy policy, ScopeOptions options, TimeSource time) {
    this.pool = Objects.requireNonNull(pool, "pool");
    this.policy = Objects.requireNonNull(policy, "policy");
    this.options = Objects.requireNonNull(options, "options");
    Frame around = Frame.current();
    Duration allowed = options.deadline();
    this.deadline =
        allowed == null
            ? around.deadline()
            : Deadline.after(time, allowed).earlier(around.deadline());
    this.enclosing = around.scope();
    this.helps = pool instanceof TaskPool ours && ours.isOwnWorker();
  }

  /* --- the owner's part --- */

  final void opened() {
    if (enclosing != null) {
      enclosing.nests = true;
      followEnclosing();
    }
    if (deadline.isExpired()) {
      callOff(Ending.cancelled(tooLate()));
    } else if (!deadline.isNone()) {
      deadline.time().arm(expiry, deadline.nanoTime());
    }
    OpenScopes.push(this);
  }

  /** Does not wait for the interrupt that the owner's thread gets when that scope is cancelled. */
  private void followEnclosing() {
    Throwable cause = enclosing == null ? null : enclosing.cancelCause();
    if (cause != null) {
      callOff(Ending.cancelled(cause));
    }
  }

  /** Hands a fork to the pool, unless the scope is called off before; then it never runs. */
  final void start(ForkTask<? extends T> fork, TaskOptions wishes) {
    followEnclosing();
    awaitRoom();
    boolean isFork = false;
    roster.reserve(); // what the pool has accepted can be listed, whatever happens
    gate.enter();
    runsForks = true;
    try {
      if (ending == null) {
        fork.future(submit(fork, wishes));
      }
      isFork = true;
    } catch (RejectedExecutionException e) {
      isFork = ending != null; // then we were interrupted in there, because the scope is over
      if (!isFork) {
        throw e;
      }
    } finally {
      runsForks = false;
      if (isFork) {
        roster.add(fork);
      }
      if (gate.leave() && enclosing != null && enclosing.isCancelled()) {
        owner.interrupt(); // that one may have been taken back as well
      }
    }
    Ending now = ending;
    // A fork may run, and call the scope off, before it is listed here.
    if (now != null && now.by() != fork) {
      fork.callOff(whyCalledOff());
    }
  }

  private Future<?> submit(ForkTask<?> fork, TaskOptions wishes) {
    if (pool instanceof TaskPool ours) {
      Callable<@Nullable Object> task = fork; // a Runnable as well, but not to the pool
      return ours.<@Nullable Object>submit(task, wishes);
    }
    ForeignRun run = new ForeignRun(fork);
    pool.execute(run);
    return run;
  }

  private void awaitRoom() {
    int most = options.limit();
    int all = roster.size();
    if (all < most || all - completions.count() < most) {
      return;
    }
    try {
      await(all - most + 1, false);
    } catch (InterruptedException e) {
      callOff(Ending.cancelled(e));
      owner.interrupt();
    }
  }

  /** Waits until all forks have ended, or the scope has in a way that its policy minds. */
  final Ending awaitEnding() throws InterruptedException {
    await(roster.size(), policy == Policy.COLLECT);
    Ending now = ending;
    if (now == null) {
      ENDING.compareAndSet(this, null, verdict());
      now = ending;
    }
    return now == null ? Ending.DONE : now;
  }

  /** What a scope comes to whose forks have all ended without ending it. */
  private Ending verdict() {
    ForkTask<?> failed =
        policy == Policy.FAIL_LATE || policy == Policy.FIRST_SUCCESS ? roster.firstFailed() : null;
    return failed == null ? Ending.DONE : Ending.failed(failed, failed.failure());
  }

  /**
   * The next fork that has ended, after a wait if need be.
   *
   * @return null if all have been answered, or if the scope has ended in a way its policy minds
   */
  final @Nullable ForkTask<?> nextEnded() throws InterruptedException {
    while (!hasFailed()) {
      ForkTask<?> next = completions.poll();
      if (next != null || completions.taken() == roster.size()) {
        return next;
      }
      await(completions.taken() + 1, true);
    }
    return null;
  }

  /** Whether the scope has ended in a way that its policy minds. */
  final boolean hasFailed() {
    Ending now = ending;
    return now != null && now.state() != Scope.State.DONE && policy != Policy.COLLECT;
  }

  /**
   * Waits until so many forks have ended.
   *
   * @param all also after an ending that the policy does not mind
   */
  @SuppressWarnings("ThreadPriorityCheck") // correctness does not rest on the yield
  private void await(int ended, boolean all) throws InterruptedException {
    long looked = System.nanoTime();
    int yields = owner.isVirtual() ? YIELDS : 0;
    while (!isEnough(ended, all)) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (helps && helpOne()) {
        continue;
      }
      if (yields-- > 0) {
        Thread.yield();
        continue;
      }
      completions.wakeAt(ended);
      if (isEnough(ended, all)) {
        return;
      }
      LockSupport.parkNanos(this, LOST_CHECK_NANOS);
      if (System.nanoTime() - looked >= LOST_CHECK_NANOS) {
        boolean poolHasEnded = pool instanceof ExecutorService service && service.isTerminated();
        roster.forEachBackwards(fork -> fork.endIfLost(poolHasEnded));
        looked = System.nanoTime();
      }
    }
  }

  private boolean isEnough(int ended, boolean all) {
    return completions.count() >= ended || (all ? hasFailed() : ending != null);
  }

  /** Runs the newest fork that nobody has begun; the pool comes to the oldest first. */
  private boolean helpOne() throws InterruptedException {
    runsForks = true;
    try {
      for (int i = roster.size() - 1; i >= 0; i--) {
        if (roster.get(i).help()) {
          return true;
        }
      }
      return false;
    } finally {
      runsForks = false;
    }
  }

  /* --- the forks' part --- */

  /** A fork's body has returned or thrown; answers its failure, or that it left a scope open. */
  final @Nullable Throwable afterFork(@Nullable Throwable failure) {
    if (!nests) {
      return failure;
    }
    @Nullable Throwable answer = failure;
    for (ForkGroup<?> left = OpenScopes.innermost();
        left != null && left.enclosing == this;
        left = OpenScopes.innermost()) {
      left.shut();
      IllegalStateException violation =
          new IllegalStateException(left + " was not closed by the fork that opened it; it is now");
      if (answer == null) {
        answer = violation;
      } else {
        answer.addSuppressed(violation);
      }
    }
    return answer;
  }

  /**
   * A fork has failed. If the deadline has passed, that is why, though a timer of the fork's (that
   * of an HTTP client, or of a scope inside) was before ours: nobody should have to tell both.
   */
  final void lookAtDeadline() {
    if (ending == null && deadline.isExpired()) {
      callOff(Ending.cancelled(tooLate()));
    }
  }

  /** A fork has ended; its own failure, or its success, may end the scope. */
  final void ended(ForkTask<?> fork, @Nullable Throwable failure, boolean succeeded) {
    try {
      if (failure != null && policy == Policy.FAIL_FAST) {
        callOff(Ending.failed(fork, failure));
      } else if (succeeded && policy == Policy.FIRST_SUCCESS) {
        callOff(Ending.won(fork));
      }
    } finally {
      completions.push(fork); // after that: who sees that all have ended sees how
    }
  }

  /** Rings when the scope is called off, or at the deadline, which may be earlier. */
  final Alarm alarm(ForkTask<?> fork, Alarm.Action action, Deadline atLatest) {
    Alarm alarm = new Alarm(atLatest.time(), action, fork);
    alarms.add(alarm);
    if (!atLatest.isNone()) {
      alarm.armed(atLatest.nanoTime());
    }
    if (ending != null) {
      alarm.ring(() -> {});
    }
    return alarm;
  }

  final void forget(Alarm alarm) {
    alarms.remove(alarm);
  }

  /* --- the end --- */

  final boolean callOff(Ending how) {
    if (!ENDING.compareAndSet(this, null, how)) {
      return false;
    }
    wakeOwner();
    endForks();
    return true;
  }

  private void wakeOwner() {
    if (!Thread.currentThread().equals(owner)) {
      gate.interruptIfInside();
      LockSupport.unpark(owner);
    }
  }

  /**
   * Ends the forks; those with an alarm are interrupted when its action has had its chance, which
   * does less damage: an interrupt closes the socket that a virtual thread reads from.
   */
  private void endForks() {
    Throwable cause = whyCalledOff();
    Set<@Nullable ForkTask<?>> spared = new HashSet<>(1);
    spared.add(Frame.current().fork()); // a fork that cancels is not to interrupt itself
    for (Alarm alarm : alarms.all()) {
      ForkTask<?> fork = alarm.fork();
      if (fork != null && !spared.contains(fork) && alarm.ring(() -> fork.callOff(cause))) {
        spared.add(fork);
      }
    }
    roster.forEachBackwards(
        fork -> {
          if (!spared.contains(fork)) {
            fork.callOff(cause);
          }
        });
  }

  final boolean isCalledOff() {
    return ending != null;
  }

  final Throwable whyCalledOff() {
    Throwable cause = cancelCause();
    return cause == null ? new CancellationException(this + " is over") : cause;
  }

  /** The deadline has passed; on the timer's thread. */
  private final class DeadlinePassed extends Expiry {
    @Override
    protected void expired() {
      if (!ENDING.compareAndSet(ForkGroup.this, null, Ending.cancelled(tooLate()))) {
        return;
      }
      wakeOwner();
      // A foreign future's cancel may run its user's code.
      if (pool instanceof TaskPool && roster.size() <= MOST_ON_TIMER) {
        endForks();
        return;
      }
      try {
        Thread.ofVirtual()
            .name("freshet-scope-expiry")
            .inheritInheritableThreadLocals(false)
            .start(ForkGroup.this::endForks);
      } catch (Throwable _) {
        endForks(); // no thread to be had: late timers are better than forks that go on
      }
    }
  }

  private DeadlineExceededException tooLate() {
    return new DeadlineExceededException(this + ": " + deadline, List.of());
  }

  /** What join throws for an ending that its policy minds. */
  final RuntimeException failure(Ending how) {
    Throwable cause = whyCalledOff();
    if (how.state() == Scope.State.DEADLINE_EXCEEDED) {
      List<String> unfinished = roster.unfinished();
      DeadlineExceededException late =
          new DeadlineExceededException(
              "%s: the deadline passed, %d of %d forks had not ended: %s"
                  .formatted(this, unfinished.size(), roster.size(), String.join(", ", unfinished)),
              unfinished);
      late.initCause(cause);
      return late;
    }
    ForkTask<?> decisive = how.fork();
    if (decisive == null) {
      return new ScopeCancelledException(this + " was cancelled", cause);
    }
    List<Throwable> failures = roster.failures();
    return new ScopeFailedException(
        failures.size() <= 1
            ? "%s: %s failed".formatted(this, decisive.name())
            : "%s: %d of %d forks failed, %s first"
                .formatted(this, failures.size(), roster.size(), decisive.name()),
        cause,
        failures);
  }

  /** Ends what has not ended, and waits for it. */
  void shut() {
    int all = roster.size();
    if (ending == null) {
      callOff(
          completions.count() == all
              ? Ending.DONE
              : Ending.cancelled(new CancellationException(this + " was closed without a join")));
    }
    if (!deadline.isNone()) {
      deadline.time().cancel(expiry);
    }
    boolean interrupted = false;
    completions.wakeAt(all);
    while (completions.count() < all) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    OpenScopes.pop(this);
    if (interrupted) {
      owner.interrupt();
    }
  }

  /* --- what it is --- */

  final Roster<T> roster() {
    return roster;
  }

  final Policy policy() {
    return policy;
  }

  final @Nullable ForkGroup<?> outer() {
    return outer;
  }

  final @Nullable Ending ending() {
    return ending;
  }

  /**
   * Why the forks have been told to stop.
   *
   * @return the first cause; null if they have not
   */
  public final @Nullable Throwable cancelCause() {
    Ending now = ending;
    return now == null ? null : now.cause();
  }

  /**
   * Whether the forks have been told to stop.
   *
   * @return true from cancel, a deciding failure or success, the deadline, or a close without join
   */
  public final boolean isCancelled() {
    return cancelCause() != null;
  }

  /**
   * The deadline of the forks.
   *
   * @return the deadline; {@link Deadline#none} if there is none
   */
  public final Deadline deadline() {
    return deadline;
  }

  final void requireOwner() {
    Thread caller = Thread.currentThread();
    if (!caller.equals(owner)) {
      throw new WrongThreadException(this + ": called by " + caller + ", the owner is " + owner);
    }
    if (runsForks) {
      throw new WrongThreadException(this + ": called by a fork that runs on the owner's thread");
    }
  }

  /** The name. */
  @Override
  public String toString() {
    String name = options.name();
    return "scope " + (name == null ? Integer.toHexString(System.identityHashCode(this)) : name);
  }
}
