package dev.freshet.core.keyed;

import org.jspecify.annotations.Nullable;

/**
 * What a thread knows of the turns it is in: a cell of 16 bytes for each thread that ever had one.
 *
 * <p>A thread-local variable looked up once in a turn. Without it a task that waits for one of
 * another key could not lend its thread to that, and at limit 1 would wait for ever.
 */
final class TurnContext {
  private static final ThreadLocal<TurnContext> OF_THREAD =
      ThreadLocal.withInitial(TurnContext::new);

  /** The lanes of the innermost turn. */
  private @Nullable Lanes<?> lanes;

  /** Turns of other lanes around it, innermost first; null for nearly all. */
  private @Nullable Outer outer;

  private record Outer(@Nullable Lanes<?> lanes, @Nullable Outer outer) {}

  private TurnContext() {}

  static TurnContext enter(Lanes<?> lanes) {
    TurnContext context = OF_THREAD.get();
    if (context.lanes != null) {
      context.outer = new Outer(context.lanes, context.outer);
    }
    context.lanes = lanes;
    return context;
  }

  void leave() {
    Outer around = outer;
    lanes = around == null ? null : around.lanes;
    outer = around == null ? null : around.outer;
  }

  /** Whether the calling thread is in a turn of these lanes. */
  static boolean isIn(Lanes<?> lanes) {
    TurnContext context = OF_THREAD.get();
    if (lanes.equals(context.lanes)) {
      return true;
    }
    for (Outer at = context.outer; at != null; at = at.outer) {
      if (lanes.equals(at.lanes)) {
        return true;
      }
    }
    return false;
  }
}
