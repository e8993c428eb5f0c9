package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RingLaneTest extends LaneContract {
  @Override
  Lane lane(int capacity) {
    return new RingLane(capacity);
  }

  @Test
  void theVictimIsTheOldest() {
    RingLane lane = new RingLane(3);
    lane.offer("a");
    lane.offer("b");
    assertThat(lane.pollVictim()).isEqualTo("a");
    assertThat(lane.poll()).isEqualTo("b");
  }
}
