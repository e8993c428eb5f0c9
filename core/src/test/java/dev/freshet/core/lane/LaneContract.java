package dev.freshet.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every lane keeps. The items are plain, so that each discipline gives them out in the order
 * in which they came, as long as its clock stands still.
 */
@Timeout(120)
abstract class LaneContract {
  /** A new lane whose clock, if it has one, stands still. */
  abstract Lane lane(int capacity);

  /** Whether plain items come out in the order in which they were accepted, always. */
  boolean isOneQueue() {
    return true;
  }

  private void assertTaken(@Nullable Object item, Deque<Object> model) {
    if (isOneQueue() || item == null) {
      assertThat(item).isEqualTo(model.poll());
    } else {
      assertThat(model.remove(item)).as("%s is there", item).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 100, 1023})
  void holdsExactlyItsCapacity(int capacity) {
    Lane lane = lane(capacity);
    assertThat(lane.capacity()).isEqualTo(capacity);
    for (int lap = 0; lap < 5; lap++) {
      assertThat(lane.isEmpty()).isTrue();
      for (int i = 0; i < capacity; i++) {
        assertThat(lane.hasRoom()).isTrue();
        assertThat(lane.offer(i)).isTrue();
        assertThat(lane.size()).isEqualTo(i + 1);
      }
      assertThat(lane.hasRoom()).isFalse();
      assertThat(lane.offer("too many")).isFalse();
      ArrayDeque<Object> model = new ArrayDeque<>();
      for (int i = 0; i < capacity; i++) {
        model.add(i);
      }
      for (int i = 0; i < capacity; i++) {
        assertThat(lane.isEmpty()).isFalse();
        assertTaken(lane.poll(), model);
      }
      assertThat(model).isEmpty();
      assertThat(lane.poll()).isNull();
      assertThat(lane.pollVictim()).isNull();
    }
    assertThat(lane.accepted()).isEqualTo(5L * capacity);
  }

  @Test
  void behavesLikeAModelQueue() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(9);
      Lane lane = lane(capacity);
      ArrayDeque<Object> model = new ArrayDeque<>();
      long accepted = 0;
      for (int step = 0; step < 500; step++) {
        int before = model.size();
        switch (random.nextInt(8)) {
          case 0, 1 -> {
            assertThat(lane.offer(step)).isEqualTo(before < capacity);
            if (before < capacity) {
              model.add(step);
            }
          }
          case 2 -> {
            Object[] some = new Object[random.nextInt(6)];
            for (int i = 0; i < some.length; i++) {
              some[i] = step + "/" + i;
            }
            int from = some.length == 0 ? 0 : random.nextInt(some.length);
            int fit = Math.min(some.length - from, capacity - before);
            assertThat(lane.offerAll(some, from, some.length)).isEqualTo(fit);
            model.addAll(List.of(some).subList(from, from + fit));
          }
          case 3, 4, 5 -> assertTaken(lane.poll(), model);
          case 6 -> {
            Object victim = lane.pollVictim();
            assertThat(victim == null).isEqualTo(before == 0);
            if (victim != null) {
              assertThat(model.remove(victim)).isTrue();
            }
          }
          default -> {
            List<Object> drained = new ArrayList<>();
            lane.drain(drained::add);
            drained.forEach(item -> assertTaken(item, model));
            assertThat(model).isEmpty();
          }
        }
        accepted += Math.max(0, model.size() - before);
        assertThat(lane.size()).isEqualTo(model.size());
        assertThat(lane.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(lane.hasRoom()).isEqualTo(model.size() < capacity);
        assertThat(lane.accepted()).isEqualTo(accepted);
      }
    }
  }

  @Test
  void aClosedLaneGivesOutWhatItHoldsAndTakesNothing() {
    Lane lane = lane(4);
    assertThat(lane.isFinished()).isFalse();
    lane.offer("a");
    lane.offer("b");
    lane.close();
    lane.close();
    assertThat(lane.offer("c")).isFalse();
    assertThat(lane.offerAll(new Object[] {"c", "d"}, 0, 2)).isZero();
    assertThat(lane.isEmpty()).isFalse();
    assertThat(lane.isFinished()).isFalse();
    assertThat(lane.size()).isEqualTo(2);
    assertThat(lane.poll()).isEqualTo("a");
    assertThat(lane.pollVictim()).isEqualTo("b");
    assertThat(lane.poll()).isNull();
    assertThat(lane.isEmpty()).isTrue();
    assertThat(lane.isFinished()).isTrue();
    assertThat(lane.accepted()).isEqualTo(2);
    assertThat(lane.offer("d")).isFalse();
  }

  @Test
  void aLaneThatIsClosedEmptyIsFinished() {
    Lane lane = lane(1);
    lane.close();
    assertThat(lane.isFinished()).isTrue();
    assertThat(lane.accepted()).isZero();
    assertThat(lane.poll()).isNull();
  }

  @Test
  void takesAsManyOfSeveralAsFit() {
    Lane lane = lane(5);
    Object[] some = {0, 1, 2, 3, 4, 5, 6};
    assertThat(lane.offerAll(some, 3, 3)).isZero();
    assertThat(lane.offerAll(some, 1, 4)).isEqualTo(3);
    assertThat(lane.offerAll(some, 4, 7)).isEqualTo(2);
    assertThat(lane.offerAll(some, 6, 7)).isZero();
    assertThat(lane.accepted()).isEqualTo(5);
    List<Object> drained = new ArrayList<>();
    lane.drain(drained::add);
    assertThat(drained).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void keepsTogetherWhatIsOfferedTogether() throws Exception {
    int producers = 3;
    int batches = 1_500;
    Lane lane = lane(16);
    List<Callable<Object>> work = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      work.add(
          () -> {
            int spins = 0;
            for (int batch = 0; batch < batches; ) {
              Object[] items = new Object[1 + batch % 7];
              for (int i = 0; i < items.length; i++) {
                items[i] = new Piece(producer, batch, i);
              }
              int done = lane.offerAll(items, 0, items.length);
              if (done > 0) {
                batch++;
                spins = 0;
              } else {
                spins = PeerWait.pause(spins);
              }
            }
            return done(producers);
          });
    }
    List<Piece> taken = new ArrayList<>();
    work.add(
        () -> {
          int spins = 0;
          while (doneProducers.size() < producers || !lane.isEmpty()) {
            Object item = lane.poll();
            if (item != null) {
              taken.add((Piece) item);
              spins = 0;
            } else {
              spins = PeerWait.pause(spins);
            }
          }
          return taken;
        });
    atOnce(work);
    assertThat((long) taken.size()).isEqualTo(lane.accepted());
    for (int i = 0; i < taken.size(); i++) {
      Piece piece = taken.get(i);
      if (piece.index > 0 && isOneQueue()) {
        assertThat(taken.get(i - 1))
            .isEqualTo(new Piece(piece.producer, piece.batch, piece.index - 1));
      }
    }
  }

  private final List<Integer> doneProducers = Collections.synchronizedList(new ArrayList<>());

  private Object done(int producer) {
    doneProducers.add(producer);
    return producer;
  }

  private record Piece(int producer, int batch, int index) {}

  @ParameterizedTest
  @CsvSource({"1,1,1", "2,2,1", "3,1,3", "2,2,2", "4,4,64", "2,2,1000"})
  void losesAndDoublesNothing(int producers, int consumers, int capacity) throws Exception {
    int each = 24_000 / producers;
    Lane lane = lane(capacity);
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
    List<List<Integer>> taken = new ArrayList<>();
    for (int c = 0; c < consumers; c++) {
      List<Integer> mine = new ArrayList<>();
      taken.add(mine);
      int share = producers * each / consumers;
      work.add(
          () -> {
            int spins = 0;
            while (mine.size() < share) {
              Object item = lane.poll();
              if (item != null) {
                mine.add((Integer) item);
                spins = 0;
              } else {
                spins = PeerWait.pause(spins);
              }
              int size = lane.size();
              if (size < 0 || size > capacity) {
                throw new AssertionError("size " + size);
              }
            }
            return mine;
          });
    }
    atOnce(work);
    BitSet seen = new BitSet();
    for (List<Integer> mine : taken) {
      int[] last = new int[producers];
      for (int item : mine) {
        assertThat(seen.get(item)).as("item %d twice", item).isFalse();
        seen.set(item);
        int producer = item / each;
        if (isOneQueue()) {
          assertThat(item % each + 1).as("order of one producer").isGreaterThan(last[producer]);
        }
        last[producer] = item % each + 1;
      }
    }
    assertThat(seen.cardinality()).isEqualTo(producers * each);
    assertThat(lane.isEmpty()).isTrue();
    assertThat(lane.accepted()).isEqualTo((long) producers * each);
  }

  /** What was accepted before the lane closed comes out once; nothing is accepted after. */
  @Test
  void closingSettlesWhatIsAccepted() throws Exception {
    for (int round = 0; round < 300; round++) {
      int capacity = 1 + round % 5;
      Lane lane = lane(capacity);
      AtomicBoolean closed = new AtomicBoolean();
      List<Integer> offered = Collections.synchronizedList(new ArrayList<>());
      List<Object> taken = Collections.synchronizedList(new ArrayList<>());
      int closeAfter = round % 40;
      List<Callable<Object>> work = new ArrayList<>();
      for (int p = 0; p < 2; p++) {
        int producer = p;
        work.add(
            () -> {
              int spins = 0;
              for (int i = 0; ; ) {
                boolean late = closed.get();
                int item = i * 2 + producer;
                boolean accepted =
                    i % 3 == 0 ? lane.offerAll(new Object[] {item}, 0, 1) == 1 : lane.offer(item);
                if (accepted) {
                  assertThat(late).isFalse();
                  offered.add(item);
                  i++;
                } else if (late) {
                  return i;
                } else {
                  spins = PeerWait.pause(spins);
                }
              }
            });
      }
      work.add(
          () -> {
            int spins = 0;
            while (!lane.isFinished()) {
              Object item = lane.poll();
              if (item != null) {
                taken.add(item);
              } else {
                spins = PeerWait.pause(spins);
              }
              if (taken.size() >= closeAfter && !closed.get()) {
                lane.close();
                closed.set(true);
              }
            }
            assertThat(lane.poll()).isNull();
            return taken;
          });
      atOnce(work);
      assertThat(taken).containsExactlyInAnyOrderElementsOf(offered);
      assertThat(lane.accepted()).isEqualTo(offered.size());
      assertThat(lane.isFinished()).isTrue();
    }
  }

  /** Runs all at once on threads of their own; fails as the first of them that does. */
  static void atOnce(List<Callable<Object>> work) throws Exception {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      for (Future<Object> end : threads.invokeAll(work)) {
        end.get();
      }
    }
  }
}
