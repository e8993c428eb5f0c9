package dev.freshet.core.figures;

/**
 * Decides which tasks of one worker are measured.
 *
 * <pre>{@code
 * if (sampler.due()) {
 *   long start = System.nanoTime();
 *   task.run();
 *   long end = System.nanoTime();
 *   runs.record(end - start, sampler.weight());
 *   sampler.measured(end);
 * } else {
 *   task.run();
 * }
 * }</pre>
 *
 * <p>Confined to the worker that holds the grant. {@link #due} is a decrement and a comparison. 32
 * bytes.
 */
public class RunSampler {
  /*
   * Two readings of the clock and a count take about 70 ns. Spent once in INTERVAL_NANOS of the
   * worker's time they are 0.3 %. So tasks of INTERVAL_NANOS or more, on average, are all measured,
   * and of shorter ones so many that samples are about that far apart.
   *
   * The time between two samples and the number of tasks in it tell the stride. It at most doubles
   * at a sample: a few quick tasks do not hide the slow one that follows. The next task to be
   * measured is drawn at random between 1 and twice the stride, for a fixed stride could meet the
   * same kind of task each time in a stream that repeats itself. A sample stands for the tasks since
   * the one before, itself included, so the weights add up to the tasks run.
   */

  /** Time between two samples, in nanoseconds: 70 ns of work in 25 µs is 0.3 %. */
  private static final long INTERVAL_NANOS = 25_000;

  /** Most tasks per sample, on average: reached by tasks of less than 25 ns. */
  private static final int MAX_STRIDE = 1_024;

  private int left = 1;
  private int random;
  private short gap = 1;
  private short stride = 1;
  private long lastEnd;

  /**
   * A sampler that measures the first task.
   *
   * @param seed makes the samplers of different workers differ
   */
  public RunSampler(int seed) {
    this.random = seed * 0x9E3779B9 | 1;
  }

  /**
   * A sampler that shares no cache line with another: workers count down in theirs at each task.
   *
   * @param seed makes the samplers of different workers differ
   * @return the sampler; 160 bytes
   */
  public static RunSampler padded(int seed) {
    return new Padded(seed);
  }

  /** Keeps the next sampler in memory 128 bytes away. */
  private static final class Padded extends RunSampler {
    @SuppressWarnings("UnusedVariable") // padding
    private long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15;

    Padded(int seed) {
      super(seed);
    }
  }

  /**
   * Asked once before each task.
   *
   * @return true if this task is to be measured; then {@link #measured} must follow, even if the
   *     task throws
   */
  public final boolean due() {
    return --left <= 0;
  }

  /**
   * How many tasks the one that is measured stands for.
   *
   * @return tasks since the sample before, this one included
   */
  public final long weight() {
    return gap;
  }

  /**
   * A task was measured: decides which is the next.
   *
   * @param endNanos when it ended, of {@link System#nanoTime}
   */
  public final void measured(long endNanos) {
    long since = Math.max(1, endNanos - lastEnd);
    lastEnd = endNanos;
    long ideal = gap * INTERVAL_NANOS / since;
    int next = Math.clamp(ideal, 1, Math.min(MAX_STRIDE, stride * 2));
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    stride = (short) next;
    gap = (short) (1 + (((random & 0xFFFF_FFFFL) * (2L * next - 1)) >>> 32));
    left = gap;
  }
}
