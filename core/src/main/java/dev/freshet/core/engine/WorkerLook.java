package dev.freshet.core.engine;

import dev.freshet.core.RunningTask;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A look at a worker from outside: what it runs, for how long, and where it is. */
final class WorkerLook {
  private static final String LOOP = Grant.class.getName();

  private WorkerLook() {}

  /** What the grant's worker runs; some 30 microseconds. */
  static RunningTask at(Grant grant, Thread thread) {
    List<StackTraceElement> stack = List.of(thread.getStackTrace());
    @Nullable Runnable record = grant.currentRecord();
    long age = Math.max(0, System.nanoTime() - grant.since());
    return new RunningTask(
        thread.getName(), nameOf(record, stack), Duration.ofNanos(age), record, stack);
  }

  /** A plain task has no name but that of its body, which is what the worker's loop has called. */
  private static String nameOf(@Nullable Runnable record, List<StackTraceElement> stack) {
    if (record instanceof TaskRecord<?> task) {
      return task.name();
    }
    for (int i = 1; i < stack.size(); i++) {
      if (stack.get(i).getClassName().equals(LOOP)) {
        StackTraceElement body = stack.get(i - 1);
        return body.getClassName() + "." + body.getMethodName();
      }
    }
    return "between two tasks";
  }
}
