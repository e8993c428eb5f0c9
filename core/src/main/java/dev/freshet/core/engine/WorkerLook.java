package dev.freshet.core.engine;

import dev.freshet.core.RunningTask;
import dev.freshet.core.lane.PeerWait;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A look at a worker from outside: what it runs, for how long, and where it is. */
final class WorkerLook {
  private static final String LOOP = Grant.class.getName();
  private static final String ENGINE = Grant.class.getPackageName();

  /** Looks at a thread that is between two states, one to three microseconds each. */
  private static final int ATTEMPTS = 100;

  private WorkerLook() {}

  /** What the grant's worker runs; some 30 microseconds. */
  static RunningTask at(Grant grant, Thread thread) {
    List<StackTraceElement> stack = stackOf(thread);
    @Nullable Runnable record = grant.currentRecord();
    return new RunningTask(
        thread.getName(),
        nameOf(record, stack),
        Duration.ofNanos(grant.ageNanos()),
        record instanceof PlainRecord ? null : record,
        stack);
  }

  /** A virtual thread that is just being mounted or unmounted answers an empty stack. */
  private static List<StackTraceElement> stackOf(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    for (int i = 0, spins = 0; stack.length == 0 && i < ATTEMPTS && thread.isAlive(); i++) {
      spins = PeerWait.pause(spins);
      stack = thread.getStackTrace();
    }
    return List.of(stack);
  }

  /** A plain task has no name but that of its body, which is what the worker's loop has called. */
  private static String nameOf(@Nullable Runnable record, List<StackTraceElement> stack) {
    if (record instanceof TaskRecord<?> task) {
      return task.name();
    }
    for (int i = 1; i < stack.size(); i++) {
      if (stack.get(i).getClassName().equals(LOOP)) {
        return bodyAbove(stack, i);
      }
    }
    return "between two tasks";
  }

  /** The first method that is not the engine's; contexts may lie between the loop and the task. */
  private static String bodyAbove(List<StackTraceElement> stack, int loop) {
    for (StackTraceElement frame : stack.subList(0, loop).reversed()) {
      if (!frame.getClassName().startsWith(ENGINE)) {
        return frame.getClassName() + "." + frame.getMethodName();
      }
    }
    return "between two tasks";
  }
}
