package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A batch function whose calls are seen and, if wanted, held. Answers key and item. */
final class Backend implements BatchFunction<String, Integer, String> {
  private static final long PATIENCE_SECONDS = 60;

  /** A call under way or over. */
  record Call(String key, List<Integer> items, Semaphore gate) {
    void letGo() {
      gate.release();
    }
  }

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private volatile boolean holds;

  Backend(boolean holds) {
    this.holds = holds;
  }

  @Override
  public BatchResults<String> apply(String key, List<Integer> items) throws InterruptedException {
    Call call = new Call(key, items, new Semaphore(0));
    calls.add(call);
    if (holds) {
      assertThat(call.gate().tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    List<String> results = new ArrayList<>();
    for (Integer item : items) {
      results.add(key + item);
    }
    return BatchResults.inOrder(results);
  }

  /** The next call; waits until it has begun. */
  Call next() throws InterruptedException {
    Call call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no call came");
    }
    return call;
  }

  /** Holds no more calls that begin. */
  void opens() {
    holds = false;
  }

  /** Whether there is no call that was not seen yet. */
  boolean isQuiet() {
    return calls.isEmpty();
  }
}
