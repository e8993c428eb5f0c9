package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** executeAll and submitAll. */
@Timeout(60)
class BulkTest {
  private final AtomicInteger runs = new AtomicInteger();

  private static TaskPool pool(int limit, int lane, Overflow overflow) {
    return TaskPool.builder().limit(limit).laneCapacity(lane).overflow(overflow).build();
  }

  private List<Runnable> counting(int tasks) {
    return Collections.nCopies(tasks, runs::incrementAndGet);
  }

  private static List<Callable<Integer>> numbers(int tasks) {
    return IntStream.range(0, tasks).<Callable<Integer>>mapToObj(i -> () -> i).toList();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "2,64", "4,1024", "64,3"})
  void everyTaskRunsOnceAndTheHandlesKeepTheOrder(int limit, int lane) throws Exception {
    TaskPool pool = pool(limit, lane, Overflow.block());
    for (int n : new int[] {0, 1, 2, 63, 64, 1000}) {
      runs.set(0);
      pool.executeAll(counting(n));
      List<TaskHandle<Integer>> handles = pool.submitAll(numbers(n));
      assertThat(handles).hasSize(n);
      for (int i = 0; i < n; i++) {
        assertThat(handles.get(i).get()).isEqualTo(i);
      }
      while (runs.get() < n) {
        Thread.onSpinWait();
      }
    }
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.completed()).isEqualTo(2 * (1 + 2 + 63 + 64 + 1000));
    assertThat(runs).hasValue(1000);
  }

  @Test
  void keepsTheOrderAtLimitOne() throws Exception {
    for (int lane : new int[] {1, 2, 7, 1024}) {
      TaskPool pool = pool(1, lane, Overflow.block());
      List<Integer> order = new ArrayList<>(); // confined to one task at a time
      for (int from = 0; from < 5_000; from += 50) {
        List<Runnable> batch = new ArrayList<>();
        for (int i = from; i < from + 50; i++) {
          int number = i;
          batch.add(() -> order.add(number));
        }
        pool.executeAll(batch);
      }
      Balance.close(pool);
      assertThat(order).hasSize(5_000).isSorted();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,1", "3,5", "4,2", "16,1", "64,64", "100,7"})
  void acceptsExactlyLimitPlusLane(int limit, int lane) throws Exception {
    for (int round = 0; round < 50; round++) {
      TaskPool pool = pool(limit, lane, Overflow.reject());
      Occupier occupier = new Occupier();
      BulkRejectedException refused =
          catchThrowableOfType(
              BulkRejectedException.class,
              () -> pool.executeAll(Collections.nCopies(limit + lane + 5, occupier)));
      assertThat(refused.accepted()).isEqualTo(limit + lane);
      assertThat(refused.why()).isEqualTo(Refusal.LANE_FULL);
      assertThat(refused.handles()).isEmpty();
      assertThat(refused)
          .hasMessageContaining("refuses 5 of " + (limit + lane + 5) + " tasks: its lane is full");
      PoolSnapshot full = pool.snapshot();
      assertThat(full.running()).isEqualTo(limit);
      assertThat(full.queued()).isEqualTo(lane);
      occupier.letGo();
      PoolSnapshot end = Balance.close(pool);
      assertThat(end.completed()).isEqualTo(limit + lane);
      assertThat(end.rejected()).isEqualTo(5);
    }
  }

  @Test
  void theHandlesOfTheAcceptedComeWithTheRefusal() throws Exception {
    TaskPool pool = pool(1, 3, Overflow.reject());
    Occupier occupier = Occupier.of(pool);
    BulkRejectedException refused =
        catchThrowableOfType(BulkRejectedException.class, () -> pool.submitAll(numbers(5)));
    assertThat(refused.accepted()).isEqualTo(3);
    assertThat(refused.handles()).hasSize(3);
    occupier.letGo();
    assertThat(refused.handles().get(2).get()).isEqualTo(2);
    pool.shutdown();
    assertThatExceptionOfType(BulkRejectedException.class)
        .isThrownBy(() -> pool.submitAll(numbers(2)))
        .matches(e -> e.accepted() == 0 && e.why() == Refusal.SHUT_DOWN && e.handles().isEmpty());
    assertThat(Balance.close(pool).rejected()).isEqualTo(4);
  }

  @Test
  void callerRunsTheRest() throws Exception {
    TaskPool pool = pool(1, 2, Overflow.callerRuns());
    Occupier occupier = Occupier.of(pool);
    pool.executeAll(counting(10));
    assertThat(runs).hasValue(8);
    occupier.letGo();
    PoolSnapshot end = Balance.close(pool);
    assertThat(end.callerRan()).isEqualTo(8);
    assertThat(runs).hasValue(10);
  }

  @Test
  void discardOldestLeavesTheLast() throws Exception {
    TaskPool pool = pool(1, 2, Overflow.discardOldest());
    Occupier occupier = Occupier.of(pool);
    List<TaskHandle<Integer>> handles = pool.submitAll(numbers(5));
    assertThat(handles.subList(0, 3)).allMatch(TaskHandle::isCancelled);
    occupier.letGo();
    assertThat(handles.get(3).get()).isEqualTo(3);
    assertThat(handles.get(4).get()).isEqualTo(4);
    assertThat(Balance.close(pool).dropped()).isEqualTo(3);
  }

  @Test
  void fallbackGetsTheRest() throws Exception {
    List<Runnable> diverted = new ArrayList<>();
    TaskPool pool = pool(1, 2, Overflow.fallback(diverted::add));
    Occupier occupier = Occupier.of(pool);
    List<TaskHandle<Integer>> handles = pool.submitAll(numbers(5));
    assertThat(diverted).hasSize(3);
    diverted.forEach(Runnable::run);
    assertThat(handles.get(4).get()).isEqualTo(4);
    occupier.letGo();
    assertThat(Balance.close(pool).diverted()).isEqualTo(3);
  }

  @Test
  void aTaskNeverBlocksOnItsOwnLane() throws Exception {
    TaskPool pool = pool(1, 3, Overflow.block());
    int sum =
        pool.submit(
                () -> {
                  pool.executeAll(counting(50));
                  int total = 0;
                  for (TaskHandle<Integer> handle : pool.submitAll(numbers(50))) {
                    total += handle.get();
                  }
                  return total;
                })
            .get();
    assertThat(sum).isEqualTo(49 * 50 / 2);
    Balance.close(pool);
    assertThat(runs).hasValue(50);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void nullsAreRefusedBeforeAnythingIsAccepted() throws Exception {
    TaskPool pool = pool(1, 2, Overflow.block());
    List<Runnable> tasks = new ArrayList<>(counting(3));
    tasks.add(null);
    assertThatNullPointerException().isThrownBy(() -> pool.executeAll(tasks));
    List<Callable<Integer>> bodies = new ArrayList<>(numbers(3));
    bodies.add(null);
    assertThatNullPointerException().isThrownBy(() -> pool.submitAll(bodies));
    assertThatNullPointerException()
        .isThrownBy(() -> pool.executeAll(null))
        .withMessageContaining("tasks");
    assertThatNullPointerException().isThrownBy(() -> pool.<Integer>submitAll(null));
    assertThat(Balance.close(pool).submitted()).isZero();
    assertThat(runs).hasValue(0);
  }
}
