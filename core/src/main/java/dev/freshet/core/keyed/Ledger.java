package dev.freshet.core.keyed;

import java.util.concurrent.atomic.LongAdder;

/**
 * The counters of a set of lanes. What a busy key has taken and run is in its mailbox until that
 * ends, and only then here: a counter for all keys would be the one thing they share.
 *
 * <p>Safe for all threads.
 */
final class Ledger {
  /** Places taken in mailboxes that have ended. */
  final LongAdder taken = new LongAdder();

  /** Tasks that returned, in mailboxes that have ended. */
  final LongAdder completed = new LongAdder();

  final LongAdder failed = new LongAdder();
  final LongAdder cancelled = new LongAdder();
  final LongAdder expired = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder refused = new LongAdder();

  /** Places taken by tasks that were refused all the same: shut down, or no turn to be had. */
  final LongAdder undone = new LongAdder();

  /** Places in mailboxes whose task is gone: one up when it goes, one down when a turn passes. */
  final LongAdder tombstones = new LongAdder();
}
