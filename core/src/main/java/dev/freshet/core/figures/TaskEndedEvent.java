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
public final class TaskEndedEvent extends Event {
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

  private TaskEndedEvent() {}

  /**
   * Whether a recording wants the event; ask before the clock is read.
   *
   * @return true if so
   */
  public static boolean isOn() {
    return new TaskEndedEvent().isEnabled();
  }

  /**
   * Writes the event if a recording wants it; otherwise does nothing and allocates nothing.
   *
   * @param pool name of the pool
   * @param task name of the task
   * @param outcome completed, failed or cancelled
   * @param runNanos how long it ran; {@link Long#MIN_VALUE} if that was not measured
   */
  public static void emit(String pool, String task, String outcome, long runNanos) {
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
