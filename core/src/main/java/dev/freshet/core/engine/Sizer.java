package dev.freshet.core.engine;

import dev.freshet.core.figures.LatencyRecorder;
import dev.freshet.core.sizing.SizePolicy;
import dev.freshet.core.sizing.SizeSample;
import org.jspecify.annotations.Nullable;

/**
 * Shows a pool to its size policy and sets the limit that it answers; on the timer's thread, which
 * must not wait for users' code.
 */
final class Sizer implements Runnable {
  private final PoolEngine engine;
  private final SizePolicy policy;
  private final String reason;
  private long measured;
  private long measuredNanos;

  Sizer(PoolEngine engine, SizePolicy policy, String reason) {
    this.engine = engine;
    this.policy = policy;
    this.reason = reason;
  }

  @Override
  public void run() {
    if (engine.limits().isPaused() || !engine.isOpen()) {
      return; // what runs and waits now says nothing about the load
    }
    long w = engine.admission().get();
    Books books = engine.books();
    int next =
        policy.next(
            new SizeSample(
                System.nanoTime(),
                engine.limit(),
                AdmissionWord.running(w),
                books.queued(),
                books.submitted(),
                books.ended(),
                meanRunNanos()));
    engine.limits().moveTo(next, reason, engine.courier()::send);
  }

  /** The mean run time since the last sample; NaN if none was measured. */
  private double meanRunNanos() {
    @Nullable LatencyRecorder runs = engine.figures().runs();
    if (runs == null) {
      return Double.NaN;
    }
    long count = runs.count();
    long nanos = runs.totalNanos();
    double mean =
        count == measured ? Double.NaN : (double) (nanos - measuredNanos) / (count - measured);
    measured = count;
    measuredNanos = nanos;
    return mean;
  }
}
