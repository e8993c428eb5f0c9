package dev.freshet.core.stream;

import org.jspecify.annotations.Nullable;

/** Something that comes back to the owner: a batch with its results, or a task that has left. */
abstract sealed class Arrival permits Batch, Runner {
  /** The link of those that have come back. */
  @Nullable Arrival next;
}
