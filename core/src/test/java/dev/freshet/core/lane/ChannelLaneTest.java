package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelLaneTest extends LaneContract {
  @Override
  Lane lane(int capacity) {
    return new ChannelLane(capacity);
  }

  @SuppressWarnings("ThreadPriorityCheck")
  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }

  @Test
  void doesNotWaitForWhatIsThere() {
    ChannelLane lane = new ChannelLane(2);
    assertThat(lane.awaitItem(0)).isFalse();
    assertThat(lane.awaitItem(1_000_000)).isFalse();
    lane.offer("a");
    assertThat(lane.awaitItem(0)).isTrue();
    assertThat(lane.awaitItem(Long.MAX_VALUE)).isTrue();
    assertThat(lane.poll()).isEqualTo("a");
    lane.close();
    assertThat(lane.awaitItem(Long.MAX_VALUE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anItemWakesOneWhoWaits(boolean virtual) throws Exception {
    ChannelLane lane = new ChannelLane(8);
    AtomicInteger returned = new AtomicInteger();
    Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int before = i;
      threads.add(
          builder.start(
              () -> {
                lane.awaitItem(Long.MAX_VALUE);
                returned.incrementAndGet();
              }));
      until(() -> lane.waiting() == before + 1);
    }
    lane.offer("a");
    assertThat(lane.waiting()).isEqualTo(4);
    until(() -> returned.get() == 1);
    assertThat(lane.poll()).isEqualTo("a");
    assertThat(lane.offerAll(new Object[] {"b", "c"}, 0, 2)).isEqualTo(2);
    until(() -> returned.get() == 3);
    assertThat(lane.waiting()).isEqualTo(2);
    assertThat(lane.wake(1)).isEqualTo(1);
    until(() -> returned.get() == 4);
    lane.close();
    until(() -> returned.get() == 5);
    assertThat(lane.wake(1)).isZero();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anInterruptEndsTheWaitAndIsKept(boolean virtual) throws Exception {
    ChannelLane lane = new ChannelLane(1);
    List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
    Runnable wait =
        () -> {
          seen.add(lane.awaitItem(Long.MAX_VALUE));
          seen.add(Thread.currentThread().isInterrupted());
        };
    Thread thread =
        virtual ? Thread.ofVirtual().start(wait) : Thread.ofPlatform().daemon().start(wait);
    until(() -> lane.waiting() == 1);
    thread.interrupt();
    thread.join();
    assertThat(seen).containsExactly(false, true);
    assertThat(lane.waiting()).isZero();
  }

  /** Workers that sleep whenever there is nothing never miss an item. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noWakeUpIsLost(boolean virtual) throws Exception {
    int items = 20_000;
    ChannelLane lane = new ChannelLane(4);
    AtomicInteger taken = new AtomicInteger();
    List<Callable<Object>> work = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      int worker = w;
      work.add(
          () -> {
            while (!lane.isFinished()) {
              if (lane.poll() != null) {
                taken.incrementAndGet();
              } else {
                lane.awaitItem(worker == 0 ? TimeUnit.MILLISECONDS.toNanos(2) : Long.MAX_VALUE);
              }
            }
            return worker;
          });
    }
    work.add(
        () -> {
          for (int i = 0; i < items; ) {
            if (lane.offer(i)) {
              i++;
            } else {
              until(lane::hasRoom);
            }
          }
          until(lane::isEmpty);
          lane.close();
          return items;
        });
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(
            virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().daemon().factory())) {
      for (Future<Object> end : threads.invokeAll(work)) {
        end.get();
      }
    }
    assertThat(taken.get()).isEqualTo(items);
    assertThat(lane.waiting()).isZero();
  }
}
