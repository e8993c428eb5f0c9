package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DeadlineLaneTest extends LaneContract {
  private long now;

  @Override
  Lane lane(int capacity) {
    return new DeadlineLane(capacity, 1_000, () -> 0);
  }

  private DeadlineLane lane(int capacity, long slack) {
    return new DeadlineLane(capacity, slack, () -> now);
  }

  @Test
  void theEarliestDeadlineComesFirst() {
    DeadlineLane lane = lane(8, 100);
    lane.offer(RankedItem.ofDeadline(1, 30));
    lane.offer(RankedItem.ofDeadline(2, 10));
    lane.offer(RankedItem.ofDeadline(3, 20));
    assertThat(ids(lane)).containsExactly(2, 3, 1);
  }

  @Test
  void equalDeadlinesComeInOrder() {
    DeadlineLane lane = lane(64, 100);
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      lane.offer(RankedItem.ofDeadline(i, 30));
      expected.add(i);
    }
    assertThat(ids(lane)).isEqualTo(expected);
  }

  @Test
  void anItemWithoutDeadlineIsDueAfterTheSlack() {
    DeadlineLane lane = lane(8, 100);
    now = 5;
    lane.offer("plain");
    lane.offer(RankedItem.ofDeadline(1, Ranked.NO_DEADLINE));
    lane.offer(RankedItem.ofDeadline(2, 106));
    lane.offer(RankedItem.ofDeadline(3, 104));
    assertThat(drained(lane))
        .containsExactly(
            RankedItem.ofDeadline(3, 104),
            "plain",
            RankedItem.ofDeadline(1, Ranked.NO_DEADLINE),
            RankedItem.ofDeadline(2, 106));
  }

  @Test
  void aDeadlineThatHasPassedCountsAsNow() {
    DeadlineLane lane = lane(8, 100);
    now = 50;
    lane.offer(RankedItem.ofDeadline(1, 50));
    lane.offer(RankedItem.ofDeadline(2, 40));
    lane.offer(RankedItem.ofDeadline(3, -40));
    now = 51;
    lane.offer(RankedItem.ofDeadline(4, 0));
    assertThat(ids(lane)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void whatHasExpiredStillComesOut() {
    DeadlineLane lane = lane(8, 100);
    lane.offer(RankedItem.ofDeadline(1, 10));
    now = 1_000;
    assertThat(lane.size()).isEqualTo(1);
    assertThat(ids(lane)).containsExactly(1);
  }

  @Test
  void theVictimIsTheLatestDeadline() {
    DeadlineLane lane = lane(8, 100);
    lane.offer(RankedItem.ofDeadline(1, 30));
    lane.offer(RankedItem.ofDeadline(2, 10));
    lane.offer(RankedItem.ofDeadline(3, 20));
    lane.offer(RankedItem.ofDeadline(4, 30));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofDeadline(4, 30));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofDeadline(1, 30));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofDeadline(3, 20));
    assertThat(lane.pollVictim()).isEqualTo(RankedItem.ofDeadline(2, 10));
    assertThat(lane.pollVictim()).isNull();
  }

  @Test
  void theOverflowOfTheClockDoesNotMatter() {
    DeadlineLane lane = lane(8, 100);
    now = Long.MAX_VALUE - 50;
    lane.offer(RankedItem.ofDeadline(1, Long.MIN_VALUE + 20)); // 71 ahead
    lane.offer(RankedItem.ofDeadline(2, Long.MAX_VALUE - 1)); // 49 ahead
    lane.offer("plain"); // 100 ahead
    lane.offer(RankedItem.ofDeadline(3, Long.MAX_VALUE - 60)); // past
    now = Long.MIN_VALUE + 10;
    lane.offer(RankedItem.ofDeadline(4, Long.MAX_VALUE - 2)); // past: now, 61 after the first
    assertThat(drained(lane))
        .containsExactly(
            RankedItem.ofDeadline(3, Long.MAX_VALUE - 60),
            RankedItem.ofDeadline(2, Long.MAX_VALUE - 1),
            RankedItem.ofDeadline(4, Long.MAX_VALUE - 2),
            RankedItem.ofDeadline(1, Long.MIN_VALUE + 20),
            "plain");
  }

  @Test
  void deadlinesInTheFarthestFutureStayBehindTheOthers() {
    DeadlineLane lane = lane(8, Long.MAX_VALUE);
    lane.offer(RankedItem.ofDeadline(1, Long.MAX_VALUE - 1));
    lane.offer("plain");
    now = 1_000_000;
    lane.offer(RankedItem.ofDeadline(2, now - 1));
    lane.offer(RankedItem.ofDeadline(3, now + 1));
    assertThat(drained(lane))
        .containsExactly(
            RankedItem.ofDeadline(2, now - 1),
            RankedItem.ofDeadline(3, now + 1),
            RankedItem.ofDeadline(1, Long.MAX_VALUE - 1),
            "plain");
  }

  @Test
  void behavesLikeASortedSet() {
    record Waiting(RankedItem item, long due, int number) {}
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(70);
      long start = seed % 3 == 0 ? Long.MAX_VALUE - 2_000 : random.nextLong();
      long slack = random.nextInt(200);
      int spread = 1 + random.nextInt(400);
      now = start;
      DeadlineLane lane = lane(capacity, slack);
      TreeSet<Waiting> model =
          new TreeSet<>(
              Comparator.<Waiting>comparingLong(w -> w.due - start)
                  .thenComparingInt(w -> w.number));
      for (int step = 0; step < 1_500; step++) {
        now += random.nextInt(5);
        int what = random.nextInt(20);
        if (what < 11) {
          int batch = what < 9 ? 1 : random.nextInt(5);
          Object[] items = new Object[batch];
          int room = capacity - model.size();
          for (int i = 0; i < batch; i++) {
            boolean without = random.nextInt(4) == 0;
            long deadline = without ? Ranked.NO_DEADLINE : now + random.nextInt(-10, spread);
            boolean plain = deadline == Ranked.NO_DEADLINE; // the clock may pass that instant
            RankedItem item = RankedItem.ofDeadline(step * 8 + i, deadline);
            items[i] = item;
            if (i < room) {
              long due = plain ? now + slack : deadline - now < 0 ? now : deadline;
              model.add(new Waiting(item, due, item.id()));
            }
          }
          if (what < 9) {
            assertThat(lane.offer(items[0])).isEqualTo(room > 0);
          } else {
            assertThat(lane.offerAll(items, 0, batch)).isEqualTo(Math.min(batch, room));
          }
        } else {
          Waiting expected = what == 11 ? model.pollLast() : model.pollFirst();
          Object item = what == 11 ? lane.pollVictim() : lane.poll();
          assertThat(item).isEqualTo(expected == null ? null : expected.item);
        }
        assertThat(lane.size()).isEqualTo(model.size());
      }
    }
  }

  /** Urgent items keep coming; the patient one is out by poll number capacity after its slack. */
  @Test
  void urgentItemsDoNotStarveAPatientOne() {
    int capacity = 20;
    long slack = 500;
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      now = random.nextLong();
      DeadlineLane lane = lane(capacity, slack);
      for (int i = 0; i < capacity / 2; i++) {
        lane.offer(RankedItem.ofDeadline(i, now));
      }
      lane.offer("patient");
      long due = now + slack;
      int polls = 0;
      for (Object item = null; !"patient".equals(item); ) {
        while (lane.offer(RankedItem.ofDeadline(1, now - random.nextInt(100)))) {
          now += random.nextInt(2);
        }
        item = lane.poll();
        if (now - due > 0) {
          polls++;
        }
      }
      assertThat(polls).isLessThanOrEqualTo(capacity);
    }
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
