package dev.freshet.lab.workload;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.Measurement.Slice;
import dev.freshet.lab.child.Heap;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.subject.Subject;
import dev.freshet.lab.subject.SubjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Arrivals that go from 500 to 3,200 a second within 200 ms, of tasks that wait for 20 ms: before
 * the step 10 of them run at once, after it 64 (Little's law).
 *
 * <p>The trial's time is that of the flood; the calm before it is as long.
 */
record StepWorkload(List<String> subjects) implements Workload {
  private static final double CALM = 500;
  private static final double FLOOD = 3_200;

  /** How long the rate takes from the one to the other, in seconds. */
  private static final double STEP = 0.2;

  /** Tasks that arrive within it. */
  private static final double STEP_TASKS = STEP * (CALM + FLOOD) / 2;

  /** What {@link #expectedSeconds()} allows the arrivals, and how many come in that time. */
  private static final double USUAL_SECONDS = 1.4;

  private static final double USUAL_TASKS = STEP_TASKS + 0.6 * (CALM + FLOOD);

  private static final long SERVICE_MILLIS = 20;
  private static final int NEEDED = (int) (FLOOD * SERVICE_MILLIS / 1000);

  /** Twice what is needed, a power of two: room to overshoot in. */
  private static final int LIMIT = 128;

  private static final int PLACES = 1_024;

  /** Compiles the path of a task; at the calm rate, so that no policy learns from it. */
  private static final double WARM_UP = 0.5;

  /** From when on a pool should have grown, in seconds after the begin of the step. */
  private static final double GROWN = 0.25;

  private static final double FINEST_SLICE = 0.02;
  private static final int MOST_SLICES = 200;
  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return "step";
  }

  @Override
  public String what() {
    return "arrivals that go from 500 to 3,200 a second in 200 ms, tasks of 20 ms";
  }

  @Override
  public Load load() {
    return Load.OPEN;
  }

  @Override
  public LatencyAxis latencyAxis() {
    return LatencyAxis.RESPONSE;
  }

  @Override
  public int defaultProducers() {
    return 1;
  }

  @Override
  public int defaultLimit(int processors) {
    return LIMIT;
  }

  @Override
  public double expectedSeconds() {
    return 3;
  }

  /** More of the same arrivals, or the time that a limit below what is needed takes for them. */
  @Override
  public double expectedSeconds(CellKey cell, long tasks) {
    double arrivals = tasks > 0 ? tasks : USUAL_TASKS;
    double longer = Math.max(0, arrivals - USUAL_TASKS) * 2 / (CALM + FLOOD);
    double queued = arrivals * SERVICE_MILLIS / 1e3 / cell.limit();
    return expectedSeconds() + Math.max(longer, queued - USUAL_SECONDS);
  }

  @Override
  public List<String> jvmFlags() {
    return List.of();
  }

  @Override
  public Measurement run(Trial trial) throws Exception {
    CellKey cell = trial.cell();
    SubjectKind kind = Workloads.subject(cell);
    double flood =
        trial.tasks() > 0
            ? Math.max(0, trial.tasks() - STEP_TASKS) / (CALM + FLOOD)
            : trial.measure().toNanos() / NANOS;
    double end = 2 * flood + STEP;
    Body body = _ -> Thread.sleep(SERVICE_MILLIS);
    Subject subject = kind.build(cell.limit(), PLACES);
    Tally tally = new Tally();
    OpenLoad calm =
        new OpenLoad(
            cell.subject(),
            subject,
            body,
            tally,
            OpenLoad.arrivals(Math.min(WARM_UP, flood), _ -> CALM));
    calm.run(cell.producers(), System.nanoTime(), 0);
    long ranBefore = tally.count();
    long shedBefore = subject.shed();
    long before = ranBefore + shedBefore;
    OpenLoad load =
        new OpenLoad(
            cell.subject(), subject, body, tally, OpenLoad.arrivals(end, t -> rate(t, flood)));
    Probe probe = Probe.start();
    long start = System.nanoTime();
    SizeLog sizes = new SizeLog(subject, start);
    load.run(cell.producers(), start, before);
    Probe.Cost cost = probe.stop();
    sizes.stop();
    long shed = subject.shed() - shedBefore;
    Figures figures =
        new Figures(tally.count() - ranBefore, cost).heapLiveMiB(Heap.liveMiB()).shed(shed);
    subject.close();
    tally.check(cell.subject(), subject, before + load.tasks(), kind.bounded() ? cell.limit() : 0);
    return figures
        .start(load.starts())
        .response(load.responses())
        .timeline(timeline(load, sizes, end))
        .extra(extra(load, sizes, flood, end))
        .measurement();
  }

  private static double rate(double seconds, double stepAt) {
    return CALM + Math.clamp((seconds - stepAt) / STEP, 0, 1) * (FLOOD - CALM);
  }

  private static Map<String, Double> extra(
      OpenLoad load, SizeLog sizes, double stepAt, double end) {
    Map<String, Double> extra = new HashMap<>();
    extra.put("stepAtMs", 1e3 * stepAt);
    extra.put("p99BeforeUs", p99(load, 0, stepAt));
    extra.put("p99AfterUs", p99(load, stepAt + GROWN, end));
    long step = (long) (stepAt * NANOS);
    long last = (long) (end * NANOS);
    double settled = sizes.mean(last - (long) ((end - stepAt) / 4 * NANOS), last);
    if (settled > 0) {
      extra.put("neededSize", (double) NEEDED);
      extra.put("settledSize", settled);
      extra.put("timeToSizeMs", sizes.until(NEEDED, step) / 1e6);
      extra.put("overshootPercent", 100 * (sizes.most(step, last) / settled - 1));
    }
    return extra;
  }

  /** Of the tasks planned from then to then, in seconds. */
  private static double p99(OpenLoad load, double from, double to) {
    long[] planned = load.planned();
    long[] chosen = new long[planned.length];
    int count = 0;
    for (int i = 0; i < planned.length; i++) {
      if (planned[i] >= from * NANOS && planned[i] < to * NANOS) {
        chosen[count++] = load.responses()[i];
      }
    }
    return Figures.summary(chosen, count).p99Us();
  }

  private static List<Slice> timeline(OpenLoad load, SizeLog sizes, double end) {
    double width = Math.max(FINEST_SLICE, end / MOST_SLICES);
    int count = (int) Math.ceil(end / width);
    long[] arrived = new long[count];
    long[] completed = new long[count];
    for (int i = 0; i < load.tasks(); i++) {
      long planned = load.planned()[i];
      arrived[slice(planned, width, count)]++;
      long response = load.responses()[i];
      if (response > 0) {
        completed[slice(planned + response, width, count)]++;
      }
    }
    List<Slice> slices = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      slices.add(
          new Slice(
              1e3 * i * width,
              arrived[i],
              completed[i],
              p99(load, i * width, (i + 1) * width),
              sizes.at((long) ((i + 1) * width * NANOS))));
    }
    return slices;
  }

  /** What ends after the last slice counts there. */
  private static int slice(long nanos, double width, int count) {
    return Math.min(count - 1, (int) (nanos / NANOS / width));
  }
}
