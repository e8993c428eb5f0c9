package dev.freshet.core.stream;

import dev.freshet.core.TaskHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one task, afterwards its results, and the link by which it comes back.
 *
 * <p>The owner fills it and hands it to the pool; a task changes it; the owner gets it back. Both
 * hand-overs are publications, so all fields but the status are plain.
 */
final class Batch implements Callable<@Nullable Object> {
  /*
   * Status
   * ------
   *   QUEUED -> RUNNING -> DONE | FAILED     the pool ran it
   *   QUEUED -> DROPPED                      the pool threw it away unrun
   *   QUEUED -> REVOKED                      the owner does not want it any more
   *
   * One compare-and-set of QUEUED decides between pool and owner, so no element is worked on twice
   * or after its stream has ended. A batch comes back to the owner once each time it was queued,
   * unless it was revoked.
   */

  private static final int QUEUED = 0;
  private static final int RUNNING = 1;
  static final int DONE = 2;
  static final int FAILED = 3;
  static final int DROPPED = 4;
  private static final int REVOKED = 5;

  /** Room for elements at first, unless a batch takes fewer. */
  private static final int FIRST_ROOM = 16;

  private static final VarHandle STATUS;

  static {
    try {
      STATUS = MethodHandles.lookup().findVarHandle(Batch.class, "status", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Stage stage;

  /** Elements until the task has run, then results. */
  @Nullable Object[] items;

  int size;

  /** Set by a task that pulls: the source has come to its end. */
  boolean isLast;

  @Nullable Throwable failure;

  /* --- the owner's --- */

  /** How many elements it took. */
  int taken;

  /** How many results were given on. */
  int given;

  /** Whether it is back with results. */
  boolean hasLanded;

  /** Its index among the tasks of its stage. */
  int seat;

  /** Null if the owner runs it. */
  @Nullable TaskHandle<?> handle;

  /** The link of those that come back. */
  @Nullable Batch next;

  private volatile int status;

  Batch(Stage stage, int most) {
    this.stage = stage;
    this.items = new @Nullable Object[Math.min(FIRST_ROOM, most)];
  }

  void add(@Nullable Object element) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = element;
  }

  int status() {
    return status;
  }

  boolean isQueued() {
    return status == QUEUED;
  }

  /** Makes a batch that was dropped fit for another try. */
  void requeue() {
    handle = null;
    STATUS.setRelease(this, QUEUED);
  }

  /** Takes the batch out of the pool's hands; false if it has started, or came back. */
  boolean revoke() {
    return STATUS.compareAndSet(this, QUEUED, REVOKED);
  }

  /** Sends the batch back unrun, if it has not started. */
  void drop() {
    if (STATUS.compareAndSet(this, QUEUED, DROPPED)) {
      stage.coordinator().arrive(this);
    }
  }

  /** Ends a task between two elements whose stream has ended. */
  void requireWanted() {
    if (stage.coordinator().isOver()) {
      throw new CancellationException("the stream has ended");
    }
  }

  /** Runs the task; what it throws is the owner's to know, and the pool's for its figures. */
  @Override
  public @Nullable Object call() throws Exception {
    if (!STATUS.compareAndSet(this, QUEUED, RUNNING)) {
      return null;
    }
    int end = FAILED;
    try {
      stage.body().run(this);
      end = DONE;
      return null;
    } catch (Throwable t) {
      failure = t;
      stage.coordinator().failed(this);
      throw t;
    } finally {
      STATUS.setRelease(this, end);
      stage.coordinator().arrive(this);
    }
  }
}
