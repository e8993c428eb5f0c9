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
public final class TaskStartedEvent extends Event {
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

  private TaskStartedEvent() {}

  /**
   * Whether a recording wants the event; ask before the arguments are gathered.
   *
   * @return true if so
   */
  public static boolean isOn() {
    return new TaskStartedEvent().isEnabled();
  }

  /**
   * Writes the event if a recording wants it; otherwise does nothing and allocates nothing.
   *
   * @param pool name of the pool
   * @param task name of the task
   * @param taskClass its class; may be null
   * @param queuedNanos how long it waited; {@link Long#MIN_VALUE} if that was not measured
   */
  public static void emit(String pool, String task, @Nullable String taskClass, long queuedNanos) {
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
