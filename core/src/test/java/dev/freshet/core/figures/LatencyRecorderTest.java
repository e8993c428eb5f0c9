package dev.freshet.core.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.LatencySnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LatencyRecorderTest {
  @Test
  void negativeCountsAsZeroAndTheRangeEndsAt292Years() {
    LatencyRecorder recorder = new LatencyRecorder(1);
    recorder.record(-1, 1);
    recorder.record(Long.MIN_VALUE, 1);
    assertThat(recorder.snapshot()).hasToString("n=2 p50 0ns p99 0ns max 0ns");
    assertThat(recorder.totalNanos()).isZero();
    recorder.record(Long.MAX_VALUE, 1);
    assertThat(recorder.snapshot().maxNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(recorder.snapshot().percentileNanos(100)).isEqualTo(Long.MAX_VALUE);
    assertThat(recorder.snapshot().percentileNanos(50)).isZero();
  }

  @Test
  void losesNothingWhenManyThreadsShareFewStripes() throws InterruptedException {
    int threads = 8;
    int each = 200_000;
    LatencyRecorder shared = new LatencyRecorder(1);
    LatencyRecorder alone = new LatencyRecorder(1);
    for (int t = 0; t < threads; t++) {
      recordSeries(alone, t, each);
    }
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> workers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int seed = t;
      Runnable work =
          () -> {
            try {
              go.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            recordSeries(shared, seed, each);
          };
      workers.add(t % 2 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
    }
    List<String> faults = new ArrayList<>();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  LatencySnapshot last = LatencySnapshot.EMPTY;
                  while (!done.get()) {
                    LatencySnapshot now = shared.snapshot();
                    now.minus(last); // throws if anything went back
                    if (now.maxNanos() < now.percentileNanos(100)) {
                      faults.add(now.toString());
                    }
                    last = now;
                  }
                });
    go.countDown();
    for (Thread worker : workers) {
      worker.join();
    }
    done.set(true);
    reader.join();
    assertThat(faults).isEmpty();
    assertThat(shared.snapshot()).isEqualTo(alone.snapshot());
    assertThat(shared.count()).isEqualTo(alone.count());
    assertThat(shared.totalNanos()).isEqualTo(alone.totalNanos());
  }

  private static void recordSeries(LatencyRecorder recorder, int seed, int count) {
    Random random = new Random(seed);
    for (int i = 0; i < count; i++) {
      recorder.record(random.nextInt(1 << (1 + random.nextInt(30))), 1 + (i & 3));
    }
  }
}
