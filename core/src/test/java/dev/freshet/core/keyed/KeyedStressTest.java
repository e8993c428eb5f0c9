package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many producers, many keys, every kind of worker: order, exclusion, and nothing lost. */
@Timeout(600)
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted
class KeyedStressTest {
  static List<Workers> kinds() {
    return List.of(
        Workers.virtual(),
        Workers.fresh(),
        Workers.platform(),
        Workers.elastic(0, Duration.ofMillis(1)),
        Workers.ring(),
        Workers.channel());
  }

  /** What is known of a key; plain fields, as only its own tasks touch them. */
  private static final class Cell {
    private final AtomicInteger inside = new AtomicInteger();
    private final int[] seen;
    private int count;

    Cell(int producers) {
      seen = new int[producers];
    }

    /** Fails if a second task is inside, or one of this producer came before its time. */
    void step(int producer, int number) {
      if (inside.getAndIncrement() != 0) {
        throw new IllegalStateException("two tasks of a key at once");
      }
      if (seen[producer] != number) {
        throw new IllegalStateException("out of order");
      }
      seen[producer] = number + 1;
      count++;
      inside.decrementAndGet();
    }
  }

  private static void run(Executor executor, int producers, int keys, int each, int mailbox)
      throws Exception {
    KeyedLanes<Integer> lanes =
        KeyedLanes.<Integer>builder(executor)
            .mailbox(mailbox)
            .turn(8, Duration.ofMillis(1))
            .timeout(Duration.ofHours(1))
            .build();
    Cell[] cells = new Cell[keys];
    for (int k = 0; k < keys; k++) {
      cells[k] = new Cell(producers);
    }
    CountDownLatch done = new CountDownLatch(producers);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (int p = 0; p < producers; p++) {
        int producer = p;
        threads.execute(
            () -> {
              int[] next = new int[keys];
              for (int i = 0; i < each; i++) {
                int key = ThreadLocalRandom.current().nextInt(keys);
                int number = next[key]++;
                if (i % 16 == 0) {
                  lanes.submit(key, () -> cells[key].step(producer, number));
                } else {
                  lanes.execute(key, () -> cells[key].step(producer, number));
                }
              }
              done.countDown();
            });
      }
      assertThat(done.await(300, TimeUnit.SECONDS)).isTrue();
    }
    KeyedSnapshot now = Books.close(lanes);
    assertThat(now.failed()).isZero();
    assertThat(now.completed()).isEqualTo((long) producers * each);
    long counted = 0;
    for (Cell cell : cells) {
      counted += cell.count;
    }
    assertThat(counted).isEqualTo((long) producers * each);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void tasksOfAKeyRunInOrderAndAlone(Workers workers) throws Exception {
    for (int keys : new int[] {1, 7, 5_000}) {
      try (TaskPool pool = TaskPool.builder().limit(3).laneCapacity(64).workers(workers).build()) {
        run(pool, 4, keys, 5_000, 8);
        assertThat(pool.snapshot().failed()).isZero();
      }
    }
  }

  @Test
  void executorsOfTheJdkKeepItToo() throws Exception {
    for (int keys : new int[] {1, 7, 5_000}) {
      try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
        run(virtual, 4, keys, 5_000, 8);
      }
      try (ExecutorService fixed = Executors.newFixedThreadPool(3)) {
        run(fixed, 4, keys, 5_000, 8);
      }
      try (ForkJoinPool forkJoin = new ForkJoinPool(3)) {
        run(forkJoin, 4, keys, 5_000, 8);
      }
    }
  }

  /** A hot key takes one thread at a time, so others get through beside its backlog. */
  @Test
  void aHotKeyTakesOneThread() throws Exception {
    try (TaskPool pool = TaskPool.of(2)) {
      KeyedLanes<Integer> lanes = KeyedLanes.of(pool);
      Gate hot = Gate.hold(lanes, 0);
      for (int i = 0; i < 1_000; i++) {
        lanes.execute(0, () -> {});
      }
      for (int key = 1; key <= 1_000; key++) {
        int own = key;
        assertThat(lanes.submit(key, () -> own).get()).isEqualTo(own);
      }
      assertThat(lanes.depth(0)).isEqualTo(1_000);
      hot.letGo();
      Books.close(lanes);
    }
  }

  @Test
  @Tag("deep")
  void soak() throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (System.nanoTime() < end) {
      for (Workers workers : kinds()) {
        int keys = 1 << ThreadLocalRandom.current().nextInt(16);
        int mailbox = 1 << ThreadLocalRandom.current().nextInt(8);
        try (TaskPool pool =
            TaskPool.builder().limit(8).laneCapacity(16).workers(workers).build()) {
          run(pool, 8, keys, 50_000, mailbox);
        }
      }
    }
  }
}
