package dev.freshet.core;

import dev.freshet.core.engine.PoolEngine;
import dev.freshet.core.engine.Submitter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A pool for one function: each call hands in nothing but an argument.
 *
 * <pre>{@code
 * try (FunctionPool<Order> pool = FunctionPool.of(200, this::ship)) {
 *   orders.forEach(pool::invoke);
 * } // close waits for all calls
 * }</pre>
 *
 * <p>What waits in the lane is the argument itself, so a call allocates nothing, not even a lambda.
 * Apart from that it is a {@link TaskPool}: the same choices of workers, discipline (an argument
 * that implements nothing has the default priority and no deadline), sizing and overflow, the same
 * figures. The handler runs on the pool's workers, at most {@code limit} calls at once; what it
 * throws is told to the {@link FailureHandler}, with a task that stands for the call.
 *
 * <p>All methods are safe for all threads. What a thread did before it handed in an argument
 * happens before the call of the handler; that happens before {@link #awaitIdle} or {@link #close}
 * returns.
 *
 * <p>The idea is that of ants' PoolWithFunc; what differs is that a call can be refused with a
 * reason, and that no goroutine or thread is held by an idle pool of virtual workers.
 *
 * @param <T> the type of the argument
 */
public final class FunctionPool<T> implements AutoCloseable {
  private final TaskPool tasks;
  private final PoolEngine engine;
  private final Submitter submitter;

  FunctionPool(TaskPoolConfig config, Consumer<? super T> handler) {
    if (!config.contexts().isEmpty()) {
      throw new IllegalArgumentException(
          "context: does not go with a function pool, whose arguments carry nothing; allowed is"
              + " none, or a TaskPool");
    }
    this.engine = new PoolEngine(config, asObjects(handler));
    this.tasks = new TaskPool(config, engine);
    this.submitter = new Submitter(engine, config);
  }

  @SuppressWarnings("unchecked") // only arguments of this pool reach its handler
  private static <T> Consumer<Object> asObjects(Consumer<? super T> handler) {
    return (Consumer<Object>) (Consumer<?>) Objects.requireNonNull(handler, "handler");
  }

  /**
   * A pool with a limit and defaults for the rest. {@link TaskPoolBuilder#build(Consumer)} sets
   * more.
   *
   * @param limit how many calls may run at once
   * @param handler is called with each argument
   * @param <T> the type of the argument
   * @return the pool
   * @throws IllegalArgumentException if the limit is not within 1 to 16,777,215
   */
  public static <T> FunctionPool<T> of(int limit, Consumer<? super T> handler) {
    return TaskPool.builder().limit(limit).build(handler);
  }

  /**
   * Calls the handler with the argument some time. O(1); allocates nothing once the pool is warm.
   *
   * @param argument what the handler is called with
   * @throws java.util.concurrent.RejectedExecutionException if the pool was shut down, or as the
   *     overflow policy says
   * @throws NullPointerException if the argument is null
   */
  public void invoke(T argument) {
    engine.executeCall(Objects.requireNonNull(argument, "argument"));
  }

  /**
   * Calls the handler with the argument some time, if there is room now; never waits, and leaves
   * the overflow policy aside.
   *
   * @param argument what the handler is called with
   * @return why not; empty if the argument was accepted
   * @throws NullPointerException if the argument is null
   */
  public Optional<Refusal> tryInvoke(T argument) {
    return submitter.tryCall(Objects.requireNonNull(argument, "argument"));
  }

  /**
   * Calls the handler with each argument some time: one decision and one wake-up for all that find
   * room at once, the overflow policy for the rest, in order.
   *
   * @param arguments what the handler is called with
   * @throws BulkRejectedException if some are refused; it tells how many were accepted
   * @throws NullPointerException if the collection or an argument is null; none was accepted
   */
  public void invokeAll(Collection<? extends T> arguments) {
    submitter.callAll(arguments);
  }

  /**
   * The figures now.
   *
   * @return an immutable snapshot
   */
  public PoolSnapshot snapshot() {
    return tasks.snapshot();
  }

  /**
   * The configuration.
   *
   * @return what the pool was built with
   */
  public TaskPoolConfig config() {
    return tasks.config();
  }

  /**
   * Changes the limit; as {@link TaskPool#resize}.
   *
   * @param limit 1 to 16,777,215
   * @return the limit before
   * @throws IllegalArgumentException if the limit is out of its range
   * @throws IllegalStateException if the limit is moved by the pool's {@link Sizing}
   */
  public int resize(int limit) {
    return tasks.resize(limit);
  }

  /** Starts no more calls until {@link #resume}; as {@link TaskPool#pause}. */
  public void pause() {
    tasks.pause();
  }

  /** Ends a pause. */
  public void resume() {
    tasks.resume();
  }

  /**
   * Makes ready for that many calls at once; as {@link TaskPool#preheat}.
   *
   * @param calls 0 or more
   * @throws IllegalArgumentException if the number is negative
   */
  public void preheat(int calls) {
    tasks.preheat(calls);
  }

  /**
   * Waits until no call runs and no argument waits; as {@link TaskPool#awaitIdle}.
   *
   * @param patience how long to wait; zero or less only looks
   * @return false if the time was up first
   * @throws InterruptedException if the calling thread is interrupted while it waits
   * @throws IllegalStateException if called inside the handler
   */
  public boolean awaitIdle(Duration patience) throws InterruptedException {
    return tasks.awaitIdle(patience);
  }

  /** Refuses new arguments; those accepted will be handled. */
  public void shutdown() {
    tasks.shutdown();
  }

  /**
   * Refuses new arguments, waits for the others, and after the given time gives up those that wait
   * and interrupts the calls that run; as {@link TaskPool#drain}.
   *
   * @param patience how long to wait; zero or less does not wait
   * @return what was left undone; a dropped task, if run, calls the handler
   * @throws InterruptedException if the calling thread is interrupted while it waits
   */
  public DrainReport drain(Duration patience) throws InterruptedException {
    return tasks.drain(patience);
  }

  /**
   * Refuses new arguments, gives up those that wait and interrupts the calls that run.
   *
   * @return the arguments given up, in the order of the lane
   */
  @SuppressWarnings("unchecked") // only arguments of this pool wait in its lane
  public List<T> shutdownNow() {
    return (List<T>) engine.ending().stopCalls();
  }

  /**
   * Whether all calls have ended after a shutdown.
   *
   * @return true once the pool has ended
   */
  public boolean isTerminated() {
    return tasks.isTerminated();
  }

  /**
   * Refuses new arguments and waits for the calls, however long they take; as {@link
   * TaskPool#close}.
   *
   * @throws IllegalStateException if called inside the handler
   */
  @Override
  public void close() {
    tasks.close();
  }

  /** Name, state, and how many calls run and wait. */
  @Override
  public String toString() {
    return "Function" + tasks;
  }
}
