package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

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
}
