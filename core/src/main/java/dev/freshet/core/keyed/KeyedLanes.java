package dev.freshet.core.keyed;

import dev.freshet.core.Refusal;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskHandle;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of a key one after the other, in the order in which they were accepted, and those
 * of different keys side by side, on the threads of any executor.
 *
 * <pre>{@code
 * try (TaskPool pool = TaskPool.of(200);
 *     KeyedLanes<AccountId> accounts = KeyedLanes.of(pool)) {
 *   accounts.execute(from, () -> withdraw(from, amount));
 *   TaskHandle<Money> balance = accounts.submit(from, () -> balanceOf(from)); // after it
 *   return balance.get();
 * } // waits for the tasks of all keys
 * }</pre>
 *
 * <p><b>Order.</b> Two tasks of a key never run at once, and each runs after all that were accepted
 * for that key before it. A task that throws, expires or is cancelled does not hold up the next.
 *
 * <p><b>Turns.</b> A key with tasks has exactly one task in the executor, its turn, however many
 * wait. After 64 tasks or 1 ms it goes to the back of the executor's queue, so a hot key takes one
 * thread at a time and others do not wait behind its backlog. A key without tasks is not there: it
 * costs nothing, and nothing of it is kept. (The table itself keeps 4 to 8 bytes for each key of
 * the largest number that was ever busy at once.)
 *
 * <p><b>Bounds.</b> Up to 1,024 tasks wait for a key, the one that runs not counted. The submitter
 * of one more waits for room, at most for the time-out of 3 s, or refuses to wait ({@link
 * #tryExecute}, {@link #trySubmit}). A task that has then waited in the mailbox for the time-out,
 * and up to a sixteenth longer, expires: it never runs, its handle ends with a {@link
 * dev.freshet.core.TaskExpiredException}. It does so in time even if the task ahead hangs. A task
 * that has expired or was cancelled keeps its place, but nothing else, until a turn passes it.
 *
 * <p><b>Waiting inside.</b> A task may submit for its own key and any other. It must not wait for a
 * task of its own key, which comes after it: {@code get} throws {@link IllegalStateException} then,
 * and a full mailbox refuses at once instead of making it wait for room. It may wait for a handle
 * of another key, at any limit of the executor: if that key waits for its turn, {@code get} takes
 * it on the waiting thread. Two tasks that wait for each other's keys, or other ways of waiting for
 * them, a latch or a stage, end when the time-out does.
 *
 * <p><b>The executor</b> is the caller's: {@link #close} does not end it, and it is to be closed
 * after the lanes. Its own bound counts keys, not tasks. When it refuses a turn, the task that
 * needed it is refused, and has not run; if others were accepted for that key in the same moment
 * and it refuses again, the submitter's thread runs those. A refusal between two turns makes the
 * turn go on where it is. A turn that it accepts and throws away, as {@code shutdownNow} does, is
 * asked for again when it has not come for the time-out. So nothing that was accepted is lost or
 * stuck: each task runs, fails, expires, or is cancelled or dropped. An executor that runs tasks on
 * the calling thread keeps order and exclusion as well. Contexts of a pool's builder are those of
 * the submitter for whom a turn began; between tasks of a turn only the interrupt status is
 * cleared.
 *
 * <p><b>Thread safety and memory effects.</b> All methods are safe for all threads. What a thread
 * did before it submitted happens before the task; each task of a key happens before the next; a
 * task happens before {@code get} and {@link #awaitTermination} return. Submitting is O(1) and
 * allocates 32 bytes for a key that is busy, 104 for one that becomes so, and 56 for a handle. Keys
 * need {@code equals} and {@code hashCode} and must not change.
 *
 * <p><b>Provenance.</b> The mailbox is Vyukov's queue with many producers and one consumer, as in
 * Akka's and Pekko's actors, and so is {@code throughput}, the turn. What differs is told in the
 * class Mailbox: an exact bound, no idle mailbox, and a dead mark instead of a lock when it ends.
 *
 * @param <K> the type of the keys
 */
public final class KeyedLanes<K> implements AutoCloseable {
  private final Lanes<K> lanes;

  KeyedLanes(Lanes<K> lanes) {
    this.lanes = lanes;
  }

  /**
   * A task given up before it started.
   *
   * @param key the key
   * @param task the very object given to {@code execute} or {@code submit}; handles were cancelled
   * @param <K> the type of the keys
   */
  public record Dropped<K>(K key, Object task) {
    /**
     * Checks the values.
     *
     * @throws NullPointerException naming the value that is null
     */
    public Dropped {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(task, "task");
    }
  }

  /**
   * Lanes with defaults for everything.
   *
   * @param executor runs the turns
   * @param <K> the type of the keys
   * @return the lanes
   */
  public static <K> KeyedLanes<K> of(Executor executor) {
    return KeyedLanes.<K>builder(executor).build();
  }

  /**
   * A builder.
   *
   * @param executor runs the turns; with a {@link dev.freshet.core.TaskPool} the methods that try
   *     never wait, with others they wait if its {@code execute} does
   * @param <K> the type of the keys
   * @return the builder
   */
  public static <K> KeyedLanesBuilder<K> builder(Executor executor) {
    return new KeyedLanesBuilder<>(executor);
  }

  /* --- submitting --- */

  /**
   * Runs the task some time, after all that were accepted for the key before. What it throws is
   * given to the {@link dev.freshet.core.FailureHandler}.
   *
   * @param key the key
   * @param task what runs
   * @throws RejectedExecutionException if the lanes are shut down; if there was no room within the
   *     time-out or the {@link dev.freshet.core.scope.Deadline} in force; if the thread was
   *     interrupted while it waited, which it stays; if it is in a task of this very key, whose
   *     mailbox is full; or if the executor refuses. The task never runs
   * @throws NullPointerException if an argument is null
   */
  public void execute(K key, Runnable task) {
    admit(key, Objects.requireNonNull(task, "task"));
  }

  /**
   * Runs the task some time if there is room for it now; never waits for room.
   *
   * @param key the key
   * @param task what runs
   * @return empty if it was accepted, otherwise why not
   * @throws NullPointerException if an argument is null
   */
  public Optional<Refusal> tryExecute(K key, Runnable task) {
    Objects.requireNonNull(key, "key");
    return Optional.ofNullable(lanes.admit(key, Objects.requireNonNull(task, "task"), false));
  }

  /**
   * As {@link #execute}, with a handle.
   *
   * @param key the key
   * @param task what runs
   * @param <V> the result type
   * @return waits for the result and cancels
   * @throws RejectedExecutionException as {@link #execute} does
   * @throws NullPointerException if an argument is null
   */
  public <V extends @Nullable Object> TaskHandle<V> submit(K key, Callable<V> task) {
    KeyedHandle<V> handle = new KeyedHandle<>(lanes, Objects.requireNonNull(task, "task"));
    admit(key, handle);
    return handle;
  }

  /**
   * As {@link #execute}, with a handle whose result is null.
   *
   * @param key the key
   * @param task what runs
   * @return waits for the end and cancels
   * @throws RejectedExecutionException as {@link #execute} does
   * @throws NullPointerException if an argument is null
   */
  public TaskHandle<?> submit(K key, Runnable task) {
    KeyedHandle<@Nullable Object> handle =
        new KeyedHandle<>(lanes, Objects.requireNonNull(task, "task"), null);
    admit(key, handle);
    return handle;
  }

  /**
   * As {@link #tryExecute}, with a handle.
   *
   * @param key the key
   * @param task what runs
   * @param <V> the result type
   * @return the handle, or why there is none
   * @throws NullPointerException if an argument is null
   */
  public <V extends @Nullable Object> Submission<V> trySubmit(K key, Callable<V> task) {
    Objects.requireNonNull(key, "key");
    KeyedHandle<V> handle = new KeyedHandle<>(lanes, Objects.requireNonNull(task, "task"));
    Refusal why = lanes.admit(key, handle, false);
    return why == null ? new Submission.Accepted<>(handle) : new Submission.Refused<>(why);
  }

  private void admit(K key, Runnable task) {
    Refusal why = lanes.admit(Objects.requireNonNull(key, "key"), task, true);
    if (why != null) {
      throw new RejectedExecutionException(
          why == Refusal.SHUT_DOWN
              ? "the lanes refuse a task: they are shut down"
              : "the lane of key " + key + " refuses a task: " + why.text());
    }
  }

  /* --- looking --- */

  /**
   * How many tasks wait for a key, those included that were ended while they waited and were not
   * passed yet.
   *
   * @param key the key
   * @return 0 to the bound
   * @throws NullPointerException if the key is null
   */
  public int depth(K key) {
    return lanes.depth(Objects.requireNonNull(key, "key"));
  }

  /**
   * How many keys have tasks that wait or run: what is in the table.
   *
   * @return 0 or more; exact when nobody moves
   */
  public int busyKeys() {
    return lanes.busyKeys();
  }

  /**
   * The figures now. O(busy keys).
   *
   * @return an immutable snapshot
   */
  public KeyedSnapshot snapshot() {
    return lanes.snapshot();
  }

  /* --- ending --- */

  /** Refuses new tasks, those of waiting submitters included; those accepted will run. */
  public void shutdown() {
    lanes.shutdown();
  }

  /**
   * Refuses new tasks and gives up those that wait; their handles are cancelled. Those that run go
   * on and are not interrupted: their threads are the executor's. O(tasks that wait).
   *
   * @return the tasks given up, those of each key in their order. Cancelled and expired ones are
   *     not among them
   */
  public List<Dropped<K>> shutdownNow() {
    return lanes.stop();
  }

  /**
   * Refuses new tasks, waits for the others, and after the given time does what {@link
   * #shutdownNow} does.
   *
   * @param patience how long to wait; zero or less does not wait
   * @return what was given up; empty if all was done in time, or what is left is running
   * @throws InterruptedException if interrupted while it waits; the lanes stay shut down, their
   *     tasks go on
   * @throws NullPointerException if the time is null; the lanes are not shut down
   */
  public List<Dropped<K>> drain(Duration patience) throws InterruptedException {
    Objects.requireNonNull(patience, "patience");
    shutdown();
    return awaitTermination(patience) ? List.of() : shutdownNow();
  }

  /**
   * Waits until all tasks have ended after a shutdown.
   *
   * @param patience how long to wait; zero or less only looks
   * @return false if the time was up first
   * @throws InterruptedException if interrupted while it waits
   * @throws NullPointerException if the time is null
   */
  public boolean awaitTermination(Duration patience) throws InterruptedException {
    return lanes.await(KeyedLanesBuilder.nanos(Objects.requireNonNull(patience, "patience")));
  }

  /**
   * Refuses new tasks and waits for the others; an interrupt of the waiting thread does what {@link
   * #shutdownNow} does and waits on. The executor stays open.
   *
   * @throws IllegalStateException if called inside a task of these lanes, which would wait for
   *     itself; the lanes are not shut down
   */
  @Override
  public void close() {
    if (TurnContext.isIn(lanes)) {
      throw new IllegalStateException(
          "close: called inside a task of these lanes, it would wait for itself; shutdown() does"
              + " not wait");
    }
    shutdown();
    boolean interrupted = false;
    for (boolean ended = false; !ended; ) {
      try {
        ended = lanes.await(Long.MAX_VALUE);
      } catch (InterruptedException _) {
        interrupted = true;
        shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Whether new tasks are refused.
   *
   * @return true after a shutdown
   */
  public boolean isShutdown() {
    return lanes.isShutdown();
  }

  /**
   * Whether all is over.
   *
   * @return true once the lanes are shut down and no task waits or runs
   */
  public boolean isTerminated() {
    return lanes.isTerminated();
  }

  /** State, busy keys and what waits. */
  @Override
  public String toString() {
    KeyedSnapshot now = snapshot();
    return "KeyedLanes "
        + (isTerminated() ? "terminated" : isShutdown() ? "shut down" : "open")
        + ", busy keys "
        + now.busyKeys()
        + ", running "
        + now.running()
        + ", queued "
        + now.queued();
  }
}
