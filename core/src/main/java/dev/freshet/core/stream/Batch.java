package dev.freshet.core.stream;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Elements that are worked on together, afterwards their results.
 *
 * <p>The owner fills it and puts it into a queue; a task takes it out, changes it and sends it
 * back. Both hand-overs are publications, so all fields are plain.
 */
final class Batch extends Arrival {
  /** Room for elements at first, unless a batch takes fewer. */
  private static final int FIRST_ROOM = 16;

  final Stage stage;

  /** Elements until a task has worked on them, then results. */
  @Nullable Object[] items;

  int size;

  /** Set by a task that pulls: the source has come to its end. */
  boolean isLast;

  /** Why there are no results. */
  @Nullable Throwable failure;

  /** Who worked on it; null for the owner. */
  @Nullable Runner runner;

  /* --- the owner's --- */

  /** How many elements it took. */
  int taken;

  /** How many results were given on. */
  int given;

  /** Whether it is back with results. */
  boolean hasLanded;

  Batch(Stage stage, int most) {
    this.stage = stage;
    this.items = new @Nullable Object[Math.min(FIRST_ROOM, most)];
  }

  void add(@Nullable Object element) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = element;
  }

  /** Ends a task between two elements whose stream has ended. */
  void requireWanted() {
    if (stage.coordinator().isOver()) {
      throw new CancellationException("the stream has ended");
    }
  }

  /** Works on the elements and sends the batch back. */
  void run(@Nullable Runner by) throws Exception {
    runner = by;
    try {
      stage.body().run(this);
    } catch (Throwable t) {
      failure = t;
      stage.coordinator().failed(this);
      throw t;
    } finally {
      stage.coordinator().arrive(this, false);
    }
  }
}
