package dev.freshet.core.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.Overflow;
import dev.freshet.core.Refusal;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executors that refuse, run at once, run twice, or throw turns away. */
@Timeout(120)
class KeyedExecutorTest {
  /** Keeps turns until the test runs them, or refuses. For one thread. */
  private static final class HandExecutor implements Executor {
    final Deque<Runnable> turns = new ArrayDeque<>();
    boolean refuses;
    int asked;

    @Override
    public void execute(Runnable turn) {
      asked++;
      if (refuses) {
        throw new RejectedExecutionException("on purpose");
      }
      turns.add(turn);
    }

    void runOne() {
      turns.remove().run();
    }

    void runAll() {
      while (!turns.isEmpty()) {
        runOne();
      }
    }
  }

  private final HandExecutor hand = new HandExecutor();
  private final HandAlarm alarm = new HandAlarm();
  private final List<Integer> order = new ArrayList<>();
  private final KeyedLanes<String> lanes =
      KeyedLanes.<String>builder(hand)
          .turn(4, Duration.ofDays(1))
          .alarm(alarm)
          .onFailure((_, _) -> {})
          .build();

  private void submit(String key, int from, int to) {
    for (int i = from; i < to; i++) {
      int n = i;
      lanes.execute(key, () -> order.add(n));
    }
  }

  @Test
  void aKeyHasOneTurnAndGoesToTheBackOfTheQueue() throws Exception {
    submit("a", 0, 10);
    submit("b", 100, 102);
    assertThat(hand.turns).hasSize(2);
    hand.runOne();
    assertThat(order).containsExactly(0, 1, 2, 3);
    assertThat(hand.turns).hasSize(2);
    hand.runOne();
    assertThat(order).endsWith(100, 101);
    hand.runOne();
    hand.runOne();
    assertThat(order).containsExactly(0, 1, 2, 3, 100, 101, 4, 5, 6, 7, 8, 9);
    assertThat(hand.turns).isEmpty();
    assertThat(Books.close(lanes).completed()).isEqualTo(12);
  }

  /** A turn of exactly as many tasks as there are ends the key: no empty turn follows. */
  @Test
  void aTurnThatFitsAsksForNoOther() throws Exception {
    submit("a", 0, 4);
    hand.runAll();
    assertThat(hand.asked).isEqualTo(1);
    assertThat(Books.close(lanes).completed()).isEqualTo(4);
  }

  @Test
  void theTimeOfATurnIsLookedAtBetweenTasks() throws Exception {
    KeyedLanes<String> slow =
        KeyedLanes.<String>builder(hand).turn(1000, Duration.ofNanos(1)).build();
    for (int i = 0; i < 3; i++) {
      slow.execute("a", () -> order.add(order.size()));
    }
    hand.runOne();
    assertThat(order).containsExactly(0);
    hand.runAll();
    assertThat(order).containsExactly(0, 1, 2);
    Books.close(slow);
  }

  @Test
  void aRefusedTurnRefusesItsTask() throws Exception {
    hand.refuses = true;
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> submit("a", 0, 1))
        .withMessage("on purpose");
    assertThat(lanes.tryExecute("a", () -> order.add(0))).contains(Refusal.LANE_FULL);
    assertThat(lanes.busyKeys()).isZero();
    hand.refuses = false;
    submit("a", 1, 2);
    hand.runAll();
    assertThat(order).containsExactly(1);
    KeyedSnapshot now = Books.close(lanes);
    assertThat(now.refused()).isEqualTo(2);
    assertThat(now.submitted()).isEqualTo(1);
  }

  /** Its thread is there already. */
  @Test
  void aTurnThatGetsNoSuccessorGoesOn() throws Exception {
    submit("a", 0, 10);
    hand.refuses = true;
    hand.runOne();
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(hand.asked).isEqualTo(3);
    assertThat(Books.close(lanes).completed()).isEqualTo(10);
  }

  /** Somebody joins a key whose turn is being refused: it has its answer, so it is run. */
  @Test
  void whoWasAcceptedMeanwhileIsRun() throws Exception {
    List<KeyedLanes<String>> self = new ArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    Executor refusing =
        _ -> {
          if (asked.incrementAndGet() == 1) {
            self.getFirst().execute("a", () -> order.add(2));
            self.getFirst().execute("a", () -> order.add(3));
          }
          throw new RejectedExecutionException("on purpose");
        };
    self.add(KeyedLanes.of(refusing));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> self.getFirst().execute("a", () -> order.add(1)));
    assertThat(order).containsExactly(2, 3);
    KeyedSnapshot now = Books.close(self.getFirst());
    assertThat(now.completed()).isEqualTo(2);
    assertThat(now.refused()).isEqualTo(1);
  }

  @Test
  void aTurnThatIsRunTwiceIsOne() throws Exception {
    submit("a", 0, 2);
    Runnable turn = hand.turns.remove();
    lanes.execute("a", turn); // inside itself
    turn.run();
    turn.run();
    assertThat(order).containsExactly(0, 1);
    assertThat(Books.close(lanes).completed()).isEqualTo(3);
    turn.run();
  }

  @Test
  void aTurnThatIsThrownAwayIsAskedForAgain() throws Exception {
    submit("a", 0, 1);
    hand.turns.clear();
    Duration half = Duration.ofMillis(1600);
    alarm.pass(half);
    submit("a", 1, 2);
    alarm.pass(half);
    Gate.until(() -> lanes.snapshot().expired() == 1);
    Gate.until(() -> hand.asked == 2);
    hand.runAll();
    assertThat(order).containsExactly(1);
    KeyedSnapshot now = Books.close(lanes);
    assertThat(now.expired()).isEqualTo(1);
    assertThat(now.completed()).isEqualTo(1);
  }

  @Test
  void tasksOfAnExecutorThatWasShutDownExpireAndTheLanesEnd() throws Exception {
    submit("a", 0, 3);
    hand.turns.clear();
    hand.refuses = true;
    lanes.shutdown();
    alarm.pass(Duration.ofSeconds(4));
    assertThat(Books.close(lanes).expired()).isEqualTo(3);
  }

  /** Ten thousand turns that each begin inside the other would use up the stack. */
  @Test
  void anExecutorThatRunsAtOnceKeepsOrderAndStack() throws Exception {
    KeyedLanes<String> direct =
        KeyedLanes.<String>builder(Runnable::run)
            .mailbox(50_000)
            .turn(4, Duration.ofDays(1))
            .build();
    direct.execute(
        "a",
        () -> {
          for (int i = 0; i < 40_000; i++) {
            int n = i;
            direct.execute("a", () -> order.add(n));
          }
          assertThat(order).isEmpty();
        });
    assertThat(order).hasSize(40_000).isSorted();
    assertThat(Books.close(direct).completed()).isEqualTo(40_001);
  }

  /** Submitters and workers run turns themselves while the pool is full. */
  @Test
  void aCallerRunsPoolKeepsOrder() throws Exception {
    TaskPool pool =
        TaskPool.builder().limit(1).laneCapacity(1).overflow(Overflow.callerRuns()).build();
    stress(pool, Executors.newVirtualThreadPerTaskExecutor());
    pool.close();
    ThreadPoolExecutor jdk =
        new ThreadPoolExecutor(
            1,
            2,
            1,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new ThreadPoolExecutor.CallerRunsPolicy());
    stress(jdk, Executors.newCachedThreadPool());
    jdk.close();
  }

  private static void stress(Executor executor, ExecutorService producers) throws Exception {
    KeyedLanes<Integer> lanes =
        KeyedLanes.<Integer>builder(executor).mailbox(16).turn(2, Duration.ofDays(1)).build();
    List<List<Integer>> seen = new ArrayList<>();
    for (int p = 0; p < 4; p++) {
      seen.add(Collections.synchronizedList(new ArrayList<>()));
    }
    CountDownLatch done = new CountDownLatch(4);
    for (int p = 0; p < 4; p++) {
      int key = p;
      producers.execute(
          () -> {
            for (int i = 0; i < 5_000; i++) {
              int n = i;
              lanes.execute(key, () -> seen.get(key).add(n));
            }
            done.countDown();
          });
    }
    Gate.await(done);
    assertThat(Books.close(lanes).completed()).isEqualTo(20_000);
    assertThat(seen).allSatisfy(own -> assertThat(own).hasSize(5_000).isSorted());
    producers.close();
  }

  /** Accepted tasks of a pool that refuses now and then all run, refused ones never. */
  @Test
  void aPoolThatRefusesLosesNothing() throws Exception {
    TaskPool pool = TaskPool.builder().limit(2).laneCapacity(2).overflow(Overflow.reject()).build();
    KeyedLanes<Integer> busy =
        KeyedLanes.<Integer>builder(pool).turn(2, Duration.ofDays(1)).build();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    try (ExecutorService producers = Executors.newCachedThreadPool()) {
      for (int p = 0; p < 3; p++) {
        producers.execute(
            () -> {
              for (int i = 0; i < 20_000; i++) {
                try {
                  busy.execute(i % 20, ran::incrementAndGet);
                  accepted.incrementAndGet();
                } catch (RejectedExecutionException _) {
                  // one of those that must not run
                }
              }
            });
      }
    }
    KeyedSnapshot now = Books.close(busy);
    assertThat(ran).hasValue(accepted.get());
    assertThat(now.completed()).isEqualTo(accepted.get());
    assertThat(now.refused()).isEqualTo(60_000 - accepted.get());
    pool.close();
  }

  @Test
  void aClosedPoolIsARefusal() throws Exception {
    TaskPool pool = TaskPool.of(1);
    pool.close();
    KeyedLanes<Integer> late = KeyedLanes.of(pool);
    assertThat(late.tryExecute(1, () -> {})).contains(Refusal.SHUT_DOWN);
    ExecutorService jdk = Executors.newSingleThreadExecutor();
    jdk.close();
    KeyedLanes<Integer> later = KeyedLanes.of(jdk);
    assertThat(later.tryExecute(1, () -> {})).contains(Refusal.SHUT_DOWN);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> later.execute(1, () -> {}));
    Books.close(late);
    Books.close(later);
  }
}
