package dev.freshet.core.figures;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** JFR event: the limit of a pool changed. On in every recording. */
@Name("dev.freshet.Resized")
@Label("Pool Resized")
@Description("The limit of a pool changed")
@Category("Freshet")
@StackTrace(false)
final class ResizedEvent extends Event {
  @Label("Pool")
  @Description("Name of the pool")
  @Nullable String pool;

  @Label("From")
  @Description("Limit before")
  int from;

  @Label("To")
  @Description("Limit now")
  int to;

  @Label("Reason")
  @Description("Who or what changed it")
  @Nullable String reason;
}
