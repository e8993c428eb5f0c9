package dev.freshet.core.scope;

import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A group of tasks that ends as one: forked on a pool, under one deadline, and none of them
 * outlives the block that opened it.
 *
 * <pre>{@code
 * static final ScopeOptions PAGE = ScopeOptions.none().deadline(Duration.ofMillis(300));
 *
 * try (Scope<Object> scope = Scope.open(pool, Policy.FAIL_FAST, PAGE)) {
 *   Fork<User> user = scope.fork(() -> users.find(id));
 *   Fork<Cart> cart = scope.fork(() -> carts.of(id));
 *   scope.join();
 *   return page(user.get(), cart.get());
 * } // close has cancelled and waited for what had not ended
 * }</pre>
 *
 * <p><b>Owner.</b> The thread that opens a scope owns it: it alone forks, joins, takes and closes.
 * Everybody may cancel and ask. A fork that wants to fork opens a scope of its own, on the same
 * pool if it likes: a worker of a {@link TaskPool} that waits for a scope on that pool runs its
 * queued forks itself, so this works at any limit. (Other executors do not help: there, a task that
 * waits for a scope on its own bounded pool may wait for ever.)
 *
 * <p><b>Pools.</b> Any {@link Executor} will do. It runs the forks as it runs other tasks, so its
 * limit, lane, {@linkplain dev.freshet.core.ContextCapture context} and figures hold. What it
 * refuses, {@link #fork(Callable) fork} throws. A fork that it accepted and gave up later ({@code
 * shutdownNow}, a discarding overflow policy, no thread to be had) ends as failed with a {@link
 * RejectedExecutionException}; a waiting owner finds that out within a second. An executor that
 * drops tasks without a trace needs a deadline.
 *
 * <p><b>Deadline.</b> The earlier of that in the options and that in force where the scope is
 * opened, so it only shrinks from scope to scope. {@link Deadline#current} answers it inside every
 * fork. When it passes, the scope is cancelled. No other scoped value or thread-local of the owner
 * reaches the forks, unless the pool carries it.
 *
 * <p><b>Cancelling</b> keeps the first cause and is final. Forks that wait never run and leave the
 * lane as cancelled tasks do; those that run are interrupted, and may look at {@link #cancelCause};
 * calls deaf to interrupts are ended by {@link #onCancel}. The owner is woken. A scope opened in a
 * fork of a cancelled one forks nothing.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state<th>after<th>cancelCause
 * <tr><td>{@link State#OPEN}<td>open<td>null
 * <tr><td>{@link State#DONE}<td>a join that returned<td>null; under {@link Policy#FIRST_SUCCESS} a
 *     {@link CancellationException} for the losers
 * <tr><td>{@link State#CANCELLED}<td>{@code cancel}; a failure; close without join<td>the given
 *     cause; the failure; a {@link CancellationException}
 * <tr><td>{@link State#DEADLINE_EXCEEDED}<td>the deadline<td>a {@link DeadlineExceededException}
 * </table>
 *
 * <p><b>Thread safety and memory effects.</b> Safe for all threads, within the rule about the
 * owner. What the owner did before it forked happens before the fork; the fork happens before join
 * returns, before take answers it, and before close returns. On a TaskPool a fork allocates some
 * 140 bytes beside what it returns; the scope keeps 72 of them, for all its forks, while it is
 * referred to. fork is O(1) apart from the pool; cancel, join and close are O(forks).
 *
 * <p><b>Provenance.</b> Owner, structure rules and close are those of the JDK's structured
 * concurrency (JEP 505); cause, deadline and bound those of Go's context and errgroup. Unlike the
 * former, a scope runs on pools with limits, streams, and needs no preview.
 *
 * @param <T> what its forks return
 */
public final class Scope<T extends @Nullable Object> extends ForkGroup<T> implements AutoCloseable {
  /** What has become of a scope; see the table above. */
  public enum State {
    /** Neither joined nor cancelled. */
    OPEN,
    /** Joined; under {@link Policy#FIRST_SUCCESS} as soon as one fork has succeeded. */
    DONE,
    /** Cancelled by somebody, by a failure, or by a close without a join. */
    CANCELLED,
    /** Its deadline passed. */
    DEADLINE_EXCEEDED
  }

  /** How far the owner has come; the owner's alone. */
  private Phase phase = Phase.NEW;

  private Scope(Executor pool, Policy policy, ScopeOptions options, TimeSource time) {
    super(pool, policy, options, time);
  }

  /** How far the owner has come. */
  private enum Phase {
    NEW,
    FORKED,
    /** The owner has waited for the end, and was told something else, or has taken all there is. */
    ASKED,
    JOINED,
    CLOSED
  }

  /* --- opening --- */

  /**
   * Opens a scope that the calling thread owns.
   *
   * @param pool runs the forks
   * @param policy when the scope is over
   * @param <T> what the forks return
   * @return the scope, to be closed by the same thread
   * @throws NullPointerException if an argument is null
   */
  public static <T extends @Nullable Object> Scope<T> open(Executor pool, Policy policy) {
    return open(pool, policy, ScopeOptions.none());
  }

  /**
   * Opens a scope that the calling thread owns, with a deadline, a bound or a name.
   *
   * @param pool runs the forks
   * @param policy when the scope is over
   * @param options deadline, bound, name
   * @param <T> what the forks return
   * @return the scope, to be closed by the same thread
   * @throws NullPointerException if an argument is null
   */
  public static <T extends @Nullable Object> Scope<T> open(
      Executor pool, Policy policy, ScopeOptions options) {
    return open(pool, policy, options, TimeSource.SYSTEM);
  }

  static <T extends @Nullable Object> Scope<T> open(
      Executor pool, Policy policy, ScopeOptions options, TimeSource time) {
    Scope<T> scope = new Scope<>(pool, policy, options, time);
    scope.opened();
    return scope;
  }

  /* --- forking --- */

  /**
   * Has the pool run a task as part of this scope. Waits for room where the scope's bound, or the
   * pool, demands it; if the scope is cancelled meanwhile, or was before, the fork never runs. An
   * interrupt of that wait for the bound cancels the scope and is kept, so that join throws.
   *
   * @param task what runs
   * @param <U> its result type
   * @return the fork
   * @throws RejectedExecutionException if the pool refuses the task; it is no fork then, and the
   *     scope is as it was
   * @throws IllegalStateException if the scope was joined or closed
   * @throws WrongThreadException if the calling thread is not the owner, or is in a fork
   * @throws NullPointerException if the task is null
   */
  public <U extends T> Fork<U> fork(Callable<? extends U> task) {
    Objects.requireNonNull(task, "task");
    return forked(new ForkTask<>(this, roster().size() + 1, task), TaskOptions.none());
  }

  /**
   * The same with a name.
   *
   * @param name stands in messages, and is the task's name on a {@link TaskPool}
   * @param task what runs
   * @param <U> its result type
   * @return the fork
   * @throws RejectedExecutionException if the pool refuses the task
   * @throws IllegalStateException if the scope was joined or closed
   * @throws WrongThreadException if the calling thread is not the owner, or is in a fork
   * @throws NullPointerException if an argument is null
   */
  public <U extends T> Fork<U> fork(String name, Callable<? extends U> task) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(task, "task");
    return forked(
        new ForkTask.Named<>(this, roster().size() + 1, task, name), TaskOptions.none().name(name));
  }

  private <U extends T> Fork<U> forked(ForkTask<U> fork, TaskOptions wishes) {
    requireOwner();
    if (phase.compareTo(Phase.FORKED) > 0) {
      throw new IllegalStateException(this + ": fork after join or close");
    }
    start(fork, wishes);
    phase = Phase.FORKED;
    return fork;
  }

  /* --- waiting --- */

  /**
   * Waits until the scope is over, as its policy says.
   *
   * @return what the forks that succeeded returned, in the order of forking; under {@link
   *     Policy#FIRST_SUCCESS} the first result and nothing else
   * @throws ScopeFailedException if forks failed and the policy minds; its cause is a fork's
   *     failure
   * @throws DeadlineExceededException if the deadline passed first; it names what had not ended
   * @throws ScopeCancelledException if the scope was cancelled first; its cause says why
   * @throws InterruptedException if the calling thread is interrupted while it waits; nothing is
   *     cancelled by that, and join may be called again
   * @throws IllegalStateException if the scope was joined or closed, or if the first success of no
   *     fork at all is wanted
   * @throws WrongThreadException if the calling thread is not the owner, or is in a fork
   */
  public List<T> join() throws InterruptedException {
    requireUnjoined("join");
    if (policy() == Policy.FIRST_SUCCESS && roster().size() == 0) {
      throw new IllegalStateException(this + ": join without a fork, so none can succeed");
    }
    phase = Phase.ASKED;
    Ending how = awaitEnding();
    if (hasFailed()) {
      throw failure(how);
    }
    phase = Phase.JOINED;
    ForkTask<?> winner = how.fork();
    return winner == null || how.state() != State.DONE
        ? roster().values()
        : Collections.singletonList(asFork(winner).get());
  }

  /**
   * Waits for the next fork to end, in whatever order that happens: results as they come.
   *
   * <pre>{@code
   * for (Fork<Page> page = scope.take(); page != null; page = scope.take()) {
   *   render(page.get());
   * }
   * }</pre>
   *
   * <p>More may be forked between two calls. Once it has answered null there is nothing left to
   * wait for; a join then answers, or throws, at once.
   *
   * @return a fork that has ended and was not answered before; null if all were
   * @throws ScopeFailedException under {@link Policy#FAIL_FAST} as soon as a fork has failed
   * @throws DeadlineExceededException as soon as the deadline has passed, but under {@link
   *     Policy#COLLECT}
   * @throws ScopeCancelledException as soon as the scope was cancelled, but under {@link
   *     Policy#COLLECT}
   * @throws InterruptedException if the calling thread is interrupted while it waits
   * @throws IllegalStateException if the scope was joined or closed
   * @throws WrongThreadException if the calling thread is not the owner, or is in a fork
   */
  public @Nullable Fork<? extends T> take() throws InterruptedException {
    requireUnjoined("take");
    ForkTask<?> next = nextEnded();
    if (next != null) {
      return asFork(next);
    }
    Ending how = ending();
    if (how != null && hasFailed()) {
      phase = Phase.ASKED;
      throw failure(how);
    }
    if (phase == Phase.FORKED) {
      phase = Phase.NEW; // there is nothing left that a close would have to complain about
    }
    return null;
  }

  @SuppressWarnings("unchecked") // a fork of this scope
  private Fork<? extends T> asFork(ForkTask<?> fork) {
    return (Fork<? extends T>) fork;
  }

  /**
   * How each fork ended, in the order of forking; also after join or close.
   *
   * @return an immutable list
   * @throws IllegalStateException if a fork has not ended
   * @throws WrongThreadException if the calling thread is not the owner, or is in a fork
   */
  public List<Outcome<T>> outcomes() {
    requireOwner();
    return roster().outcomes();
  }

  /* --- cancelling --- */

  /**
   * Cancels the scope: forks that wait never run, those that run are interrupted, but not the fork
   * that calls this.
   *
   * @param cause why
   * @return false if the scope was over or cancelled before; that cause stands
   * @throws NullPointerException if the cause is null
   */
  public boolean cancel(Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    return ending() == null && callOff(Ending.cancelled(cause));
  }

  /**
   * Does something when the work of the calling thread is no longer wanted: when the scope whose
   * fork it is, or is part of, is cancelled, or the deadline in force passes. Outside of forks that
   * is {@link Deadline#onExpiry}. It ends what is deaf to interrupts:
   *
   * <pre>{@code
   * try (Statement statement = connection.createStatement();
   *     Alarm _ = Scope.onCancel(statement::cancel)) {
   *   statement.execute(sql);
   * }
   * }</pre>
   *
   * <p>A fork with such an alarm is interrupted only when it has closed it, or 50 ms after the
   * action. That gives the action time to end the call with less damage: an interrupt closes the
   * socket that a virtual thread reads from, and with it the connection.
   *
   * @param action what is done, on a virtual thread, and again while the alarm is not closed; at
   *     once if the scope is cancelled already
   * @return takes it back when closed
   * @throws NullPointerException if the action is null
   */
  public static Alarm onCancel(Alarm.Action action) {
    Frame frame = Frame.current();
    ForkTask<?> fork = frame.fork();
    return fork == null
        ? frame.deadline().onExpiry(action)
        : fork.scope().alarm(fork, action, frame.deadline());
  }

  /* --- closing --- */

  /**
   * Cancels what has not ended and waits until every fork has; however long that takes, and also if
   * the thread is interrupted, whose status is kept. Closing again does nothing.
   *
   * @throws IllegalStateException after everything was closed: if something was forked and neither
   *     joined nor taken; if scopes opened in this one on this thread were still open, which have
   *     been closed first
   * @throws WrongThreadException if the calling thread is not the owner, or is in a fork; nothing
   *     happens
   */
  @Override
  public void close() {
    requireOwner();
    if (phase == Phase.CLOSED) {
      return;
    }
    ForkGroup<?> left = null;
    for (ForkGroup<?> inner = OpenScopes.innermost();
        inner != null && inner != this;
        inner = OpenScopes.innermost()) {
      inner.shut();
      left = inner;
    }
    boolean unasked = phase == Phase.FORKED;
    shut();
    if (left != null) {
      throw new IllegalStateException(
          this + " was closed before " + left + ", which was opened in it; both are closed now");
    }
    if (unasked) {
      throw new IllegalStateException(this + " was closed without a join after forking");
    }
  }

  @Override
  void shut() {
    super.shut();
    phase = Phase.CLOSED;
  }

  private void requireUnjoined(String method) {
    requireOwner();
    if (phase.compareTo(Phase.ASKED) > 0) {
      throw new IllegalStateException(this + ": " + method + " after join or close");
    }
  }

  /* --- what it is --- */

  /**
   * What has become of the scope.
   *
   * @return its state now
   */
  public State state() {
    Ending now = ending();
    return now == null ? State.OPEN : now.state();
  }
}
