package dev.freshet.core.stream;

import dev.freshet.core.TaskHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A task of a stage: works on batches, one after the other. */
final class Runner extends Arrival implements Callable<@Nullable Object> {
  /*
   *   QUEUED -> RUNNING                      the pool runs it
   *   QUEUED -> DROPPED                      the pool threw it away unrun
   *   QUEUED -> REVOKED                      the owner does not want it any more
   *
   * One compare-and-set of QUEUED decides between pool and owner. A runner comes back to the owner
   * once, as the last thing it does, unless it was revoked.
   */

  private static final int QUEUED = 0;
  private static final int RUNNING = 1;
  private static final int DROPPED = 2;
  private static final int REVOKED = 3;

  private static final VarHandle STATUS;

  static {
    try {
      STATUS = MethodHandles.lookup().findVarHandle(Runner.class, "status", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final StageTasks tasks;

  /** Its index among the tasks of its stage; the owner's. */
  int seat;

  /** What the pool gave for it; the owner's. */
  @Nullable TaskHandle<?> handle;

  private volatile int status;

  Runner(StageTasks tasks) {
    this.tasks = tasks;
  }

  boolean isQueued() {
    return status == QUEUED;
  }

  boolean isDropped() {
    return status == DROPPED;
  }

  /** Takes the task out of the pool's hands; false if it has started, or came back. */
  boolean revoke() {
    return STATUS.compareAndSet(this, QUEUED, REVOKED);
  }

  /** Sends the task back unrun, if it has not started. */
  void drop() {
    if (STATUS.compareAndSet(this, QUEUED, DROPPED)) {
      tasks.cameBack(this);
    }
  }

  /** Runs the task; what it throws is the owner's to know, and the pool's for its figures. */
  @Override
  public @Nullable Object call() throws Exception {
    if (STATUS.compareAndSet(this, QUEUED, RUNNING)) {
      tasks.work(this);
    }
    return null;
  }
}
