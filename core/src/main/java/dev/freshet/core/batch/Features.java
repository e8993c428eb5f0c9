package dev.freshet.core.batch;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns what happens to items into samples.
 *
 * <p>Safe for all threads. An event is O(1) and allocates nothing.
 */
final class Features {
  /*
   * Sums instead of looks
   * ---------------------
   * A look at the queue each 100 ms meets it full or empty by chance, the more so when batches empty
   * it in gulps. By Little's law the mean number of items that waited is the sum of their waits over
   * the length of the window, and a mean of the whole window. Likewise the mean number of calls is
   * the sum of their durations, and that of items inside calls the same times their number. So three
   * sums give all features, and events cost an addition. What started before the window counts in
   * the window in which it starts or ends: calls much longer than a window make samples uneven,
   * which the Decider's memory is for.
   *
   * The depth of direct mode, in any mode
   * -------------------------------------
   * The items in the batcher, N, are those that wait and those in calls. In direct mode each call has
   * one, so N less the calls is the number that wait. If batches were given up, as many of the N
   * would run at once as did before, c; so in the other modes the depth is N - max(c, calls). In a
   * closed loop of n clients that is n - c in either mode, whatever batches gain. In an open one N
   * shrinks with the load, until c calls could bear it alone. c is noted in direct mode while there
   * is a queue, when all that may run do run.
   *
   * No timer
   * --------
   * A sample is taken by whichever event comes first after 100 ms. Without events there is none, and
   * nothing to decide.
   */

  /** 100 ms between two samples, as in the source of the thresholds. */
  static final long PERIOD_NANOS = 100_000_000;

  private final KeySketch keys = new KeySketch();
  private final LongAdder started = new LongAdder();
  private final LongAdder waitNanos = new LongAdder();
  private final LongAdder callNanos = new LongAdder();
  private final LongAdder riderNanos = new LongAdder();
  private final AtomicBoolean sampling = new AtomicBoolean();
  private volatile long due;

  private long since;
  private long startedSeen;
  private long waitSeen;
  private long callSeen;
  private long riderSeen;
  private double share;
  private double directCalls;

  Features(long now) {
    this.since = now;
    this.due = now + PERIOD_NANOS;
  }

  /** An item was accepted. */
  void arrived(int keyHash, long now) {
    keys.add(keyHash, now);
  }

  /** Items started that had waited for so long together. */
  void started(int items, long waited) {
    started.add(items);
    waitNanos.add(waited);
  }

  /** A batch ended. */
  void ended(int items, long duration) {
    callNanos.add(duration);
    riderNanos.add(items * duration);
  }

  /** Whether it is time for a sample; then the caller has to call {@link #sample}. */
  boolean isDue(long now) {
    if (now - due < 0 || sampling.get() || !sampling.compareAndSet(false, true)) {
      return false;
    }
    if (now - due >= 0) {
      return true;
    }
    sampling.set(false); // somebody else took it in the meantime
    return false;
  }

  /**
   * Takes a sample.
   *
   * @param direct whether items go one by one
   * @param running items in calls now
   * @return null if nothing started in the window, which then goes on
   */
  @Nullable BatchSample sample(long now, boolean direct, int running) {
    long window = now - since;
    long startedNow = started.sum();
    long items = startedNow - startedSeen;
    BatchSample sample = null;
    if (window > 0 && items > 0) {
      long waitNow = waitNanos.sum();
      long callNow = callNanos.sum();
      long riderNow = riderNanos.sum();
      double waiting = (double) (waitNow - waitSeen) / window;
      double calls = (double) (callNow - callSeen) / window;
      double riders = (double) (riderNow - riderSeen) / window;
      double depth = waiting;
      if (!direct) {
        depth = Math.max(0, waiting + riders - Math.max(calls, directCalls));
      } else if (waiting >= 1) {
        directCalls = running;
      }
      share = keys.take(share);
      Duration delay = Duration.ofNanos((waitNow - waitSeen) / items);
      sample = new BatchSample(depth, share, delay, items * 1e9 / window);
      since = now;
      startedSeen = startedNow;
      waitSeen = waitNow;
      callSeen = callNow;
      riderSeen = riderNow;
    }
    due = now + PERIOD_NANOS;
    sampling.set(false);
    return sample;
  }
}
