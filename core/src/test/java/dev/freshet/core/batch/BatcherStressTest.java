package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.Overflow;
import dev.freshet.core.Submission;
import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import dev.freshet.core.timer.TimerWheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All ways in at once while the mode changes at random: each item is answered once, with its own
 * result, and counted.
 */
@Timeout(300)
@SuppressWarnings("FutureReturnValueIgnored")
class BatcherStressTest {
  /** A thousand times as fast as the system's, so that modes change each 100 us. */
  private static final class FastClock implements BatchClock {
    private static final long FACTOR = 1_000;

    @Override
    public long nanos() {
      return System.nanoTime() * FACTOR;
    }

    @Override
    public void arm(Alarm alarm, long when) {
      TimerWheel.shared().arm(alarm, System.nanoTime() + (when - nanos()) / FACTOR);
    }

    @Override
    public boolean cancel(Alarm alarm) {
      return TimerWheel.shared().cancel(alarm);
    }
  }

  private static final class Dice implements ModeRule {
    private final SplittableRandom random = new SplittableRandom(1);

    @Override
    public BatchMode next(BatchSample sample) {
      return switch (random.nextInt(3)) {
        case 0 -> BatchMode.DIRECT;
        case 1 -> BatchMode.BATCH;
        default -> BatchMode.DRAIN;
      };
    }

    @Override
    public String reason() {
      return "diced";
    }
  }

  private static final int SINGLE_FAILURE = 17;
  private static final int POISON = 101;

  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder refused = new LongAdder();

  private void run(int threads, int each, int limit, int lane, int capacity, boolean retry)
      throws Exception {
    AtomicIntegerArray seen = new AtomicIntegerArray(threads * each);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    TaskPool pool =
        TaskPool.builder().limit(limit).laneCapacity(lane).overflow(Overflow.reject()).build();
    BatchFunction<Integer, Integer, Long> function =
        (key, items) -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          try {
            return answer(key, items, seen, retry);
          } finally {
            inside.decrementAndGet();
          }
        };
    Batcher<Integer, Integer, Long> batcher =
        Batcher.builder(pool, function)
            .maxBatch(16)
            .linger(Duration.ofSeconds(2)) // 2 ms on this clock
            .capacity(capacity)
            .retrySingly(retry)
            .build(new FastClock(), new Dice());
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int first = t * each;
      Runnable body =
          () -> {
            try {
              submitAll(batcher, first, each, retry);
            } catch (Throwable e) {
              failures.add(e);
            }
          };
      all.add(t % 2 == 0 ? Thread.ofPlatform().start(body) : Thread.ofVirtual().start(body));
    }
    for (Thread thread : all) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    batcher.close();
    pool.close();
    BatchSnapshot end = batcher.snapshot();
    assertThat(end.succeeded()).isEqualTo(succeeded.sum());
    assertThat(end.failed()).isEqualTo(failed.sum());
    assertThat(end.cancelled()).isEqualTo(cancelled.sum());
    assertThat(end.expired()).isEqualTo(expired.sum());
    assertThat(end.refused()).isEqualTo(refused.sum());
    assertThat(end.accepted()).isEqualTo((long) threads * each - refused.sum());
    assertThat(end.waiting() + end.running() + end.keys()).isZero();
    assertThat(end.switches()).isPositive();
    assertThat(end.direct()).isPositive();
    assertThat(end.batches()).isPositive();
    assertThat(most.get()).isLessThanOrEqualTo(limit);
  }

  private static BatchResults<Long> answer(
      int key, List<Integer> items, AtomicIntegerArray seen, boolean retry) {
    assertThat(items.size()).isBetween(1, 16);
    BatchResults<Long> results = BatchResults.ofSize(items.size());
    boolean poisoned = items.stream().anyMatch(i -> i % POISON == 0);
    for (int i = 0; i < items.size(); i++) {
      int item = items.get(i);
      if (!(retry && poisoned && items.size() > 1)) {
        assertThat(seen.incrementAndGet(item)).isEqualTo(1);
      }
      assertThat(key).isEqualTo(keyOf(item));
      if (item % SINGLE_FAILURE == 0) {
        results.fail(i, new IllegalArgumentException("single " + item));
      } else {
        results.set(i, 3L * item);
      }
    }
    if (poisoned) {
      throw new IllegalStateException("poison");
    }
    return results;
  }

  /** Every second item has the hot key. */
  private static int keyOf(int item) {
    return item % 2 == 0 ? -1 : item % 500;
  }

  private void submitAll(
      Batcher<Integer, Integer, Long> batcher, int first, int each, boolean retry)
      throws Exception {
    SplittableRandom random = new SplittableRandom(first);
    List<TaskHandle<Long>> open = new ArrayList<>();
    List<Integer> items = new ArrayList<>();
    for (int i = first; i < first + each; i++) {
      int key = keyOf(i);
      try {
        switch (random.nextInt(8)) {
          case 0 -> {
            int item = i;
            check(i, retry, () -> batcher.call(key, item));
          }
          case 1 -> {
            if (batcher.trySubmit(key, i)
                instanceof Submission.Accepted<Long>(TaskHandle<Long> handle)) {
              open.add(handle);
              items.add(i);
            } else {
              refused.increment();
            }
          }
          case 2 -> {
            TaskHandle<Long> handle =
                batcher.submit(key, i, Duration.ofMillis(1 + random.nextInt(3_000)));
            open.add(handle);
            items.add(i);
          }
          case 3 -> {
            TaskHandle<Long> handle = batcher.submit(key, i);
            handle.cancel(random.nextBoolean());
            open.add(handle);
            items.add(i);
          }
          default -> {
            open.add(batcher.submit(key, i));
            items.add(i);
          }
        }
      } catch (RejectedExecutionException e) {
        refused.increment(); // the deadline passed while it waited for room
      }
      if (random.nextInt(40) == 0) {
        settle(open, items, retry);
      }
    }
    settle(open, items, retry);
  }

  private void settle(List<TaskHandle<Long>> open, List<Integer> items, boolean retry)
      throws Exception {
    for (int i = 0; i < open.size(); i++) {
      TaskHandle<Long> handle = open.get(i);
      check(items.get(i), retry, () -> handle.get(120, TimeUnit.SECONDS));
    }
    open.clear();
    items.clear();
  }

  private interface Get {
    Long get() throws Exception;
  }

  private void check(int item, boolean retry, Get get) throws Exception {
    try {
      assertThat(get.get()).isEqualTo(3L * item);
      assertThat(item % SINGLE_FAILURE == 0 || item % POISON == 0).isFalse();
      succeeded.increment();
    } catch (CancellationException e) {
      cancelled.increment();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case TaskExpiredException _ -> expired.increment();
        case IllegalArgumentException single -> {
          assertThat(single).hasMessage("single " + item);
          failed.increment();
        }
        case IllegalStateException poison -> {
          assertThat(poison).hasMessage("poison");
          assertThat(!retry || item % POISON == 0).isTrue();
          failed.increment();
        }
        case null, default -> throw e;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,4,false",
    "1,1,1000,true",
    "3,2,64,true",
    "4,1000,16,false",
    "4,1000,10000,false"
  })
  void everyItemIsAnsweredOnce(int limit, int lane, int capacity, boolean retry) throws Exception {
    run(6, 2_500, limit, lane, capacity, retry);
  }

  @Tag("deep")
  @Test
  @Timeout(3_600)
  void soak() throws Exception {
    run(8, 1_000_000, 4, 256, 1_000, false);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void shutdownUnderLoadLosesNothing(boolean now) throws Exception {
    for (int round = 0; round < 40; round++) {
      AtomicInteger called = new AtomicInteger();
      try (TaskPool pool = TaskPool.of(2)) {
        Batcher<Integer, Integer, Integer> batcher =
            Batcher.<Integer, Integer, Integer>builder(
                    pool,
                    (_, items) -> {
                      called.addAndGet(items.size());
                      return BatchResults.inOrder(items);
                    })
                .maxBatch(8)
                .capacity(32)
                .build(new FastClock(), new Dice());
        ConcurrentLinkedQueue<TaskHandle<Integer>> accepted = new ConcurrentLinkedQueue<>();
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
          int hot = t;
          Runnable body =
              () -> {
                try {
                  for (int i = 0; ; i++) {
                    accepted.add(batcher.submit(i % 2 == 0 ? 0 : hot, i));
                  }
                } catch (RejectedExecutionException e) {
                  assertThat(batcher.isShutdown()).isTrue();
                }
              };
          all.add(t % 2 == 0 ? Thread.ofPlatform().start(body) : Thread.ofVirtual().start(body));
        }
        while (called.get() < 200) {
          Thread.onSpinWait();
        }
        if (now) {
          batcher.shutdownNow();
        }
        batcher.close();
        int atClose = called.get();
        for (Thread thread : all) {
          thread.join();
        }
        assertThat(accepted).allMatch(TaskHandle::isDone);
        BatchSnapshot end = batcher.snapshot();
        assertThat(end.accepted()).isEqualTo(accepted.size());
        assertThat(end.succeeded()).isEqualTo(atClose).isEqualTo(called.get());
        assertThat(end.succeeded() + end.cancelled()).isEqualTo(end.accepted());
      }
    }
  }
}
