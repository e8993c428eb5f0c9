package dev.freshet.core.reuse;

import java.lang.ref.PhantomReference;
import org.jspecify.annotations.Nullable;

/** What is known of a lease that is watched; enqueued once the lease was collected. */
final class LeaseTrace extends PhantomReference<Lease<?>> {
  private final LeakWatcher watcher;
  private final long since;
  private final String borrower;
  private final Throwable borrowedAt;

  // guarded by the watcher
  @Nullable LeaseTrace next;
  @Nullable LeaseTrace previous;
  boolean linked;
  boolean overdue;

  LeaseTrace(Lease<?> lease, LeakWatcher watcher, long since) {
    super(lease, watcher.collected());
    this.watcher = watcher;
    this.since = since;
    Thread thread = Thread.currentThread();
    this.borrower =
        thread.getName().isEmpty() ? "virtual thread " + thread.threadId() : thread.getName();
    this.borrowedAt = new Throwable("borrowed here");
  }

  long since() {
    return since;
  }

  String borrower() {
    return borrower;
  }

  Throwable borrowedAt() {
    return borrowedAt;
  }

  /** The lease was returned. */
  void end() {
    watcher.end(this);
  }
}
