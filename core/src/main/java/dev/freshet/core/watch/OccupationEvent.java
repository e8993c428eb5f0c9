package dev.freshet.core.watch;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/**
 * JFR event: long between two checkpoints of a {@link Budget}. On in every recording. Its stack is
 * that of the late checkpoint.
 */
@Name("dev.freshet.Occupation")
@Label("Long Occupation")
@Description("A task reached its checkpoint several time slices late: it computed or was blocked")
@Category("Freshet")
final class OccupationEvent extends Event {
  @Label("Occupied For")
  @Description("Time from the start of the slice to the checkpoint")
  @Timespan(Timespan.NANOSECONDS)
  long occupiedFor;

  @Label("Slice")
  @Description("Time the slice was to last")
  @Timespan(Timespan.NANOSECONDS)
  long slice;

  /** Writes the event if a recording takes it; to be called only after JFR was started. */
  static void write(long occupiedNanos, long sliceNanos) {
    OccupationEvent event = new OccupationEvent();
    if (event.shouldCommit()) {
      event.occupiedFor = occupiedNanos;
      event.slice = sliceNanos;
      event.commit();
    }
  }
}
