package dev.freshet.core.batch;

import java.util.concurrent.atomic.LongAdder;

/** What became of the items, and how many calls it took. Safe for all threads. */
final class Books {
  /** How an item ended, or that it was never accepted. */
  enum Outcome {
    SUCCEEDED,
    FAILED,
    CANCELLED,
    EXPIRED,
    REFUSED
  }

  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder direct = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder batched = new LongAdder();

  void count(Outcome outcome, int items) {
    if (items != 0) {
      adder(outcome).add(items);
    }
  }

  /** A call for one item in mode direct. */
  void calledAlone() {
    direct.increment();
  }

  /** A call in another mode. */
  void calledTogether(int items) {
    batches.increment();
    batched.add(items);
  }

  long of(Outcome outcome) {
    return adder(outcome).sum();
  }

  /** Items that ended. */
  long ended() {
    return succeeded.sum() + failed.sum() + cancelled.sum() + expired.sum();
  }

  long direct() {
    return direct.sum();
  }

  long batches() {
    return batches.sum();
  }

  double meanBatchSize() {
    long calls = batches.sum();
    return calls == 0 ? 0 : (double) batched.sum() / calls;
  }

  private LongAdder adder(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> succeeded;
      case FAILED -> failed;
      case CANCELLED -> cancelled;
      case EXPIRED -> expired;
      case REFUSED -> refused;
    };
  }
}
