package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriorityLaneTest extends LaneContract {
  private static final int SELDOM = 1_000_000;

  @Override
  Lane lane(int capacity) {
    return new PriorityLane(capacity, 3, 2);
  }

  @Test
  void servesTheHighestLevelFirstAndEachLevelInOrder() {
    PriorityLane lane = new PriorityLane(8, 3, SELDOM);
    lane.offer(RankedItem.ofPriority(1, 0));
    lane.offer(RankedItem.ofPriority(2, 2));
    lane.offer(RankedItem.ofPriority(3, 1));
    lane.offer(RankedItem.ofPriority(4, 2));
    lane.offer(RankedItem.ofPriority(5, 0));
    assertThat(ids(lane)).containsExactly(2, 4, 3, 1, 5);
  }

  @Test
  void itemsWithoutPriorityGoToTheMiddleAndTooHighOnesToTheTop() {
    PriorityLane three = new PriorityLane(8, 3, SELDOM);
    three.offer(RankedItem.ofPriority(1, 0));
    three.offer(RankedItem.ofPriority(2, 1));
    three.offer("plain");
    three.offer(RankedItem.ofPriority(3, Ranked.DEFAULT_PRIORITY));
    three.offer(RankedItem.ofPriority(4, 2));
    three.offer(RankedItem.ofPriority(5, Integer.MAX_VALUE));
    assertThat(drained(three))
        .containsExactly(
            RankedItem.ofPriority(4, 2),
            RankedItem.ofPriority(5, Integer.MAX_VALUE),
            RankedItem.ofPriority(2, 1),
            "plain",
            RankedItem.ofPriority(3, Ranked.DEFAULT_PRIORITY),
            RankedItem.ofPriority(1, 0));

    PriorityLane two = new PriorityLane(8, 2, SELDOM);
    two.offer("plain");
    two.offer(RankedItem.ofPriority(1, 1));
    two.offer(RankedItem.ofPriority(2, 0));
    assertThat(drained(two))
        .containsExactly(RankedItem.ofPriority(1, 1), "plain", RankedItem.ofPriority(2, 0));
  }

  @Test
  void theBoundCoversAllLevelsTogether() {
    PriorityLane lane = new PriorityLane(3, 3, 1);
    assertThat(lane.offer(RankedItem.ofPriority(1, 0))).isTrue();
    assertThat(lane.offer(RankedItem.ofPriority(2, 2))).isTrue();
    assertThat(lane.offer(RankedItem.ofPriority(3, 1))).isTrue();
    assertThat(lane.offer(RankedItem.ofPriority(4, 2))).isFalse();
    lane.poll();
    assertThat(lane.offer(RankedItem.ofPriority(5, 0))).isTrue();
    assertThat(lane.offer(RankedItem.ofPriority(6, 2))).isFalse();
  }

  @Test
  void theVictimIsTheOldestOfTheLowestLevel() {
    PriorityLane lane = new PriorityLane(8, 3, SELDOM);
    lane.offer(RankedItem.ofPriority(1, 2));
    lane.offer(RankedItem.ofPriority(2, 1));
    lane.offer(RankedItem.ofPriority(3, 1));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofPriority(2, 1));
    lane.offer(RankedItem.ofPriority(4, 0));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofPriority(4, 0));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofPriority(3, 1));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofPriority(1, 2));
  }

  @Test
  void aVictimTakesNoTurnFromItsLevel() {
    PriorityLane lane = new PriorityLane(8, 2, 2);
    for (int i = 0; i < 4; i++) {
      lane.offer(RankedItem.ofPriority(i, 1));
    }
    lane.offer(RankedItem.ofPriority(10, 0));
    lane.offer(RankedItem.ofPriority(11, 0));
    lane.poll();
    lane.poll();
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofPriority(10, 0));
    assertThat(lane.poll()).isEqualTo(RankedItem.ofPriority(11, 0));
  }

  /** Full levels: so many of the top, then one of each level below, from the top down. */
  @Test
  void underFullLevelsEachLowerLevelGetsItsShareAndTheTopTheRest() {
    for (int levels = 2; levels <= 8; levels++) {
      for (int ageing = 1; ageing <= 5; ageing++) {
        PriorityLane lane = fullLane(levels, ageing);
        for (int lap = 0; lap < 20; lap++) {
          for (int i = 0; i < ageing; i++) {
            assertThat(pollAndRefill(lane)).isEqualTo(levels - 1);
          }
          for (int level = levels - 2; level >= 0; level--) {
            assertThat(pollAndRefill(lane)).isEqualTo(level);
          }
        }
      }
    }
  }

  /** Of two services of a level under full levels, the bound is met exactly. */
  @Test
  void underFullLevelsAnItemIsTakenExactlyAtTheBound() {
    for (int levels = 2; levels <= 8; levels++) {
      for (int ageing = 1; ageing <= 4; ageing++) {
        for (int level = 0; level < levels - 1; level++) {
          PriorityLane lane = fullLane(levels, ageing);
          for (int served = pollAndRefill(lane); served != level; ) {
            served = pollAndRefill(lane);
          }
          // The item put in last has the rest of the level before it.
          int before = 3;
          lane.offer(RankedItem.ofPriority(77, level));
          int polls = 0;
          for (int id = 0; id != 77; polls++) {
            RankedItem item = taken(lane);
            id = item.id();
            lane.offer(RankedItem.ofPriority(0, item.priority()));
          }
          assertThat(polls).isEqualTo((before + 1) * (ageing + levels - 1));
        }
      }
    }
  }

  /** The longest wait there is: the level fills just when all others are due. */
  @Test
  void anItemThatFillsItsLevelAtTheWorstMomentIsTakenExactlyAtTheBound() {
    for (int levels = 2; levels <= 8; levels++) {
      for (int ageing = 1; ageing <= 4; ageing++) {
        for (int level = 0; level < levels - 1; level++) {
          PriorityLane lane = new PriorityLane(64, levels, ageing);
          for (int other = 0; other < levels; other++) {
            for (int i = 0; other != level && i < 3; i++) {
              lane.offer(RankedItem.ofPriority(0, other));
            }
          }
          for (int i = 0; i < ageing; i++) {
            assertThat(pollAndRefill(lane)).isEqualTo(levels - 1);
          }
          lane.offer(RankedItem.ofPriority(77, level));
          int polls = 1;
          while (pollAndRefill(lane) != level) {
            polls++;
          }
          assertThat(polls).isEqualTo(ageing + levels - 1 + levels - 2 - level);
        }
      }
    }
  }

  /** Whatever is offered, polled and dropped in whatever order. */
  @Test
  void noItemWaitsLongerThanTheBoundAndTheOrderIsThatOfTheModel() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      int levels = 2 + random.nextInt(7);
      int ageing = 1 + random.nextInt(random.nextBoolean() ? 3 : 12);
      int capacity = 1 + random.nextInt(40);
      PriorityLane lane = new PriorityLane(capacity, levels, ageing);
      PriorityModel model = new PriorityModel(capacity, levels, ageing);
      Map<Integer, Long> latest = new HashMap<>();
      long polls = 0;
      int favourite = random.nextInt(levels);
      for (int id = 0; id < 1_500; id++) {
        if (id % 100 == 0) {
          favourite = random.nextInt(levels);
        }
        int what = random.nextInt(20);
        if (what == 0) {
          RankedItem victim = (RankedItem) lane.pollVictim();
          assertThat(victim).isEqualTo(model.pollVictim());
          if (victim != null) {
            latest.remove(victim.id());
          }
        } else if (what < 12) {
          int priority = random.nextInt(3) == 0 ? favourite : random.nextInt(-1, levels + 1);
          RankedItem item = RankedItem.ofPriority(id, priority);
          int level = model.levelOf(item);
          long before = model.sizeOf(level);
          assertThat(lane.offer(item)).isEqualTo(model.offer(item));
          if (model.sizeOf(level) > before) {
            long bound = (before + 1) * (ageing + levels - 1) + Math.max(0, levels - 2 - level);
            latest.put(id, polls + bound);
          }
        } else if (!lane.isEmpty()) {
          polls++;
          RankedItem item = taken(lane);
          assertThat(item).isEqualTo(model.poll());
          assertThat(polls).isLessThanOrEqualTo(latest.remove(item.id()));
        }
        assertThat(lane.size()).isEqualTo(model.size());
      }
    }
  }

  @Test
  void severalAtOnceGoEachToItsLevel() {
    PriorityLane lane = new PriorityLane(4, 3, SELDOM);
    Object[] some = new Object[6];
    for (int i = 0; i < some.length; i++) {
      some[i] = RankedItem.ofPriority(i, i % 3);
    }
    assertThat(lane.offerAll(some, 0, 6)).isEqualTo(4);
    assertThat(ids(lane)).containsExactly(2, 1, 0, 3);
  }

  @Test
  void anItemThatCannotSayItsPriorityLeavesTheLaneAsItWas() {
    PriorityLane lane = new PriorityLane(8, 3, SELDOM);
    Object[] some = {"a", new Mute(), "b"};
    assertThat(catchThrowable(() -> lane.offerAll(some, 0, 3)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(lane.size()).isEqualTo(1);
    assertThat(lane.accepted()).isEqualTo(1);
    assertThat(lane.offer("c")).isTrue();
    assertThat(drained(lane)).containsExactly("a", "c");
  }

  private static final class Mute implements Ranked {
    @Override
    public int priority() {
      throw new IllegalStateException("mute");
    }

    @Override
    public long deadlineNanos() {
      return NO_DEADLINE;
    }
  }

  private static PriorityLane fullLane(int levels, int ageing) {
    PriorityLane lane = new PriorityLane(levels * 3 + 1, levels, ageing);
    for (int level = 0; level < levels; level++) {
      for (int i = 0; i < 3; i++) {
        lane.offer(RankedItem.ofPriority(0, level));
      }
    }
    return lane;
  }

  private static int pollAndRefill(PriorityLane lane) {
    int level = taken(lane).priority();
    assertThat(lane.offer(RankedItem.ofPriority(0, level))).isTrue();
    return level;
  }

  private static RankedItem taken(Lane lane) {
    return (RankedItem) Objects.requireNonNull(lane.poll());
  }

  private static List<Integer> ids(Lane lane) {
    List<Integer> ids = new ArrayList<>();
    lane.drain(item -> ids.add(((RankedItem) item).id()));
    return ids;
  }

  private static List<Object> drained(Lane lane) {
    List<Object> items = new ArrayList<>();
    lane.drain(items::add);
    return items;
  }
}
