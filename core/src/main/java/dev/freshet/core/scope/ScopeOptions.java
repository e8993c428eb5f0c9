package dev.freshet.core.scope;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Scope} may be opened with besides its policy.
 *
 * <pre>{@code
 * static final ScopeOptions CHECKOUT =
 *     ScopeOptions.none().name("checkout").deadline(Duration.ofMillis(300)).limit(8);
 * }</pre>
 *
 * <p>Immutable, so one object serves any number of scopes.
 *
 * @param name stands in messages; null for a made-up one
 * @param deadline how long after its opening the scope's forks must have ended; null for no other
 *     limit than the deadline in force where it is opened. Longer than that changes nothing
 * @param limit how many forks may have been forked and not ended at once; fork waits for room
 */
public record ScopeOptions(@Nullable String name, @Nullable Duration deadline, int limit) {

  /** Stands for no limit. */
  public static final int NO_LIMIT = Integer.MAX_VALUE;

  private static final ScopeOptions NONE = new ScopeOptions(null, null, NO_LIMIT);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the value that is out of its range
   */
  public ScopeOptions {
    if (deadline != null && !deadline.isPositive()) {
      throw new IllegalArgumentException(
          "deadline: " + deadline + " is not positive; allowed is more than zero");
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " is too low; allowed is 1 or more");
    }
  }

  /**
   * No wishes.
   *
   * @return the default of everything
   */
  public static ScopeOptions none() {
    return NONE;
  }

  /**
   * The same with a name.
   *
   * @param scopeName stands in messages
   * @return the changed options
   */
  public ScopeOptions name(String scopeName) {
    return new ScopeOptions(Objects.requireNonNull(scopeName, "scopeName"), deadline, limit);
  }

  /**
   * The same with a deadline.
   *
   * @param afterOpening how long after its opening the scope's forks must have ended; positive
   * @return the changed options
   * @throws IllegalArgumentException if it is not positive
   */
  public ScopeOptions deadline(Duration afterOpening) {
    return new ScopeOptions(name, Objects.requireNonNull(afterOpening, "afterOpening"), limit);
  }

  /**
   * The same with a bound of concurrent forks.
   *
   * @param forks how many may be unfinished at once; 1 or more
   * @return the changed options
   * @throws IllegalArgumentException if it is less than 1
   */
  public ScopeOptions limit(int forks) {
    return new ScopeOptions(name, deadline, forks);
  }
}
