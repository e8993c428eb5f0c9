package dev.freshet.lab.workload;

import dev.freshet.host.ProcessMemory;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Measurement.Slice;
import dev.freshet.lab.child.Probe.Cost;
import dev.freshet.report.LatencySummary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Puts a measurement together. */
final class Figures {
  /** Longer than any trial lasts. */
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

  private final long tasks;
  private final Cost cost;
  private final Map<String, Double> extra = new HashMap<>();
  private double seconds;
  private @Nullable LatencySummary start;
  private @Nullable LatencySummary response;
  private double heapLiveMiB = Double.NaN;
  private List<Slice> timeline = List.of();

  Figures(long tasks, Cost cost) {
    this.tasks = tasks;
    this.cost = cost;
    this.seconds = cost.seconds();
  }

  /** How long it took, where that is not the whole span of the probe. */
  Figures seconds(double value) {
    seconds = value;
    return this;
  }

  Figures start(long[] nanos) {
    start = summary(nanos, nanos.length);
    return this;
  }

  Figures response(long[] nanos) {
    response = summary(nanos, nanos.length);
    return this;
  }

  Figures heapLiveMiB(double value) {
    heapLiveMiB = value;
    return this;
  }

  Figures timeline(List<Slice> slices) {
    timeline = slices;
    return this;
  }

  Figures extra(Map<String, Double> figures) {
    extra.putAll(figures);
    return this;
  }

  /** The percentiles of those that are known: a zero stands for none. */
  static LatencySummary summary(long[] nanos, int count) {
    Histogram histogram = new Histogram(LONGEST, 3);
    for (int i = 0; i < count; i++) {
      if (nanos[i] > 0) {
        histogram.recordValue(Math.min(nanos[i], LONGEST));
      }
    }
    return LatencySummary.of(histogram);
  }

  Measurement measurement() {
    var peak = ProcessMemory.peakRssMiB(ProcessHandle.current().pid());
    return new Measurement(
        tasks,
        seconds,
        tasks / seconds,
        start,
        response,
        cost.used().userUs() / tasks,
        cost.used().systemUs() / tasks,
        cost.used().voluntarySwitches() / tasks,
        cost.used().involuntarySwitches() / tasks,
        peak.isPresent() ? peak.getAsLong() : Double.NaN,
        heapLiveMiB,
        (double) cost.allocated() / tasks,
        cost.gc(),
        cost.carriers(),
        timeline,
        extra);
  }
}
