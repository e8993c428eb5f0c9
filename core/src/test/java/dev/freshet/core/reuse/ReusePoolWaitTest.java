package dev.freshet.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.freshet.core.reuse.Things.Thing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Borrowers that wait, and the end of the pool. */
@Timeout(60)
class ReusePoolWaitTest extends Connections {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaiterGetsWhatIsReturned(boolean virtual) throws Exception {
    ReusePool<Thing> pool = builder().limit(1).build();
    Lease<Thing> lease = now(pool);
    FutureTask<Integer> waiter = start(virtual, () -> pool.borrow().get().number);
    awaitWaiting(pool, 1);
    lease.close();
    assertThat(waiter.get()).isEqualTo(1);
    assertThat(pool.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaiterOpensWhenSomethingBrokenIsReturned(boolean virtual) throws Exception {
    ReusePool<Thing> pool = builder().limit(1).build();
    Lease<Thing> lease = now(pool);
    FutureTask<Integer> waiter = start(virtual, () -> pool.borrow().get().number);
    awaitWaiting(pool, 1);
    lease.discard();
    assertThat(waiter.get()).isEqualTo(2);
    assertThat(things.most).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPlaceGoesOnFromABorrowerWhoseOpenerFails(boolean virtual) throws Exception {
    AtomicInteger opened = new AtomicInteger();
    ReusePool<String> pool =
        ReusePool.<String>builder(
                () -> {
                  if (opened.incrementAndGet() == 2) {
                    throw new IOException("refused");
                  }
                  return "open";
                },
                _ -> {})
            .limit(1)
            .build();
    Lease<String> lease = pool.borrow();
    FutureTask<String> unlucky = start(virtual, () -> pool.borrow().get());
    awaitWaiting(pool, 1);
    FutureTask<String> lucky = start(virtual, () -> pool.borrow().get());
    awaitWaiting(pool, 2);
    lease.discard();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(unlucky::get)
        .withRootCauseInstanceOf(IOException.class);
    assertThat(lucky.get()).isEqualTo("open");
    assertThat(pool.size()).isOne();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void waitersAreServedInOrder(boolean virtual) throws Exception {
    ReusePool<Thing> pool = builder().limit(1).build();
    Lease<Thing> lease = now(pool);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<FutureTask<Boolean>> waiters = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      waiters.add(
          start(
              virtual,
              () -> {
                try (Lease<Thing> _ = pool.borrow()) {
                  return order.add(number);
                }
              }));
      awaitWaiting(pool, i + 1);
    }
    lease.close();
    for (FutureTask<Boolean> waiter : waiters) {
      waiter.get();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  /** The bug of bulkheads that keep a waiter whose time is up. */
  @Test
  void aWaiterWhoseTimeIsUpTakesNoPlaceWithIt() throws Exception {
    ReusePool<Thing> pool = builder().limit(1).build();
    Lease<Thing> lease = now(pool);
    assertThat(pool.tryBorrow(Duration.ofNanos(100_000))).isNull();
    assertThat(pool.waiting()).isZero();
    lease.close();
    now(pool).close();
    assertThat(things.opened).hasValue(1);
  }

  @Test
  void waitersThatAreInterruptedLeaveTheQueueWhole() throws Exception {
    ReusePool<Thing> pool = builder().limit(1).build();
    Lease<Thing> lease = now(pool);
    List<Thread> threads = new ArrayList<>();
    List<FutureTask<Integer>> waiters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      FutureTask<Integer> task =
          new FutureTask<>(
              () -> {
                try (Lease<Thing> own = pool.borrow()) {
                  return own.get().number;
                }
              });
      threads.add(Thread.ofPlatform().daemon().start(task));
      waiters.add(task);
      awaitWaiting(pool, i + 1);
    }
    int left = 5;
    for (int gone : new int[] {2, 0, 4}) {
      threads.get(gone).interrupt();
      awaitWaiting(pool, --left);
    }
    lease.close();
    assertThat(waiters.get(1).get()).isEqualTo(1);
    assertThat(waiters.get(3).get()).isEqualTo(1);
    for (int gone : new int[] {0, 2, 4}) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(waiters.get(gone)::get)
          .withCauseInstanceOf(InterruptedException.class);
    }
    assertThat(pool.idle()).isOne();
  }

  @Test
  void anInterruptedThreadDoesNotBorrow() {
    ReusePool<Thing> pool = builder().build();
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(pool::borrow);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(pool.size()).isZero();
  }

  @Test
  void closeClosesEachOnce() throws Exception {
    ReusePool<Thing> pool = builder().limit(4).build();
    List<Lease<Thing>> leases = now(pool, 4);
    leases.get(0).close();
    leases.get(1).close();
    pool.close();
    assertThat(pool.isClosed()).isTrue();
    assertThat(things.closed).hasToString("[thing 1, thing 2]");
    assertThat(pool.size()).isEqualTo(2);
    assertThatIllegalStateException()
        .isThrownBy(pool::borrow)
        .withMessage("reuse pool: state is closed; allowed is open");
    leases.get(2).close();
    leases.get(3).discard();
    pool.close();
    assertThat(things.closed).hasSize(4);
    assertThat(things.wrong).hasValue(0);
    assertThat(pool.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeTurnsWaitersAway(boolean virtual) throws Exception {
    ReusePool<Thing> pool = builder().limit(1).build();
    Lease<Thing> lease = now(pool);
    FutureTask<@Nullable Lease<Thing>> waiter =
        start(virtual, () -> pool.tryBorrow(Duration.ofSeconds(50)));
    awaitWaiting(pool, 1);
    pool.close();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(waiter::get)
        .withMessageContaining("closed");
    lease.close();
    assertThat(things.closed).hasSize(1);
  }

  @Test
  void whatIsOpenedWhileThePoolClosesIsClosedOnReturn() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ReusePool<Thing> pool =
        ReusePool.<Thing>builder(
                () -> {
                  opening.countDown();
                  go.await();
                  return things.open();
                },
                things::close)
            .build();
    FutureTask<Integer> user =
        start(
            false,
            () -> {
              try (Lease<Thing> lease = pool.borrow()) {
                return lease.get().number;
              }
            });
    opening.await();
    assertThat(pool.size()).isOne(); // counted while it is opened
    pool.close();
    go.countDown();
    assertThat(user.get()).isEqualTo(1);
    assertThat(things.closed).hasSize(1);
    assertThat(pool.size()).isZero();
  }

  @Test
  void aSlowOpenerDelaysNobodyElse() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger number = new AtomicInteger();
    ReusePool<Integer> pool =
        ReusePool.<Integer>builder(
                () -> {
                  int own = number.incrementAndGet();
                  if (own == 2) {
                    opening.countDown();
                    go.await();
                  }
                  return own;
                },
                _ -> {})
            .limit(2)
            .build();
    Lease<Integer> first = now(pool);
    FutureTask<Integer> slow = start(true, () -> pool.borrow().get());
    opening.await();
    first.close();
    assertThat(now(pool).get()).isEqualTo(1);
    go.countDown();
    assertThat(slow.get()).isEqualTo(2);
  }
}
