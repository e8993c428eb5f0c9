package dev.freshet.core.sizing;

/**
 * Moves the limit of one pool.
 *
 * <pre>{@code
 * if (now - lastSample >= policy.periodNanos()) {
 *   resize(policy.next(sample(now)));
 * }
 * }</pre>
 *
 * <p>Has state; called by one thread at a time, each call happening before the next. A call is O(1)
 * and allocates nothing. The same samples give the same limits.
 */
public interface SizePolicy {
  /**
   * Looks at the pool and says how large it should be.
   *
   * <p>A pool that rests is not sampled, so any time may lie between two samples. Whoever resizes
   * the pool by hand is respected: the policy goes on from {@link SizeSample#limit}.
   *
   * @param sample the pool now
   * @return the new limit, within the policy's min and max
   */
  int next(SizeSample sample);

  /**
   * How long to wait after a sample before the next is due.
   *
   * @return nanoseconds
   */
  long periodNanos();
}
