package dev.freshet.core.scope;

import java.util.List;

/**
 * Forks of a scope failed, so the scope did, as its {@link Policy} says.
 *
 * <p>The cause is the failure that decided: the first in time under {@link Policy#FAIL_FAST}, the
 * first in fork order otherwise. The failures of other forks are suppressed exceptions.
 */
public final class ScopeFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception for some failures.
   *
   * @param message which forks of which scope
   * @param first the failure that decided
   * @param failures all failures; that one may be among them
   */
  @SuppressWarnings("ReferenceEquality") // forks may fail with one and the same exception
  ScopeFailedException(String message, Throwable first, List<Throwable> failures) {
    super(message, first);
    for (Throwable failure : failures) {
      if (failure != first) {
        addSuppressed(failure);
      }
    }
  }
}
