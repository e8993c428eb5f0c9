package dev.freshet.core.engine;

import dev.freshet.core.LatencySnapshot;
import dev.freshet.core.PoolListener;
import dev.freshet.core.TaskPoolConfig;
import dev.freshet.core.figures.Events;
import dev.freshet.core.figures.LatencyRecorder;
import dev.freshet.core.figures.Notices;
import org.jspecify.annotations.Nullable;

/**
 * What a pool measures and whom it tells.
 *
 * <p>Safe for all threads. The parts that are switched off are null, so that a test of a final
 * field is all that the path of a task pays for them.
 */
final class Figures {
  private final @Nullable LatencyRecorder starts;
  private final @Nullable LatencyRecorder runs;
  private final Notices notices;
  private final boolean tellsWorkers;

  Figures(PoolEngine engine, TaskPoolConfig config, int processors) {
    this.starts = config.histograms() ? new LatencyRecorder(processors) : null;
    this.runs = config.measuresRunTime() ? new LatencyRecorder(processors) : null;
    PoolListener listener = config.listener();
    this.tellsWorkers = listener != null;
    this.notices =
        new Notices(config.name(), listener, failure -> engine.report(engine.asTask(), failure));
  }

  /** Waits from acceptance to start; null if they are not measured. */
  @Nullable LatencyRecorder starts() {
    return starts;
  }

  /** Run times; null if they are not measured. */
  @Nullable LatencyRecorder runs() {
    return runs;
  }

  Notices notices() {
    return notices;
  }

  /** Whether somebody listens who may want to hear of threads. */
  boolean tellsWorkers() {
    return tellsWorkers;
  }

  /** Whether somebody wants to hear of each task now. */
  boolean watchesTasks() {
    return notices.wantsTasks() || Events.wantsTaskStarted() || Events.wantsTaskEnded();
  }

  static LatencySnapshot snapshotOf(@Nullable LatencyRecorder recorder) {
    return recorder == null ? LatencySnapshot.EMPTY : recorder.snapshot();
  }
}
