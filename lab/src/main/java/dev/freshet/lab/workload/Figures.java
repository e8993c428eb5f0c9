package dev.freshet.lab.workload;

import dev.freshet.host.ProcessMemory;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Measurement.Slice;
import dev.freshet.lab.child.Probe.Cost;
import dev.freshet.report.LatencySummary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Puts a measurement together. For one thread. */
public final class Figures {
  /** Name of the extra figure that counts the tasks a subject gave up. */
  public static final String SHED = "shed";

  /** Longer than any trial lasts. */
  private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);

  private final long tasks;
  private final Cost cost;
  private final Map<String, Double> extra = new HashMap<>();
  private final OptionalLong peak;
  private double seconds;
  private @Nullable LatencySummary start;
  private @Nullable LatencySummary response;
  private double heapLiveMiB = Double.NaN;
  private List<Slice> timeline = List.of();

  /**
   * Begins, and reads the peak of memory: collecting the garbage later may move it.
   *
   * @param tasks that ran
   * @param cost what they took
   */
  public Figures(long tasks, Cost cost) {
    this.tasks = tasks;
    this.cost = cost;
    this.seconds = cost.seconds();
    this.peak = ProcessMemory.peakRssMiB(ProcessHandle.current().pid());
  }

  /**
   * How long it took, where that is not the whole span of the probe.
   *
   * @param value seconds
   * @return this
   */
  public Figures seconds(double value) {
    seconds = value;
    return this;
  }

  /**
   * How long tasks waited for their beginning.
   *
   * @param nanos a value for each task; zero for none
   * @return this
   */
  public Figures start(long[] nanos) {
    start = summary(nanos, nanos.length);
    return this;
  }

  /**
   * How long it was until they had ended.
   *
   * @param nanos a value for each task; zero for none
   * @return this
   */
  public Figures response(long[] nanos) {
    response = summary(nanos, nanos.length);
    return this;
  }

  /** Tasks that the subject gave up; said only if there are some. */
  Figures shed(long given) {
    return given > 0 ? extra(Map.of(SHED, (double) given)) : this;
  }

  Figures heapLiveMiB(double value) {
    heapLiveMiB = value;
    return this;
  }

  Figures timeline(List<Slice> slices) {
    timeline = slices;
    return this;
  }

  /**
   * Figures of this workload only.
   *
   * @param figures by name with unit
   * @return this
   */
  public Figures extra(Map<String, Double> figures) {
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

  /**
   * Ends.
   *
   * @return the figures
   */
  public Measurement measurement() {
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
