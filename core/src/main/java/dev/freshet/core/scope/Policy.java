package dev.freshet.core.scope;

/**
 * When a {@link Scope} is over, and what its {@code join} answers.
 *
 * <table>
 * <caption>What join does</caption>
 * <tr><th>policy<th>cancels the others at<th>answers<th>throws {@link ScopeFailedException}
 * <tr><td>{@link #FAIL_FAST}<td>the first failure<td>all results<td>at the first failure
 * <tr><td>{@link #FAIL_LATE}<td>-<td>all results<td>once all have ended, with all failures
 * <tr><td>{@link #FIRST_SUCCESS}<td>the first result<td>that result<td>if all failed
 * <tr><td>{@link #COLLECT}<td>-<td>the results there are<td>never
 * </table>
 */
public enum Policy {
  /** All must succeed, and the first failure makes the rest pointless: Go's errgroup. */
  FAIL_FAST,

  /** All must succeed, and all are given the time to; the failures are told together. */
  FAIL_LATE,

  /** One must succeed, and the first that does makes the rest pointless: a race. */
  FIRST_SUCCESS,

  /**
   * Whatever comes is taken, {@link Scope#outcomes} tells the rest: join throws neither for
   * failures nor when the scope is cancelled or its deadline passes, but waits until all forks have
   * ended.
   */
  COLLECT
}
