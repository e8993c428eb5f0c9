package dev.freshet.core.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskHandle;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Size, linger and Nagle's rule, on a clock that is moved by hand. */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored")
class LaneTest {
  private static final long MS = 1_000_000;

  private final HandClock clock = new HandClock();
  private final Backend backend = new Backend(true);
  private final TaskPool pool = TaskPool.of(4);
  private final List<TaskHandle<String>> handles = new ArrayList<>();
  private BatchMode mode = BatchMode.BATCH;
  private final Batcher<String, Integer, String> batcher =
      Batcher.builder(pool, backend)
          .policy(BatchPolicy.always())
          .maxBatch(4)
          .linger(Duration.ofMillis(10))
          .build(clock, rule());

  private ModeRule rule() {
    return new ModeRule() {
      @Override
      public BatchMode next(BatchSample sample) {
        return mode;
      }

      @Override
      public String reason() {
        return "told to";
      }
    };
  }

  @AfterEach
  void end() {
    batcher.close();
    pool.close();
    assertThat(clock.armed()).isZero();
    assertThat(batcher.snapshot().keys()).isZero();
    assertThat(batcher.snapshot().waiting()).isZero();
  }

  private TaskHandle<String> submit(int item) {
    TaskHandle<String> handle = batcher.submit("a", item);
    handles.add(handle);
    return handle;
  }

  private void submit(int from, int to) {
    for (int i = from; i <= to; i++) {
      submit(i);
    }
  }

  private void letGo(Backend.@Nullable Call... calls) {
    for (Backend.Call call : calls) {
      if (call != null) {
        call.letGo();
      }
    }
  }

  private void check() throws Exception {
    for (int i = 0; i < handles.size(); i++) {
      assertThat(handles.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("a" + (i + 1));
    }
  }

  @Test
  void theFirstDoesNotLinger() throws Exception {
    submit(1);
    Backend.Call call = backend.next();
    assertThat(call.items()).containsExactly(1);
    assertThat(clock.armed()).isZero();
    letGo(call);
    check();
  }

  @Test
  void othersWaitForTheEndOfTheCallUnderWay() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    submit(2, 3);
    assertThat(clock.armed()).isEqualTo(1);
    assertThat(backend.isQuiet()).isTrue();
    letGo(first);
    Backend.Call second = backend.next();
    assertThat(second.items()).containsExactly(2, 3);
    letGo(second);
    check();
  }

  @Test
  void aFullBatchGoesAtOnce() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    submit(2, 4);
    assertThat(backend.isQuiet()).isTrue();
    submit(5);
    Backend.Call second = backend.next();
    assertThat(second.items()).containsExactly(2, 3, 4, 5);
    assertThat(clock.armed()).isZero();
    letGo(first, second);
    check();
  }

  @Test
  void theFirstOfABatchLingersNoLongerThanItsTime() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    submit(2);
    clock.advance(6 * MS);
    submit(3);
    clock.advance(4 * MS - 1);
    assertThat(backend.isQuiet()).isTrue();
    clock.advance(1);
    Backend.Call second = backend.next();
    assertThat(second.items()).containsExactly(2, 3);
    letGo(first, second);
    check();
  }

  @Test
  void whatIsLeftOfAFullBatchLingersFromItsOwnArrival() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    CountDownLatch busy = occupy(3);
    submit(2, 5); // a ticket in the pool's queue
    clock.advance(3 * MS);
    submit(6);
    busy.countDown();
    Backend.Call second = backend.next();
    assertThat(second.items()).containsExactly(2, 3, 4, 5);
    assertThat(clock.armed()).isEqualTo(1);
    clock.advance(10 * MS - 1);
    assertThat(backend.isQuiet()).isTrue();
    clock.advance(1);
    Backend.Call third = backend.next();
    assertThat(third.items()).containsExactly(6);
    letGo(first, second, third);
    check();
  }

  @Test
  void aTicketThatWaitsForAWorkerTakesWhatCameMeanwhile() throws Exception {
    CountDownLatch busy = occupy(4);
    submit(1, 3);
    assertThat(pool.snapshot().queued()).isEqualTo(1);
    submit(4, 9);
    assertThat(pool.snapshot().queued()).isEqualTo(2);
    busy.countDown();
    Backend.Call first = backend.next();
    Backend.Call second = backend.next();
    assertThat(first.items().size() + second.items().size()).isEqualTo(8);
    letGo(first, second);
    Backend.Call third = backend.next();
    assertThat(third.items()).containsExactly(9);
    letGo(third);
    check();
  }

  @Test
  void keysDoNotWaitForEachOther() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    TaskHandle<String> other = batcher.submit("b", 7);
    Backend.Call second = backend.next();
    assertThat(second.key()).isEqualTo("b");
    letGo(second);
    assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo("b7");
    letGo(first);
    check();
  }

  @Test
  void whoIsCancelledLeavesTheBatchAndItsPlaceInIt() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    TaskHandle<String> gone = batcher.submit("a", -1);
    clock.advance(5 * MS);
    submit(2, 3);
    assertThat(gone.cancel(true)).isTrue();
    assertThat(batcher.snapshot().waiting()).isEqualTo(2);
    submit(4); // the batch would be full but for the one that left
    clock.advance(5 * MS); // the alarm of the one that left
    assertThat(backend.isQuiet()).isTrue();
    clock.advance(5 * MS);
    Backend.Call second = backend.next();
    assertThat(second.items()).containsExactly(2, 3, 4);
    letGo(first, second);
    check();
  }

  @Test
  void theLastThatIsCancelledDisarmsTheAlarm() throws Exception {
    submit(1);
    Backend.Call first = backend.next();
    TaskHandle<String> gone = batcher.submit("a", -1);
    assertThat(clock.armed()).isEqualTo(1);
    gone.cancel(false);
    assertThat(clock.armed()).isZero();
    letGo(first);
    check();
  }

  @Test
  void nobodyLingersWhileDraining() throws Exception {
    mode = BatchMode.DRAIN;
    clock.advance(100 * MS);
    submit(1);
    Backend.Call first = backend.next();
    letGo(first);
    check(); // a sample was taken, at the latest with the next call's end
    batcher.submit("b", 0).toCompletionStage();
    letGo(backend.next());
    batcher.submit("c", 0);
    Backend.Call held = backend.next();
    assertThat(batcher.snapshot().mode()).isEqualTo(BatchMode.DRAIN);
    batcher.submit("c", 1);
    Backend.Call at = backend.next();
    assertThat(at.items()).containsExactly(1);
    assertThat(clock.armed()).isZero();
    letGo(held, at);
  }

  @Test
  void singleItemsThatWaitInThePoolBecomeBatchesWithTheMode() throws Exception {
    mode = BatchMode.BATCH;
    Batcher<String, Integer, String> mixed =
        Batcher.builder(pool, backend)
            .maxBatch(100)
            .linger(Duration.ofDays(1))
            .build(clock, rule());
    clock.advance(100 * MS);
    CountDownLatch busy = occupy(4);
    List<TaskHandle<String>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(mixed.submit("m", i));
    }
    assertThat(pool.snapshot().queued()).isEqualTo(50);
    busy.countDown();
    // The first to start takes the sample; others may have started before it took effect.
    int singles = 0;
    List<Integer> seen = new ArrayList<>();
    while (seen.size() < 50) {
      Backend.Call call = backend.next();
      singles += call.items().size() == 1 ? 1 : 0;
      seen.addAll(call.items());
      letGo(call);
    }
    assertThat(singles).isLessThan(50);
    assertThat(seen).doesNotHaveDuplicates();
    for (int i = 0; i < 50; i++) {
      assertThat(all.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("m" + i);
    }
    mixed.close();
    assertThat(mixed.snapshot().switches()).isEqualTo(1);
    assertThat(mixed.snapshot().lastSwitch())
        .isNotNull()
        .satisfies(s -> assertThat(s.reason()).isEqualTo("told to"));
  }

  /** Keeps so many workers until the latch is counted down. */
  private CountDownLatch occupy(int workers) {
    CountDownLatch begun = new CountDownLatch(workers);
    CountDownLatch end = new CountDownLatch(1);
    for (int i = 0; i < workers; i++) {
      pool.execute(
          () -> {
            begun.countDown();
            await(end);
          });
    }
    await(begun);
    return end;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
