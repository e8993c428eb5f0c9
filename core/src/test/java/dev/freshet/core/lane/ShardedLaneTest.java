package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardedLaneTest extends LaneContract {
  @Override
  Lane lane(int capacity) {
    return new ShardedLane(capacity, 4, false);
  }

  @Override
  boolean isOneQueue() {
    return false;
  }

  @Test
  void oneThreadKeepsItsOrderWhileItsShardHasRoom() {
    ShardedLane lane = new ShardedLane(400, 4, false);
    List<Object> out = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      lane.offer(i);
    }
    lane.drain(out::add);
    assertThat(out).containsExactlyElementsOf(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void noPlaceIsStranded() {
    ShardedLane lane = new ShardedLane(7, 4, false);
    for (int i = 0; i < 7; i++) {
      assertThat(lane.offer(i)).isTrue();
    }
    assertThat(lane.offer(7)).isFalse();
    assertThat(lane.hasRoom()).isFalse();
    assertThat(lane.size()).isEqualTo(7);
  }

  @Test
  void aShardThatIsHomeToNobodyIsServedThoughTheOthersAreNeverEmpty() throws Exception {
    ShardedLane lane = new ShardedLane(4096, 4, false);
    List<Thread> strangers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      strangers.add(Thread.ofPlatform().start(() -> lane.offer("stranger")));
    }
    for (Thread stranger : strangers) {
      stranger.join();
    }
    for (int i = 0; i < 100; i++) {
      lane.offer("mine"); // so that the home shard is never empty
    }
    int met = 0;
    for (int polls = 0; met < 8 && polls < 100_000; polls++) {
      lane.offer("mine");
      lane.offer("mine");
      if ("stranger".equals(lane.poll())) {
        met++;
      }
      if ("stranger".equals(lane.poll())) {
        met++;
      }
    }
    assertThat(met).isEqualTo(8);
  }
}
