package dev.freshet.core.sizing;

/** Follows the rate of arrivals: over a short window when it changes, over a long one when not. */
final class DualWindowPolicy implements SizePolicy {
  static final double HEADROOM = Double.parseDouble(System.getProperty("hr", "2.5"));
  static final double CAUTION = Double.parseDouble(System.getProperty("ca", "1"));
  private static final double CERTAIN = 4;
  private static final double SLACK = 1.15;
  private static final double DRAIN_NANOS = 1e9;
  private static final long PERIOD_NANOS = 10_000_000;
  private static final long MOST_OF_A_GAP_NANOS = 10 * PERIOD_NANOS;
  private static final long UNSETTLED_NANOS = 500_000_000;
  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final int min;
  private final int max;
  private final ArrivalWindow window = new ArrivalWindow();
  private final RunTimeMean runTime = new RunTimeMean();
  private boolean started;
  private long lastNanos;
  private long seenNanos;
  private long lastArrivals;
  private long lastEnded;
  private int lastRunning;
  private long largeNanos;

  DualWindowPolicy(int min, int max) {
    this.min = min;
    this.max = max;
  }

  @Override
  public long periodNanos() {
    return PERIOD_NANOS;
  }

  @Override
  public int next(SizeSample sample) {
    long elapsed = started ? Math.max(0, sample.nowNanos() - lastNanos) : MOST_OF_A_GAP_NANOS;
    if (started && elapsed == 0) {
      return Math.clamp(sample.limit(), min, max);
    }
    boolean gap = elapsed > MOST_OF_A_GAP_NANOS;
    if (gap || !started) {
      window.restart(seenNanos, lastArrivals);
    }
    long seen = Math.min(elapsed, MOST_OF_A_GAP_NANOS);
    seenNanos += seen;
    window.add(seenNanos, sample.arrivals());
    runTime.add(
        sample.meanRunNanos(),
        sample.ended() - lastEnded,
        (lastRunning + sample.running()) / 2.0,
        elapsed);
    started = true;
    lastNanos = sample.nowNanos();
    lastArrivals = sample.arrivals();
    lastEnded = sample.ended();
    lastRunning = sample.running();
    return decide(sample, seen);
  }

  private int decide(SizeSample sample, long seen) {
    int limit = sample.limit();
    int inSystem = sample.running() + sample.queued();
    int most = (int) Math.clamp(2L * inSystem, min, max);
    if (!runTime.isKnown()) {
      return Math.clamp(Math.max(limit, Math.min(most, inSystem)), min, max);
    }
    double run = runTime.nanos();
    double drain = sample.queued() * run / DRAIN_NANOS;
    double count = window.count();
    double rate = count / window.spanNanos();
    double error = Math.sqrt(window.noise() / Math.max(1, count) + runTime.relativeVariance());
    boolean unsettled = window.spanNanos() < UNSETTLED_NANOS;
    int target = limit;
    if (unsettled) {
      double low = Math.max(rate * (1 - CAUTION * error), window.risingTo(PERIOD_NANOS, CAUTION));
      int aim = Math.min(most, size(low * run) + (int) drain);
      target = Math.max(limit, aim);
    } else if (size(rate * Math.max(0, 1 - CERTAIN * error) * run) + (int) drain > limit) {
      target = Math.max(limit, Math.min(most, size(rate * run) + (int) drain));
    }
    double high = rate * (1 + CERTAIN * error) * run;
    if (limit > SLACK * size(high) + drain) {
      largeNanos += seen;
      if (largeNanos >= PATIENCE_NANOS) {
        largeNanos = 0;
        target = size(rate * run) + (int) drain;
      }
    } else {
      largeNanos = 0;
    }
    return Math.clamp(target, min, max);
  }

  private int size(double load) {
    return (int) Math.min(Math.ceil(load + HEADROOM * Math.sqrt(window.noise() * load)), max);
  }
}
