package dev.freshet.lab.workload;

import dev.freshet.lab.CellKey;
import dev.freshet.lab.Measurement;
import dev.freshet.lab.child.Probe;
import dev.freshet.lab.child.Trial;
import dev.freshet.lab.subject.Subject;
import dev.freshet.lab.subject.SubjectKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Tasks handed over as fast as the subject takes them.
 *
 * <p>The warm-up runs batches, each twice as large as the one before; the rate of the last tells
 * how many tasks take about as long as the measured part should. That number is then run to its
 * end, so that a subject with a queue without a bound gains nothing by taking tasks ahead of doing
 * them.
 *
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
    int places,
    int stride,
    int fixedTasks,
    Bodies bodies)
    implements Workload {
  /** The longest warm-up: enough for the compiler. */
  private static final Duration WARM_UP = Duration.ofMillis(500);

  /** The first batch: all its tasks are clocked and counted while they run. */
  private static final int FIRST_BATCH = 1_000;

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
      Probe probe = Probe.start();
      long nanos = batch.run(cell.producers(), before);
      Probe.Cost cost = probe.stop();
      subject.close();
      tally.check(cell.subject(), subject, before + tasks, kind.bounded() ? cell.limit() : 0);
      body.check();
      long shed = subject.shed() - shedBefore;
      Figures figures =
          new Figures(tasks - shed, cost)
              .seconds(nanos / 1e9)
              .start(batch.starts())
              .extra(body.figures());
      if (shed > 0) {
        figures.extra(Map.of("shed", (double) shed));
      }
      // Of a task that does nothing the end is not worth a clock of its own.
      return (stride == 1 ? figures.response(batch.responses()) : figures).measurement();
    }
  }

  /** Answers the tasks per second of the last batch. */
  private double warmUp(Trial trial, Subject subject, Body body, Tally tally) throws Exception {
    long patience = Math.min(WARM_UP.toNanos(), trial.measure().toNanos());
    long began = System.nanoTime();
    int tasks = FIRST_BATCH;
    int pace = 1;
    while (true) {
      long before = tally.count() + subject.shed();
      Batch batch = new Batch(trial.cell().subject(), subject, body, tally, tasks, pace);
      long nanos = batch.run(trial.cell().producers(), before);
      body.check();
      long spent = System.nanoTime() - began;
      if (spent >= patience || tasks >= MOST_TASKS) {
        return tasks * 1e9 / nanos;
      }
      pace = stride;
      tasks = Math.min(2 * tasks, MOST_TASKS);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
