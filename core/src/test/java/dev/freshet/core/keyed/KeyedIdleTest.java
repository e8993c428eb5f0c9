package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskPool;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A key without tasks is not there. */
@Timeout(120)
class KeyedIdleTest {
  /** Nothing else refers to it. */
  private record Key(int number) {}

  @Test
  void nothingOfAnIdleKeyIsKept() throws Exception {
    try (TaskPool pool = TaskPool.of(2)) {
      KeyedLanes<Key> lanes = KeyedLanes.of(pool);
      ReferenceQueue<Key> gone = new ReferenceQueue<>();
      List<WeakReference<Key>> keys = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        Key key = new Key(i);
        keys.add(new WeakReference<>(key, gone));
        for (int n = 0; n < i % 4 + 1; n++) {
          lanes.execute(key, () -> {});
        }
      }
      KeyedSnapshot now = Books.rest(lanes);
      assertThat(now.completed()).isEqualTo(25_000);
      for (int collected = 0; collected < keys.size(); ) {
        System.gc();
        for (Object ref = gone.remove(100); ref != null; ref = gone.poll()) {
          collected++;
        }
      }
      assertThat(keys).allMatch(key -> key.get() == null);
      Books.close(lanes);
    }
  }

  /** The last task ends just when the next one is submitted: it must not be lost with the key. */
  @Test
  void aTaskThatMeetsTheEndOfItsKeyRuns() throws Exception {
    try (TaskPool pool = TaskPool.of(2)) {
      KeyedLanes<String> lanes =
          KeyedLanes.<String>builder(pool).timeout(Duration.ofDays(1)).build();
      AtomicInteger ran = new AtomicInteger();
      CyclicBarrier barrier = new CyclicBarrier(2);
      int rounds = 20_000;
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < rounds; i++) {
                      meet(barrier);
                      lanes.execute("a", ran::incrementAndGet);
                    }
                  });
      for (int i = 0; i < rounds; i++) {
        meet(barrier);
        lanes.execute("a", ran::incrementAndGet);
      }
      other.join();
      assertThat(Books.close(lanes).completed()).isEqualTo(2L * rounds);
      assertThat(ran).hasValue(2 * rounds);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
