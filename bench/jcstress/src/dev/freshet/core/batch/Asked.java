package dev.freshet.core.batch;

import dev.freshet.core.Submission;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A batcher of one key, and how often its function saw an item. */
final class Asked {
  /** For what must come; an outcome of its own if it does not. */
  private static final long PATIENCE_SECONDS = 10;

  private final AtomicInteger seen = new AtomicInteger();
  private final TaskPool pool = TaskPool.of(1);

  final Batcher<Integer, Integer, Integer> batcher =
      Batcher.<Integer, Integer, Integer>builder(
              pool,
              (_, items) -> {
                seen.addAndGet(items.size());
                return BatchResults.inOrder(items.stream().map(item -> item + 1).toList());
              })
          .policy(BatchPolicy.always())
          .maxBatch(2)
          .linger(Duration.ofNanos(1))
          .build();

  /** Offers an item without waiting. */
  Submission<Integer> offer(int item) {
    return batcher.trySubmit(1, item);
  }

  /** How often the function saw an item. */
  int seen() {
    return seen.get();
  }

  /** 1: answered with what is right; 2: cancelled; 0: refused; below that, wrong. */
  static int outcome(int item, Submission<Integer> submission) {
    if (!(submission instanceof Submission.Accepted<Integer>(var handle))) {
      return 0;
    }
    try {
      return handle.get(PATIENCE_SECONDS, TimeUnit.SECONDS) == item + 1 ? 1 : -1;
    } catch (CancellationException _) {
      return 2;
    } catch (ExecutionException | InterruptedException _) {
      return -2;
    } catch (TimeoutException _) {
      return -3;
    }
  }

  /** Shuts batcher and pool down; 1 if both end. */
  int end() {
    batcher.shutdown();
    try {
      boolean ended = batcher.awaitTermination(Duration.ofSeconds(PATIENCE_SECONDS));
      pool.shutdown();
      return ended && pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS) ? 1 : 0;
    } catch (InterruptedException _) {
      return -1;
    }
  }
}
