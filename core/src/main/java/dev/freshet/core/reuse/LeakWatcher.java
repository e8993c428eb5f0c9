package dev.freshet.core.reuse;

import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases that were not returned, among a sample of them.
 *
 * <p>Safe for all threads. A lease that is not drawn costs a random number; one that is costs a
 * stack trace (a microsecond and more), a phantom reference and a place in a list.
 */
final class LeakWatcher {
  /*
   * Two ways to know
   * ----------------
   * A lease that is unreachable can never be returned: its phantom reference arrives in the queue,
   * which is looked at when the next lease is drawn, and in each round of upkeep. That is certain,
   * but comes only after a collection of the generation the lease died in. A lease that is out for
   * longer than the user thinks possible is told of once, and may come back.
   *
   * The list
   * --------
   * Traces must be reachable to be enqueued. They hang in a list in the order they were made, so the
   * oldest is first and a round ends at the first one that is young enough. The list is behind a
   * monitor: only drawn leases come here.
   */

  private final int oneOf;
  private final long olderThan;
  private final Consumer<? super LeakReport> to;
  private final LongSupplier clock;
  private final ReferenceQueue<Lease<?>> collected = new ReferenceQueue<>();

  // guarded by this
  private @Nullable LeaseTrace oldest;
  private @Nullable LeaseTrace newest;

  LeakWatcher(int oneOf, long olderThan, Consumer<? super LeakReport> to, LongSupplier clock) {
    this.oneOf = oneOf;
    this.olderThan = olderThan;
    this.to = to;
    this.clock = clock;
  }

  ReferenceQueue<Lease<?>> collected() {
    return collected;
  }

  /** Draws the lease or does not. Answers whether it is watched. */
  boolean draw(Lease<?> lease) {
    if (oneOf > 1 && ThreadLocalRandom.current().nextInt(oneOf) != 0) {
      return false;
    }
    reportCollected();
    LeaseTrace trace = new LeaseTrace(lease, this, clock.getAsLong());
    synchronized (this) {
      trace.linked = true;
      trace.previous = newest;
      if (newest == null) {
        oldest = trace;
      } else {
        newest.next = trace;
      }
      newest = trace;
    }
    lease.trace = trace;
    return true;
  }

  void end(LeaseTrace trace) {
    trace.clear();
    unlink(trace);
  }

  private synchronized boolean unlink(LeaseTrace trace) {
    if (!trace.linked) {
      return false;
    }
    trace.linked = false;
    LeaseTrace next = trace.next;
    LeaseTrace previous = trace.previous;
    if (next == null) {
      newest = previous;
    } else {
      next.previous = previous;
    }
    if (previous == null) {
      oldest = next;
    } else {
      previous.next = next;
    }
    return true;
  }

  /** Tells of all leaks that are new. */
  void report() {
    reportCollected();
    long now = clock.getAsLong();
    for (LeaseTrace trace : newlyOverdue(now)) {
      tell(LeakReport.Kind.OVERDUE, trace, now);
    }
  }

  private void reportCollected() {
    for (var reference = collected.poll(); reference != null; reference = collected.poll()) {
      LeaseTrace trace = (LeaseTrace) reference;
      if (unlink(trace)) {
        tell(LeakReport.Kind.COLLECTED, trace, clock.getAsLong());
      }
    }
  }

  private synchronized List<LeaseTrace> newlyOverdue(long now) {
    List<LeaseTrace> overdue = new ArrayList<>();
    for (LeaseTrace t = oldest; t != null && now - t.since() >= olderThan; t = t.next) {
      if (!t.overdue) {
        t.overdue = true;
        overdue.add(t);
      }
    }
    return overdue;
  }

  /** Nanoseconds until a watched lease will be overdue; {@link Long#MAX_VALUE} if none will. */
  synchronized long untilOverdue(long now) {
    for (LeaseTrace t = oldest; t != null; t = t.next) {
      if (!t.overdue) {
        return Math.max(0, olderThan - (now - t.since()));
      }
    }
    return Long.MAX_VALUE;
  }

  private void tell(LeakReport.Kind kind, LeaseTrace trace, long now) {
    Duration age = Duration.of(now - trace.since(), TimeUnit.NANOSECONDS.toChronoUnit());
    try {
      to.accept(new LeakReport(kind, age, trace.borrower(), trace.borrowedAt()));
    } catch (Throwable t) {
      Failures.uncaught(t);
    }
  }
}
