package dev.freshet.core.figures;

import dev.freshet.core.Overrun;
import dev.freshet.core.PoolListener;
import dev.freshet.core.PoolListener.TaskInfo;
import dev.freshet.core.Refusal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells JFR and the listener of a pool what happens in it.
 *
 * <p>Safe for all threads. No method throws, whatever the listener does.
 */
public final class Notices {
  private final String pool;
  private final @Nullable PoolListener listener;
  private final PoolListener.@Nullable EachTask eachTask;
  private final Consumer<Throwable> onListenerFailure;

  /**
   * Notices of one pool.
   *
   * @param pool its name
   * @param listener is told; may be null
   * @param onListenerFailure is given what the listener throws; what itself throws is lost
   */
  public Notices(
      String pool, @Nullable PoolListener listener, Consumer<Throwable> onListenerFailure) {
    this.pool = pool;
    this.listener = listener;
    this.eachTask = listener instanceof PoolListener.EachTask each ? each : null;
    this.onListenerFailure = onListenerFailure;
  }

  /**
   * A task was not accepted.
   *
   * @param why the reason
   * @param taskName the name of the task; may be null
   */
  public void refused(Refusal why, @Nullable String taskName) {
    Events.refused(pool, why, taskName);
    if (listener != null) {
      try {
        listener.refused(pool, why, taskName);
      } catch (Throwable t) {
        failed(t);
      }
    }
  }

  /**
   * The limit changed.
   *
   * @param from the limit before
   * @param to the limit now
   * @param reason who or what changed it
   */
  public void resized(int from, int to, String reason) {
    Events.resized(pool, from, to, reason);
    if (listener != null) {
      try {
        listener.resized(pool, from, to, reason);
      } catch (Throwable t) {
        failed(t);
      }
    }
  }

  /**
   * A task runs for longer than its budget.
   *
   * @param overrun the task
   */
  public void overrun(Overrun overrun) {
    Events.overran(overrun);
    if (listener != null) {
      try {
        listener.overrun(overrun);
      } catch (Throwable t) {
        failed(t);
      }
    }
  }

  /** A worker's thread begins; called on it. */
  public void workerStarted() {
    if (listener != null) {
      try {
        listener.workerStarted(pool, Thread.currentThread());
      } catch (Throwable t) {
        failed(t);
      }
    }
  }

  /** A worker's thread ends; called on it. */
  public void workerEnded() {
    if (listener != null) {
      try {
        listener.workerEnded(pool, Thread.currentThread());
      } catch (Throwable t) {
        failed(t);
      }
    }
  }

  /**
   * Whether the listener wants to hear of each task. Never changes, so an engine may keep it.
   *
   * @return true if {@link #taskStarted} and {@link #taskEnded} do something
   */
  public boolean wantsTasks() {
    return eachTask != null;
  }

  /**
   * A task is about to run; called on its thread.
   *
   * @param task what was given to {@code execute}, or the handle
   * @param name its name, or that of its class
   * @param taskClass its class; may be null
   * @return what {@link #taskEnded} wants; null if nobody wants to hear of tasks
   */
  public @Nullable TaskInfo taskStarted(Object task, String name, @Nullable String taskClass) {
    if (eachTask == null) {
      return null;
    }
    TaskInfo info = new TaskInfo(pool, task, name, taskClass);
    try {
      eachTask.taskStarted(info);
    } catch (Throwable t) {
      failed(t);
    }
    return info;
  }

  /**
   * A task has run; called on its thread.
   *
   * @param info what {@link #taskStarted} answered
   * @param failure what the task threw; null if it returned
   */
  public void taskEnded(@Nullable TaskInfo info, @Nullable Throwable failure) {
    if (eachTask != null && info != null) {
      try {
        eachTask.taskEnded(info, failure);
      } catch (Throwable t) {
        failed(t);
      }
    }
  }

  private void failed(Throwable failure) {
    try {
      onListenerFailure.accept(failure);
    } catch (Throwable _) {
      // The pool goes on, and there is nobody left to tell.
    }
  }
}
