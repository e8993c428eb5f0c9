package dev.freshet.core.figures;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** JFR event: a worker is about to run a task. Off unless a recording asks for it. */
@Name("dev.freshet.TaskStarted")
@Label("Task Started")
@Description("A worker of a pool is about to run a task")
@Category("Freshet")
@Enabled(false)
@StackTrace(false)
final class TaskStartedEvent extends Event {
  @Label("Pool")
  @Description("Name of the pool")
  @Nullable String pool;

  @Label("Task")
  @Description("Name of the task, that of its class if it was given none")
  @Nullable String task;

  @Label("Task Class")
  @Description("Key that groups tasks of one kind")
  @Nullable String taskClass;

  @Label("Queued For")
  @Description("Time from submission to start, where it was measured")
  @Timespan(Timespan.NANOSECONDS)
  long queuedFor;
}
