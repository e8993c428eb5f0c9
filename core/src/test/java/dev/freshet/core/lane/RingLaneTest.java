package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class RingLaneTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 100, 1023})
  void holdsExactlyItsCapacity(int capacity) {
    RingLane lane = new RingLane(capacity);
    for (int lap = 0; lap < 5; lap++) {
      assertThat(lane.isEmpty()).isTrue();
      for (int i = 0; i < capacity; i++) {
        assertThat(lane.hasRoom()).isTrue();
        assertThat(lane.offer(i)).isTrue();
        assertThat(lane.size()).isEqualTo(i + 1);
      }
      assertThat(lane.hasRoom()).isFalse();
      assertThat(lane.offer("too many")).isFalse();
      for (int i = 0; i < capacity; i++) {
        assertThat(lane.isEmpty()).isFalse();
        assertThat(lane.poll()).isEqualTo(i);
      }
      assertThat(lane.poll()).isNull();
    }
    assertThat(lane.accepted()).isEqualTo(5L * capacity);
  }

  @Test
  void behavesLikeAModelQueue() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(9);
      RingLane lane = new RingLane(capacity);
      ArrayDeque<Object> model = new ArrayDeque<>();
      for (int step = 0; step < 500; step++) {
        switch (random.nextInt(5)) {
          case 0, 1 -> {
            boolean room = model.size() < capacity;
            assertThat(lane.offer(step)).isEqualTo(room);
            if (room) {
              model.add(step);
            }
          }
          case 2, 3 -> assertThat(lane.poll()).isEqualTo(model.poll());
          default -> {
            List<Object> drained = new ArrayList<>();
            lane.drain(drained::add);
            assertThat(drained).containsExactlyElementsOf(model);
            model.clear();
          }
        }
        assertThat(lane.size()).isEqualTo(model.size());
      }
    }
  }

  @Test
  void aClosedLaneGivesOutWhatItHoldsAndTakesNothing() {
    RingLane lane = new RingLane(4);
    assertThat(lane.isFinished()).isFalse();
    lane.offer("a");
    lane.offer("b");
    lane.close();
    lane.close();
    assertThat(lane.offer("c")).isFalse();
    assertThat(lane.isEmpty()).isFalse();
    assertThat(lane.isFinished()).isFalse();
    assertThat(lane.size()).isEqualTo(2);
    assertThat(lane.poll()).isEqualTo("a");
    assertThat(lane.poll()).isEqualTo("b");
    assertThat(lane.poll()).isNull();
    assertThat(lane.isEmpty()).isTrue();
    assertThat(lane.isFinished()).isTrue();
    assertThat(lane.accepted()).isEqualTo(2);
    assertThat(lane.offer("d")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,2,1", "3,1,3", "2,2,2", "4,4,64", "2,2,1000"})
  void loseAndDoubleNothing(int producers, int consumers, int capacity) throws Exception {
    int each = 40_000 / producers;
    RingLane lane = new RingLane(capacity);
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      while (!lane.offer(producer * each + i)) {
                        PeerWait.pause(0);
                      }
                    }
                  }));
    }
    List<List<Integer>> taken = new ArrayList<>();
    for (int c = 0; c < consumers; c++) {
      List<Integer> mine = new ArrayList<>();
      taken.add(mine);
      int share = producers * each / consumers;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (mine.size() < share) {
                      Object item = lane.poll();
                      if (item != null) {
                        mine.add((Integer) item);
                      } else {
                        PeerWait.pause(0);
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    BitSet seen = new BitSet();
    for (List<Integer> mine : taken) {
      int[] last = new int[producers];
      for (int item : mine) {
        assertThat(seen.get(item)).as("item %d twice", item).isFalse();
        seen.set(item);
        int producer = item / each;
        assertThat(item % each + 1).as("order of one producer").isGreaterThan(last[producer]);
        last[producer] = item % each + 1;
      }
    }
    assertThat(seen.cardinality()).isEqualTo(producers * each);
    assertThat(lane.isEmpty()).isTrue();
  }
}
