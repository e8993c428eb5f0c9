package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ChannelLaneTest extends LaneContract {
  @Override
  Lane lane(int capacity) {
    return new ChannelLane(capacity, false);
  }

  @Test
  void tellsHowLongSomeWaited() {
    ChannelLane lane = new ChannelLane(64, true);
    AtomicLong samples = new AtomicLong();
    for (int i = 0; i < 64; i++) {
      lane.offer(i);
    }
    for (int i = 0; i < 64; i++) {
      lane.poll((_, weight) -> samples.addAndGet(weight));
    }
    assertThat(samples.get()).isPositive();
  }
}
