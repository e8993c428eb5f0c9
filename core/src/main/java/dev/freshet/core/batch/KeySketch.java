package dev.freshet.core.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The share of the most frequent key among those seen, in constant space.
 *
 * <p>Safe for all threads. {@link #add} is O(1), neither blocks nor allocates, and may leave a key
 * out.
 */
final class KeySketch {
  /*
   * Space-Saving [1] with eight counters: a key without one takes over the smallest, count
   * included, and remembers that count as its error. Count less error never exceeds the key's true
   * count, so what is answered is a lower bound; a key of a third of all is never without a counter
   * for long, and a share of 60 % comes out within some percent. Uniform keys come out near zero
   * (their counts are nearly all error).
   *
   * What differs from the source:
   *   - Counters hold hashes, not keys. So no user code runs inside, and the sketch of an idle
   *     batcher keeps no key alive. Two keys of one hash count as one; where that is frequent,
   *     hashing is what needs mending.
   *   - One thread is inside at a time; one that finds another there leaves its key out. Who meets
   *     whom has nothing to do with keys, so shares are not bent.
   *   - After 256 keys in a window only one in eight is taken, by the bits of its time: enough for
   *     3 %, and a busy window pays an eighth.
   *
   * [1] A. Metwally, D. Agrawal, A. El Abbadi, Efficient Computation of Frequent and Top-k Elements
   *     in Data Streams, ICDT 2005
   */

  /** Eight counters: two cache lines, and an error of an eighth at the very most. */
  private static final int COUNTERS = 8;

  /** Keys of a window that are all taken; a share of them is right to 3 % (one deviation). */
  private static final int ALL = 256;

  /** Of the others one in 2^3 is taken. */
  private static final int SPARSE_BITS = 3;

  /** Fewer keys say nothing: 32 give a share of 60 % to 9 %, with 40 % to leave at. */
  private static final int ENOUGH = 32;

  private static final VarHandle INSIDE;

  static {
    try {
      INSIDE = MethodHandles.lookup().findVarHandle(KeySketch.class, "inside", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int[] hashes = new int[COUNTERS];
  private final int[] counts = new int[COUNTERS];
  private final int[] errors = new int[COUNTERS];
  private int last;
  private int seen;

  @SuppressWarnings("unused") // by its handle
  private boolean inside;

  /**
   * Counts a key.
   *
   * @param hash its hash
   * @param now the time, whose bits choose which keys are taken when many come
   */
  void add(int hash, long now) {
    // A racy look at seen only moves the border by some keys.
    if (seen >= ALL && (now * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SPARSE_BITS) != 0) {
      return;
    }
    if (!INSIDE.compareAndSet(this, false, true)) {
      return;
    }
    try {
      seen++;
      count(hash);
    } finally {
      INSIDE.setRelease(this, false);
    }
  }

  private void count(int hash) {
    if (counts[last] > 0 && hashes[last] == hash) {
      counts[last]++;
      return;
    }
    int least = 0;
    for (int i = 0; i < COUNTERS; i++) {
      if (counts[i] > 0 && hashes[i] == hash) {
        counts[i]++;
        last = i;
        return;
      }
      if (counts[i] < counts[least]) {
        least = i;
      }
    }
    hashes[least] = hash;
    errors[least] = counts[least]++;
    last = least;
  }

  /**
   * Ends a window, unless too few keys came to tell or somebody is inside.
   *
   * @param before the answer if the window goes on
   * @return the share of the most frequent key, 0 to 1, never too high
   */
  double take(double before) {
    if (seen < ENOUGH || !INSIDE.compareAndSet(this, false, true)) {
      return before;
    }
    try {
      int most = 0;
      for (int i = 0; i < COUNTERS; i++) {
        most = Math.max(most, counts[i] - errors[i]);
      }
      double share = (double) most / seen;
      seen = 0;
      Arrays.fill(counts, 0);
      Arrays.fill(errors, 0);
      return share;
    } finally {
      INSIDE.setRelease(this, false);
    }
  }
}
