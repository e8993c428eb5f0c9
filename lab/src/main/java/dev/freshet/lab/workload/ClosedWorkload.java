package dev.freshet.lab.workload;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Heap;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.subject.Subject;
import dev.freshet.lab.subject.SubjectKind;
import java.time.Duration;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Tasks handed over as fast as the subject takes them.
 *
 * <p>The warm-up runs batches, each twice as large as the one before, until two of them agree; the
 * rate of the last tells how many tasks take about as long as the measured part should. That number
 * is then run to its end, so that a subject with a queue without a bound gains nothing by taking
 * tasks ahead of doing them.
 *
 * @param task how long a task takes about, its hand-over included
 * @param places of bounded queues
 * @param stride one in so many tasks is clocked
 * @param fixedTasks how many tasks the work is cut into; 0 if that follows from the time
 * @param bodies makes what the tasks do
 */
record ClosedWorkload(
    String name,
    String what,
    LatencyAxis latencyAxis,
    List<String> subjects,
    int defaultProducers,
    IntUnaryOperator limits,
    double expectedSeconds,
    Duration task,
    int places,
    int stride,
    int fixedTasks,
    Bodies bodies)
    implements Workload {
  /** The longest warm-up: enough for the compiler. */
  private static final Duration WARM_UP = Duration.ofMillis(500);

  /** A warm-up whose last batches do not agree yet goes on, but not for longer than this. */
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(1);

  /** How far the rates of two batches may lie apart to agree. */
  private static final double AGREEMENT = 0.1;

  /** The first batch: all its tasks are clocked and counted while they run. */
  private static final int FIRST_BATCH = 1_000;

  /** As much of the warm-up as the first batch may take: with a low limit it is smaller. */
  private static final double FIRST_SHARE = 0.2;

  /** What {@link #expectedSeconds} allows the measured part. */
  private static final double EXPECTED_MEASURE = 0.6;

  /** What one JVM holds the latencies of: 2 x 8 bytes a task. */
  private static final int MOST_TASKS = 20_000_000;

  /** Makes bodies. */
  @FunctionalInterface
  interface Bodies {
    Body of(Trial trial) throws Exception;
  }

  @Override
  public Load load() {
    return Load.CLOSED;
  }

  @Override
  public int defaultLimit(int processors) {
    return limits.applyAsInt(processors);
  }

  /** What so many tasks take beyond the usual; of a fixed piece of work the number says nothing. */
  @Override
  public double expectedSeconds(CellKey cell, long tasks) {
    double all = fixedTasks > 0 ? 0 : tasks * seconds(task) / cell.limit();
    return expectedSeconds + Math.max(0, all - EXPECTED_MEASURE);
  }

  /** At least two, for a batch of one may tell nothing. */
  private int firstBatch(int limit) {
    return (int) Math.clamp(FIRST_SHARE * seconds(WARM_UP) * limit / seconds(task), 2, FIRST_BATCH);
  }

  @Override
  public List<String> jvmFlags() {
    return List.of();
  }

  @Override
  public Measurement run(Trial trial) throws Exception {
    CellKey cell = trial.cell();
    SubjectKind kind = Workloads.subject(cell);
    try (Body body = bodies.of(trial)) {
      // Not closed if a trial fails: it would wait for the tasks that are missing.
      Subject subject = kind.build(cell.limit(), places);
      Tally tally = new Tally();
      int tasks = fixedTasks;
      long before = 0;
      if (trial.tasks() > 0) {
        tasks = Math.toIntExact(trial.tasks());
      }
      if (fixedTasks == 0) {
        double rate = warmUp(trial, subject, body, tally);
        before = tally.count() + subject.shed();
        if (tasks == 0) {
          tasks = (int) Math.clamp(rate * seconds(trial.measure()), 1, MOST_TASKS);
        }
      }
      Batch batch = new Batch(cell.subject(), subject, body, tally, tasks, stride);
      long shedBefore = subject.shed();
      body.prepare(tasks);
      Probe probe = Probe.start();
      long nanos = batch.run(cell.producers(), before);
      Probe.Cost cost = probe.stop();
      long shed = subject.shed() - shedBefore;
      Figures figures = new Figures(tasks - shed, cost).heapLiveMiB(Heap.liveMiB()).shed(shed);
      subject.close();
      tally.check(cell.subject(), subject, before + tasks, kind.bounded() ? cell.limit() : 0);
      body.check();
      figures.seconds(nanos / 1e9).start(batch.starts()).extra(body.figures());
      // Of a task that does nothing the end is not worth a clock of its own.
      return (stride == 1 ? figures.response(batch.responses()) : figures).measurement();
    }
  }

  /**
   * Goes on until its time is over and two batches in a row agree. Answers the tasks per second of
   * the last batch.
   */
  private double warmUp(Trial trial, Subject subject, Body body, Tally tally) throws Exception {
    long patience = Math.min(WARM_UP.toNanos(), trial.measure().toNanos());
    long longest = Math.min(LONGEST_WARM_UP.toNanos(), 2 * trial.measure().toNanos());
    long began = System.nanoTime();
    int tasks = firstBatch(trial.cell().limit());
    int pace = 1;
    double last = Double.NaN;
    while (true) {
      long before = tally.count() + subject.shed();
      Batch batch = new Batch(trial.cell().subject(), subject, body, tally, tasks, pace);
      body.prepare(tasks);
      long nanos = batch.run(trial.cell().producers(), before);
      body.check();
      double rate = tasks * 1e9 / nanos;
      long spent = System.nanoTime() - began;
      boolean agrees = Math.abs(rate - last) <= AGREEMENT * last;
      if ((spent >= patience && agrees) || spent >= longest) {
        return rate;
      }
      last = rate;
      pace = stride;
      if (spent < patience) {
        tasks = Math.min(2 * tasks, MOST_TASKS);
      }
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
