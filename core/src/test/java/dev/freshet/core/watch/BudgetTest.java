package dev.freshet.core.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BudgetTest {
  private static final long SLICE = 1_000_000;

  private long now = -3_000_000_000L;
  private int breaths;
  private final Turns turns = new Turns(1, () -> now, _ -> breaths++, _ -> {});
  private final Budget budget = new Budget(SLICE, () -> now, turns, true);

  private void spend(int calls, long nanosEach) {
    for (int i = 0; i < calls; i++) {
      now += nanosEach;
      budget.spend();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 100, 3_000, 10_000})
  void givesWayAfterEachSliceWhateverACallCosts(long nanosEach) {
    spend((int) (50 * SLICE / nanosEach), nanosEach);

    // the first slice is short; each end is late by a reading at most
    assertThat(budget.slices()).isBetween(49L, 51L);
    assertThat(breaths).isEqualTo((int) budget.slices());
    assertThat(budget.longestOccupation())
        .isBetween(Duration.ofNanos(SLICE), Duration.ofNanos(SLICE + 2 * Budget.READ_NANOS));
    assertThat(budget.occupations()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 256", "10, 256", "100, 100", "1000, 10", "20000, 1"})
  void readsTheClockEveryTenMicrosecondsOr256Calls(long nanosEach, int callsPerReading) {
    spend(1000, nanosEach);
    long before = budget.readings();
    int calls = 100_000;
    spend(calls, nanosEach);

    double perReading = (double) calls / (budget.readings() - before);
    assertThat(perReading).isBetween(0.9 * callsPerReading, 1.1 * callsPerReading);
  }

  @ParameterizedTest
  @CsvSource({"1, 1000", "20, 1000", "39, 1000", "300, 1000", "5000, 1000", "39, 100000"})
  void isLateByABoundedTimeWhenCallsSuddenlyCostMore(long nanosEach, long ratio) {
    spend(10_000, nanosEach);
    long dear = nanosEach * ratio;
    long bound = Math.min(Budget.MOST_CALLS * dear, ratio * Budget.READ_NANOS);
    long before = budget.readings();
    long changed = now;

    while (budget.readings() == before) {
      spend(1, dear);
    }
    assertThat(now - changed).isLessThanOrEqualTo(bound);
    long next = budget.readings();
    long late = now;
    while (budget.readings() == next) {
      spend(1, dear);
    }
    assertThat(now - late).isLessThanOrEqualTo(Math.max(dear, Budget.READ_NANOS));
  }

  @Test
  void staysNearTheSliceWhenDearAndCheapCallsAlternate() {
    for (int i = 0; i < 1000; i++) {
      spend(20, 5);
      spend(1, 50_000);
    }
    assertThat(budget.longestOccupation()).isLessThan(Duration.ofNanos(SLICE + 60_000));
    assertThat(budget.slices()).isBetween(45L, 52L);
  }

  @Test
  void countsALateCheckpointAsOccupation() {
    spend(1, 500_000);
    spend(1, 3 * SLICE);
    assertThat(budget.occupations()).isZero();
    spend(1, 4 * SLICE);
    assertThat(budget.occupations()).isOne();
    assertThat(budget.longestOccupation()).isEqualTo(Duration.ofNanos(4 * SLICE));
  }

  @Test
  void throwsWhenInterruptedAndKeepsTheStatus() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(budget::spend).isInstanceOf(CancellationException.class);
    assertThatThrownBy(budget::spend).isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    budget.spend();
  }

  @Test
  void aBudgetIsItsOwnThreadsOnly() throws Exception {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    spend(1, 2 * SLICE);
                  } catch (Throwable t) {
                    thrown.set(t);
                  }
                });
    other.join();
    assertThat(thrown.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("allowed is the thread that made it");
  }

  @Test
  void slicesOutOfTheirRangeAreRefused() {
    assertThatThrownBy(() -> Budget.slice(Duration.ofNanos(99_999)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed is 100 µs to 10 ms");
    assertThatThrownBy(() -> Budget.slice(Duration.ofMillis(11)))
        .isInstanceOf(IllegalArgumentException.class);
    Budget.slice(Duration.ofMillis(10)).close();
  }

  @Test
  void onPlatformThreadsNobodyGivesWay() {
    Budget plain = new Budget(SLICE, () -> now, turns, false);
    now += 2 * SLICE;
    plain.spend();
    assertThat(plain.slices()).isOne();
    assertThat(breaths).isZero();
  }

  /** With Thread.yield instead of a checkpoint the late ones would never be run. */
  @Test
  void othersAreServedBesideMoreHogsThanCarriers() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    int crowd = 4 * Runtime.getRuntime().availableProcessors();
    CountDownLatch computing = new CountDownLatch(crowd);
    List<Thread> hogs = new ArrayList<>();
    for (int i = 0; i < crowd; i++) {
      boolean held = i % 2 == 0;
      hogs.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    computing.countDown();
                    try (Budget own = Budget.slice(Duration.ofNanos(200_000))) {
                      while (!stop.get()) {
                        if (held) {
                          own.spend();
                        } else {
                          Budget.checkpoint();
                        }
                      }
                    }
                  }));
    }
    computing.await();
    AtomicInteger served = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      Thread.ofVirtual().start(served::incrementAndGet).join();
    }
    stop.set(true);
    for (Thread hog : hogs) {
      hog.join();
    }
    assertThat(served).hasValue(100);
  }

  @Test
  void anInterruptEndsAHogThatWaitsForItsTurn() throws Exception {
    List<Thread> hogs = new ArrayList<>();
    AtomicInteger cancelled = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      hogs.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (; ; ) {
                        Budget.checkpoint();
                      }
                    } catch (CancellationException e) {
                      cancelled.incrementAndGet();
                    }
                  }));
    }
    for (Thread hog : hogs) {
      hog.interrupt();
      hog.join();
    }
    assertThat(cancelled).hasValue(20);
  }
}
