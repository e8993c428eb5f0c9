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

/** JFR event: a task has run. Off unless a recording asks for it. */
@Name("dev.freshet.TaskEnded")
@Label("Task Ended")
@Description("A task of a pool has run")
@Category("Freshet")
@Enabled(false)
@StackTrace(false)
final class TaskEndedEvent extends Event {
  @Label("Pool")
  @Description("Name of the pool")
  @Nullable String pool;

  @Label("Task")
  @Description("Name of the task, that of its class if it was given none")
  @Nullable String task;

  @Label("Outcome")
  @Description("How it ended: completed, failed or cancelled")
  @Nullable String outcome;

  @Label("Ran For")
  @Description("Time from start to end")
  @Timespan(Timespan.NANOSECONDS)
  long ranFor;
}
