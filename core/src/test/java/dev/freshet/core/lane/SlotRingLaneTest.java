package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SlotRingLaneTest extends LaneContract {
  @Override
  Lane lane(int capacity) {
    return new SlotRingLane(capacity, false);
  }

  @Test
  void theVictimIsTheOldest() {
    Lane lane = lane(3);
    lane.offer("a");
    lane.offer("b");
    assertThat(lane.pollVictim()).isEqualTo("a");
    assertThat(lane.poll()).isEqualTo("b");
  }

  @Test
  void tellsHowLongSomeWaited() {
    SlotRingLane lane = new SlotRingLane(64, true);
    AtomicLong samples = new AtomicLong();
    long start = System.nanoTime();
    for (int i = 0; i < 64; i++) {
      lane.offer(i);
    }
    for (int i = 0; i < 64; i++) {
      lane.poll(
          (accepted, weight) -> {
            assertThat(accepted - start).isGreaterThanOrEqualTo(-16);
            samples.addAndGet(weight);
          });
    }
    assertThat(samples.get()).isPositive();
  }

  /** Each thread has one item in the lane at most, so with a place for each it is never full. */
  @Test
  @Timeout(60)
  void isNotFullWhileThereIsRoom() throws Exception {
    Lane lane = lane(3);
    Callable<Integer> body =
        () -> {
          int refused = 0;
          for (int i = 0; i < 200_000; i++) {
            if (lane.offer(i)) {
              while (lane.poll() == null) {
                Thread.onSpinWait(); // another one took it, and has given its own
              }
            } else {
              refused++;
            }
          }
          return refused;
        };
    List<FutureTask<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      FutureTask<Integer> task = new FutureTask<>(body);
      tasks.add(task);
      Thread.ofPlatform().daemon().start(task);
    }
    for (FutureTask<Integer> task : tasks) {
      assertThat(task.get()).isZero();
    }
    assertThat(lane.isEmpty()).isTrue();
  }
}
