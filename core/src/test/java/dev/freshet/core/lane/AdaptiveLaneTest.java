package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdaptiveLaneTest extends LaneContract {
  private static final long TARGET = 5;
  private static final long INTERVAL = 100;

  private long now;
  private final List<Object> shed = new ArrayList<>();

  @Override
  Lane lane(int capacity) {
    return new AdaptiveLane(
        capacity,
        TARGET,
        INTERVAL,
        () -> 0,
        item -> {
          throw new AssertionError("a calm lane shed " + item);
        });
  }

  private AdaptiveLane adaptive(int capacity) {
    return new AdaptiveLane(capacity, TARGET, INTERVAL, () -> now, shed::add);
  }

  @Test
  void aCalmLaneIsFirstInFirstOutAndShedsNothing() {
    AdaptiveLane lane = adaptive(100);
    for (int i = 0; i < 50; i++) {
      lane.offer(i);
    }
    now += INTERVAL; // not longer than the interval
    for (int i = 0; i < 50; i++) {
      assertThat(lane.poll()).isEqualTo(i);
    }
    assertThat(shed).isEmpty();
  }

  @Test
  void aLaneThatWasNotEmptyForTheIntervalServesTheNewestAndShedsTheLate() {
    AdaptiveLane lane = adaptive(100);
    lane.offer("old 1");
    lane.offer("old 2");
    now += INTERVAL;
    lane.offer("young 1");
    now += 1;
    lane.offer("young 2");
    assertThat(lane.poll()).isEqualTo("young 2");
    assertThat(shed).containsExactly("old 1", "old 2");
    now += TARGET - 1; // young 1 has waited for the target, not longer
    lane.offer("young 3");
    assertThat(lane.poll()).isEqualTo("young 3");
    assertThat(shed).hasSize(2);
    assertThat(lane.poll()).isEqualTo("young 1");
    assertThat(lane.isEmpty()).isTrue();
    assertThat(lane.accepted()).isEqualTo(5);
  }

  @Test
  void overloadEndsWhenTheLaneDrains() {
    AdaptiveLane lane = adaptive(100);
    lane.offer("a");
    lane.offer("b");
    now += INTERVAL + 1;
    lane.offer("c");
    lane.offer("d");
    assertThat(lane.poll()).isEqualTo("d");
    assertThat(lane.poll()).isEqualTo("c");
    assertThat(lane.poll()).isNull();
    assertThat(shed).containsExactly("a", "b");
    lane.offer("e");
    lane.offer("f");
    now += INTERVAL;
    lane.offer("g");
    assertThat(lane.poll()).isEqualTo("e");
    assertThat(lane.poll()).isEqualTo("f");
    assertThat(lane.poll()).isEqualTo("g");
    assertThat(shed).hasSize(2);
  }

  @Test
  void theOnlyItemIsServedHoweverLate() {
    AdaptiveLane lane = adaptive(100);
    lane.offer("a");
    now += 1_000 * INTERVAL;
    assertThat(lane.poll()).isEqualTo("a");
    assertThat(shed).isEmpty();
  }

  @Test
  void ofManyLateItemsTheNewestIsServedAndAPollShedsABoundedNumber() {
    AdaptiveLane lane = adaptive(100);
    for (int i = 0; i < 40; i++) {
      lane.offer(i);
    }
    now += INTERVAL + 1;
    assertThat(lane.poll()).isEqualTo(39);
    assertThat(shed).hasSize(AdaptiveLane.EVICTIONS_PER_POLL).startsWith(0, 1, 2);
    assertThat(lane.poll()).isEqualTo(38);
    assertThat(shed).hasSize(2 * AdaptiveLane.EVICTIONS_PER_POLL);
    assertThat(lane.size()).isEqualTo(6);
    assertThat(lane.poll()).isEqualTo(37); // sheds 32 to 36
    assertThat(lane.poll()).isNull();
    assertThat(shed).hasSize(37);
  }

  @Test
  void theVictimIsTheOldestInCalmAndInOverload() {
    AdaptiveLane lane = adaptive(100);
    lane.offer("a");
    lane.offer("b");
    lane.offer("c");
    assertThat(lane.pollVictim()).isEqualTo("a");
    now += INTERVAL + 1;
    assertThat(lane.pollVictim()).isEqualTo("b");
    assertThat(lane.pollVictim()).isEqualTo("c");
    assertThat(lane.pollVictim()).isNull();
    assertThat(shed).isEmpty();
  }

  @Test
  void aClosedLaneGivesEverythingOutInOrder() {
    AdaptiveLane lane = adaptive(100);
    for (int i = 0; i < 50; i++) {
      lane.offer(i);
    }
    now += INTERVAL + 1;
    lane.close();
    for (int i = 0; i < 50; i++) {
      assertThat(lane.poll()).isEqualTo(i);
    }
    assertThat(lane.isFinished()).isTrue();
    assertThat(shed).isEmpty();
  }

  @Test
  void sheddingLeavesRoomAndMayUseTheLane() {
    List<Object> sizes = new ArrayList<>();
    List<AdaptiveLane> itself = new ArrayList<>();
    AdaptiveLane lane =
        new AdaptiveLane(
            3,
            TARGET,
            INTERVAL,
            () -> now,
            item -> {
              AdaptiveLane same = itself.getFirst();
              sizes.add(same.size());
              assertThat(same.hasRoom()).isTrue();
              same.offer("for " + item);
            });
    itself.add(lane);
    lane.offer("a");
    lane.offer("b");
    lane.offer("c");
    now += INTERVAL + 1;
    assertThat(lane.poll()).isEqualTo("for c");
    assertThat(sizes).containsExactly(2, 2, 2);
    assertThat(lane.poll()).isEqualTo("for b");
  }

  @Test
  void whatShedThrowsComesOutAndTheLaneGoesOn() {
    IllegalStateException thrown = new IllegalStateException("no");
    AdaptiveLane lane =
        new AdaptiveLane(
            9,
            TARGET,
            INTERVAL,
            () -> now,
            item -> {
              shed.add(item);
              throw thrown;
            });
    lane.offer("a");
    lane.offer("b");
    now += INTERVAL + 1;
    assertThat(catchThrowable(lane::poll)).isSameAs(thrown);
    assertThat(lane.poll()).isEqualTo("b");
    assertThat(shed).containsExactly("a");
  }

  /** A burst of ten times what is served, then quiet: late items go, the rest is served in time. */
  @Test
  void aBurstIsServedInTimeAndTheLaneRecovers() {
    AdaptiveLane lane = adaptive(1_000_000);
    int offered = 0;
    int inTime = 0;
    int polled = 0;
    for (int tick = 0; tick < 3_000; tick++) {
      now++;
      for (int i = 0; tick < 2_000 && i < 10; i++) {
        lane.offer(now);
        offered++;
      }
      Object item = lane.poll();
      if (item != null) {
        polled++;
        if (tick > INTERVAL && tick < 2_000) {
          assertThat(now - (Long) item).isLessThanOrEqualTo(TARGET);
          inTime++;
        }
      }
    }
    assertThat(inTime).isEqualTo(2_000 - INTERVAL - 1);
    assertThat(offered).isEqualTo(polled + shed.size());
    assertThat(lane.isEmpty()).isTrue();
    lane.offer("x");
    lane.offer("y");
    assertThat(lane.poll()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 1_000, -500})
  void behavesLikeTheModelAndLosesNothing(long start) {
    record Waiting(int id, long since) {}
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      shed.clear();
      now = start;
      int capacity = 1 + random.nextInt(60);
      int pace = 1 + random.nextInt(6);
      AdaptiveLane lane = adaptive(capacity);
      ArrayDeque<Waiting> model = new ArrayDeque<>();
      List<Object> modelShed = new ArrayList<>();
      long emptyUntil = now;
      long polled = 0;
      for (int step = 0; step < 1_500; step++) {
        now += random.nextInt(pace);
        if (random.nextInt(10) < 6) {
          if (model.isEmpty()) {
            emptyUntil = now;
          }
          assertThat(lane.offer(step)).isEqualTo(model.size() < capacity);
          if (model.size() < capacity) {
            model.add(new Waiting(step, now));
          }
        } else if (random.nextInt(10) == 0) {
          Waiting victim = model.poll();
          assertThat(lane.pollVictim()).isEqualTo(victim == null ? null : victim.id);
          polled += victim == null ? 0 : 1;
        } else {
          boolean overloaded = now - emptyUntil > INTERVAL;
          for (int i = 0; overloaded && i < AdaptiveLane.EVICTIONS_PER_POLL; i++) {
            if (model.size() > 1 && now - model.getFirst().since > TARGET) {
              modelShed.add(model.removeFirst().id);
            }
          }
          Waiting next = overloaded ? model.pollLast() : model.pollFirst();
          assertThat(lane.poll()).isEqualTo(next == null ? null : next.id);
          polled += next == null ? 0 : 1;
        }
        assertThat(lane.accepted()).isEqualTo(polled + shed.size() + lane.size());
      }
      assertThat(shed).isEqualTo(modelShed);
    }
  }

  /** Real threads and a clock on which everything is late at once. */
  @Test
  void inOverloadEachAcceptedItemIsPolledOrShedOnce() throws Exception {
    int producers = 2;
    int each = 20_000;
    int all = producers * each;
    List<Object> gone = Collections.synchronizedList(new ArrayList<>());
    AdaptiveLane lane = new AdaptiveLane(64, 0, 0, System::nanoTime, gone::add);
    List<Callable<Object>> work = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      work.add(
          () -> {
            int spins = 0;
            for (int i = 0; i < each; ) {
              if (lane.offer(producer * each + i)) {
                i++;
                spins = 0;
              } else {
                spins = PeerWait.pause(spins);
              }
            }
            return producer;
          });
    }
    for (int c = 0; c < 2; c++) {
      work.add(
          () -> {
            int spins = 0;
            while (lane.accepted() < all || !lane.isEmpty()) {
              Object item = lane.poll();
              if (item != null) {
                gone.add(item);
                spins = 0;
              } else {
                spins = PeerWait.pause(spins);
              }
            }
            return gone;
          });
    }
    atOnce(work);
    BitSet seen = new BitSet();
    for (Object item : gone) {
      seen.set((Integer) item);
    }
    assertThat(gone).hasSize(all);
    assertThat(seen.cardinality()).isEqualTo(all);
  }
}
