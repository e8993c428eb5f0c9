package dev.freshet.core.engine;

import dev.freshet.core.PoolListener.TaskInfo;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.figures.Events;
import dev.freshet.core.figures.Notices;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The run of a task while somebody wants to hear of each: a JFR recording or a listener. */
final class WatchedRun {
  private WatchedRun() {}

  /** Runs the task on the grant and tells before and after. */
  static void of(Grant grant, PoolEngine engine, Object task) {
    Notices notices = engine.figures().notices();
    @Nullable TaskHandle<?> handle = task instanceof TaskHandle<?> record ? record : null;
    String name = handle == null ? task.getClass().getName() : handle.name();
    @Nullable String taskClass = handle == null ? null : handle.taskClass();
    Events.taskStarted(engine.name(), name, taskClass, Long.MIN_VALUE);
    @Nullable TaskInfo info = notices.taskStarted(task, name, taskClass);
    long start = System.nanoTime();
    @Nullable Throwable failure = grant.runOne(task);
    long nanos = System.nanoTime() - start;
    if (handle != null && handle.state() == Future.State.FAILED) {
      failure = handle.exceptionNow();
    }
    notices.taskEnded(info, failure);
    boolean cancelled = handle != null && handle.isCancelled();
    Events.taskEnded(
        engine.name(),
        name,
        cancelled ? "cancelled" : failure == null ? "completed" : "failed",
        nanos);
  }
}
