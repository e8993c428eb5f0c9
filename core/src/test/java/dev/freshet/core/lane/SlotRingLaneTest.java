package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.ring.WaitStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlotRingLaneTest extends LaneContract {
  @Override
  Lane lane(int capacity) {
    return new SlotRingLane(capacity);
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
    SlotRingLane lane = new SlotRingLane(64, WaitStrategy.park(), true);
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

  @Test
  void workersWaitAtTheLane() throws Exception {
    for (WaitStrategy strategy : List.of(WaitStrategy.park(), WaitStrategy.busySpin())) {
      int workers = strategy.equals(WaitStrategy.park()) ? 4 : 1;
      SlotRingLane lane = new SlotRingLane(8, strategy, false);
      AtomicLong sum = new AtomicLong();
      List<Callable<Object>> work = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        work.add(
            () -> {
              for (; ; ) {
                Object item = lane.poll();
                if (item != null) {
                  sum.addAndGet((int) item);
                } else if (!lane.awaitItem(Long.MAX_VALUE, () -> false) && lane.isFinished()) {
                  return sum;
                }
              }
            });
      }
      work.add(
          () -> {
            int spins = 0;
            for (int i = 0; i < 10_000; ) {
              if (lane.offer(i)) {
                i++;
                spins = 0;
              } else {
                spins = PeerWait.pause(spins);
              }
            }
            lane.close();
            return sum;
          });
      atOnce(work);
      assertThat(sum.get()).isEqualTo(9_999L * 10_000 / 2);
    }
  }

  @Test
  void aWaitEndsWhenToldOrInTime() throws Exception {
    SlotRingLane lane = new SlotRingLane(8);
    assertThat(lane.awaitItem(1, () -> false)).isFalse();
    assertThat(lane.awaitItem(0, () -> true)).isTrue();
    AtomicBoolean stop = new AtomicBoolean();
    atOnce(
        List.of(
            () -> {
              while (!stop.get()) {
                assertThat(lane.awaitItem(Long.MAX_VALUE, stop::get)).isTrue();
              }
              return stop;
            },
            () -> {
              stop.set(true);
              lane.wakeAll();
              return stop;
            }));
    lane.close();
    assertThat(lane.awaitItem(Long.MAX_VALUE, () -> false)).isFalse();
  }
}
