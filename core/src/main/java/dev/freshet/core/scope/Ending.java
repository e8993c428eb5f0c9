package dev.freshet.core.scope;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What ended a scope.
 *
 * @param state what the scope is in from then on
 * @param cause why its forks were told to stop; null if all had ended in order
 * @param fork the fork that decided, by failing or by winning; null if none did
 * @param by the fork that called the scope off while it ran, and is not to be interrupted for it
 */
record Ending(
    Scope.State state,
    @Nullable Throwable cause,
    @Nullable ForkTask<?> fork,
    @Nullable ForkTask<?> by) {
  static final Ending DONE = new Ending(Scope.State.DONE, null, null, null);

  static Ending cancelled(Throwable cause) {
    return new Ending(stateFor(cause), cause, null, Frame.current().fork());
  }

  static Ending failed(ForkTask<?> fork, Throwable failure) {
    return new Ending(Scope.State.CANCELLED, failure, fork, null);
  }

  static Ending won(ForkTask<?> fork) {
    return new Ending(
        Scope.State.DONE, new CancellationException(fork.name() + " succeeded first"), fork, null);
  }

  /** A deadline of an outer scope comes as the cause of its cancellation. */
  private static Scope.State stateFor(Throwable cause) {
    return cause instanceof DeadlineExceededException
        ? Scope.State.DEADLINE_EXCEEDED
        : Scope.State.CANCELLED;
  }
}
