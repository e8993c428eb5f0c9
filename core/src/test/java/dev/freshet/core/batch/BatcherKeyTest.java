package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys whose own code fails on the way from the pool into a lane. */
@Timeout(60)
class BatcherKeyTest {
  /** A key that can be broken. */
  private static final class Key {
    private volatile boolean broken;

    @Override
    public int hashCode() {
      if (broken) {
        throw new IllegalStateException("broken key");
      }
      return 1;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }
  }

  @Test
  void anItemWhoseKeyBreaksIsAnswered() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Key key = new Key();
    try (TaskPool pool = TaskPool.of(1)) {
      pool.execute(
          () -> {
            try {
              gate.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
      Batcher<Key, Integer, String> batcher =
          Batcher.<Key, Integer, String>builder(
                  pool,
                  (_, items) -> BatchResults.inOrder(Collections.nCopies(items.size(), "done")))
              .build();
      TaskHandle<String> handle = batcher.submit(key, 1);
      batcher.shutdown(); // from now on single items go into their lanes
      key.broken = true;
      gate.countDown();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(handle::get)
          .withCauseInstanceOf(IllegalStateException.class);
      assertThat(batcher.awaitTermination(Duration.ofSeconds(30))).isTrue();
    }
  }
}
