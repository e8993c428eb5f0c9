package dev.freshet.core.keyed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A task's place in a mailbox: 32 bytes with compressed references, 24 with compact headers too.
 *
 * <p>Whoever takes the task out of it, by one atomic step, decides what becomes of it: the turn
 * that runs it, the sweep that expires it, the shutdown that drops it, the canceller, the submitter
 * that was too late. The place itself stays until a turn passes it.
 */
class Entry {
  private static final VarHandle NEXT;
  private static final VarHandle TASK;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Entry.class, "next", Entry.class);
      TASK = lookup.findVarHandle(Entry.class, "task", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // through NEXT
  private @Nullable Entry next;

  private @Nullable Runnable task;

  /** Its place in the order of its queue, in the low bits; set before it gets there. */
  int number;

  /** The tick of {@link Ticks} at which the task was submitted. */
  int stamp;

  Entry(Runnable task, int stamp) {
    this.task = task;
    this.stamp = stamp;
  }

  /** Takes the task out; null if somebody else has. */
  final @Nullable Runnable claim() {
    return task == null ? null : (Runnable) TASK.getAndSet(this, (Runnable) null);
  }

  /** Whether the task was taken out. */
  final boolean isBuried() {
    return TASK.getAcquire(this) == null;
  }

  /** The entry behind; null if there is none yet, the entry itself if it was passed by. */
  final @Nullable Entry next() {
    return (Entry) NEXT.getAcquire(this);
  }

  /** Appends: the thread that made this entry the predecessor of {@code behind} does so. */
  final void link(Entry behind) {
    NEXT.setRelease(this, behind);
  }

  /** Lets go of the entry behind, so that a place gone old does not keep its successors alive. */
  final void unlink() {
    NEXT.setRelease(this, this);
  }
}
