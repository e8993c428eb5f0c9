package dev.freshet.core.figures;

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
final class OverrunEvent extends Event {
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
}
