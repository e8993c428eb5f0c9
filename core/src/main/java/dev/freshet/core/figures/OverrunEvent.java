package dev.freshet.core.figures;

import dev.freshet.core.Overrun;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * JFR event: a task runs for longer than its budget. On in every recording. The stack is that of
 * the worker, as text: the event's own would be that of the watch.
 */
@Name("dev.freshet.Overrun")
@Label("Task Overrun")
@Description("A task runs for longer than the time budget of its pool")
@Category("Freshet")
@StackTrace(false)
public final class OverrunEvent extends Event {
  /** Most frames, as in the stack traces of JFR itself: some 6 KB of text. */
  static final int FRAMES = 64;

  @Label("Pool")
  @Description("Name of the pool")
  @Nullable String pool;

  @Label("Task")
  @Description("Name of the task, that of its class if it was given none")
  @Nullable String task;

  @Label("Task Class")
  @Description("Key that groups tasks of one kind")
  @Nullable String taskClass;

  @Label("Running For")
  @Description("How long the task runs, at least")
  @Timespan(Timespan.NANOSECONDS)
  long runningFor;

  @Label("Budget")
  @Description("How long it was to run at most")
  @Timespan(Timespan.NANOSECONDS)
  long budget;

  @Label("Worker")
  @Description("Name of the worker's thread")
  @Nullable String worker;

  @Label("Worker Stack")
  @Description("Where the worker was, innermost frame first")
  @Nullable String workerStack;

  private OverrunEvent() {}

  /**
   * Writes the event if a recording wants it; otherwise does nothing and allocates nothing.
   *
   * @param overrun what to tell
   */
  public static void emit(Overrun overrun) {
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
