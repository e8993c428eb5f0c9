package dev.freshet.core.figures;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Throttle;
import org.jspecify.annotations.Nullable;

/**
 * JFR event: a task was not accepted. On in every recording, therefore at most {@value #RATE}: a
 * pool in a flood may refuse millions a second, which would fill the recording and slow the
 * shedding down. The counters of the pool tell how many it really were; a recording that wants each
 * event sets {@code dev.freshet.Refused#throttle=off}.
 */
@Name("dev.freshet.Refused")
@Label("Task Refused")
@Description("A pool did not accept a task; a sample if there are many")
@Category("Freshet")
@StackTrace(false)
@Throttle(RefusedEvent.RATE)
final class RefusedEvent extends Event {
  /**
   * Most events: 300 of some 60 bytes are 18 KB a second, as much as JFR's own throttled events.
   */
  static final String RATE = "300/s";

  @Label("Pool")
  @Description("Name of the pool")
  @Nullable String pool;

  @Label("Reason")
  @Description("Why it was refused")
  @Nullable String reason;

  @Label("Task")
  @Description("Name of the task, if it has one")
  @Nullable String task;
}
