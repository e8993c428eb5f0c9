package dev.freshet.core.figures;

import dev.freshet.core.Overrun;
import dev.freshet.core.Refusal;
import java.util.List;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Writes the JFR events of the pools.
 *
 * <p>Safe for all threads. A method costs a read and a branch while JFR is off, and allocates
 * nothing unless a recording takes the event.
 */
public final class Events {
  /*
   * An event class registers itself with JFR when it is initialised, and the first registration in a
   * JVM reads JFR's metadata: 100 ms on a quiet machine, a second on a busy one, on whichever
   * thread happens to meet the first refusal. So no event class is touched before JFR itself has
   * been initialised, which is what starting any recording does first. A recording that is started
   * later finds the settings for our events by name when they register.
   */

  /** Most frames of a stack, as in the stack traces of JFR itself: some 6 KB of text. */
  static final int FRAMES = 64;

  private Events() {}

  /**
   * Whether a recording wants {@code dev.freshet.TaskStarted}; ask before the arguments are
   * gathered.
   *
   * @return true if so
   */
  public static boolean wantsTaskStarted() {
    return FlightRecorder.isInitialized() && new TaskStartedEvent().isEnabled();
  }

  /**
   * A worker is about to run a task.
   *
   * @param pool name of the pool
   * @param task name of the task
   * @param taskClass its class; may be null
   * @param queuedNanos how long it waited; {@link Long#MIN_VALUE} if that was not measured
   */
  public static void taskStarted(
      String pool, String task, @Nullable String taskClass, long queuedNanos) {
    if (FlightRecorder.isInitialized()) {
      TaskStartedEvent event = new TaskStartedEvent();
      if (event.shouldCommit()) {
        event.pool = pool;
        event.task = task;
        event.taskClass = taskClass;
        event.queuedFor = queuedNanos;
        event.commit();
      }
    }
  }

  /**
   * Whether a recording wants {@code dev.freshet.TaskEnded}; ask before the clock is read.
   *
   * @return true if so
   */
  public static boolean wantsTaskEnded() {
    return FlightRecorder.isInitialized() && new TaskEndedEvent().isEnabled();
  }

  /**
   * A task has run.
   *
   * @param pool name of the pool
   * @param task name of the task
   * @param outcome completed, failed or cancelled
   * @param runNanos how long it ran; {@link Long#MIN_VALUE} if that was not measured
   */
  public static void taskEnded(String pool, String task, String outcome, long runNanos) {
    if (FlightRecorder.isInitialized()) {
      TaskEndedEvent event = new TaskEndedEvent();
      if (event.shouldCommit()) {
        event.pool = pool;
        event.task = task;
        event.outcome = outcome;
        event.ranFor = runNanos;
        event.commit();
      }
    }
  }

  /**
   * A task was not accepted.
   *
   * @param pool name of the pool
   * @param why the reason
   * @param task name of the task; may be null
   */
  public static void refused(String pool, Refusal why, @Nullable String task) {
    if (FlightRecorder.isInitialized()) {
      RefusedEvent event = new RefusedEvent();
      if (event.shouldCommit()) {
        event.pool = pool;
        event.reason = why.name();
        event.task = task;
        event.commit();
      }
    }
  }

  /**
   * The limit of a pool changed.
   *
   * @param pool name of the pool
   * @param from the limit before
   * @param to the limit now
   * @param reason who or what changed it
   */
  public static void resized(String pool, int from, int to, String reason) {
    if (FlightRecorder.isInitialized()) {
      ResizedEvent event = new ResizedEvent();
      if (event.shouldCommit()) {
        event.pool = pool;
        event.from = from;
        event.to = to;
        event.reason = reason;
        event.commit();
      }
    }
  }

  /**
   * A task runs for longer than its budget.
   *
   * @param overrun what to tell
   */
  public static void overran(Overrun overrun) {
    if (FlightRecorder.isInitialized()) {
      OverrunEvent event = new OverrunEvent();
      if (event.shouldCommit()) {
        event.pool = overrun.pool();
        event.task = overrun.taskName();
        event.taskClass = overrun.taskClass();
        event.runningFor = overrun.runningFor().toNanos();
        event.budget = overrun.budget().toNanos();
        event.worker = overrun.threadName();
        event.workerStack = inLines(overrun.stack());
        event.commit();
      }
    }
  }

  private static String inLines(List<StackTraceElement> stack) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : stack.subList(0, Math.min(FRAMES, stack.size()))) {
      text.append(frame).append('\n');
    }
    if (stack.size() > FRAMES) {
      text.append("... ").append(stack.size() - FRAMES).append(" more\n");
    }
    return text.toString();
  }
}
