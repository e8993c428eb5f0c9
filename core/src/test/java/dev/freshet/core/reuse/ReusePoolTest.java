package dev.freshet.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.freshet.core.reuse.Things.Thing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool of connections, with a clock driven by hand. */
@Timeout(60)
class ReusePoolTest {
  private final Things things = new Things();
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000); // wraps around soon
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

  private ReusePoolBuilder<Thing> builder() {
    return things.pool().byHand(clock::get).onFailure(failures::add);
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  private static <T> Lease<T> now(ReusePool<T> pool) throws InterruptedException {
    return Objects.requireNonNull(pool.tryBorrow(Duration.ZERO));
  }

  private static <T> List<Lease<T>> now(ReusePool<T> pool, int count) throws InterruptedException {
    List<Lease<T>> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leases.add(now(pool));
    }
    return leases;
  }

  private static <V> FutureTask<V> start(boolean virtual, Callable<V> body) {
    FutureTask<V> task = new FutureTask<>(body);
    var _ = (virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon()).start(task);
    return task;
  }

  private static void awaitWaiting(ReusePool<?> pool, int waiting) {
    while (pool.waiting() != waiting) {
      Thread.onSpinWait();
    }
  }

  @Test
  void opensUpToTheLimitAndNoMore() throws Exception {
    ReusePool<Thing> pool = builder().limit(3).build();
    assertThat(pool.size()).isZero();
    List<Lease<Thing>> leases = now(pool, 3);
    assertThat(pool.tryBorrow(Duration.ZERO)).isNull();
    assertThat(pool.tryBorrow(Duration.ofMillis(1))).isNull();
    assertThat(pool.size()).isEqualTo(3);
    assertThat(pool.idle()).isZero();
    leases.get(1).close();
    assertThat(pool.idle()).isOne();
    assertThat(now(pool).get().number).isEqualTo(2);
    assertThat(things.opened).hasValue(3);
  }

  @Test
  void theOneUsedLastIsUsedNext() throws Exception {
    ReusePool<Thing> pool = builder().build();
    List<Lease<Thing>> leases = now(pool, 3);
    leases.get(1).close();
    leases.get(0).close();
    leases.get(2).close();
    assertThat(now(pool, 3).stream().map(l -> l.get().number)).containsExactly(3, 1, 2);
  }

  @Test
  void theOneUsedLongestAgoIsClosedFirst() throws Exception {
    ReusePool<Thing> pool = builder().maxIdle(Duration.ofMinutes(10)).build();
    List<Lease<Thing>> leases = now(pool, 3);
    leases.get(1).close();
    pass(Duration.ofMinutes(4));
    leases.get(0).close();
    pass(Duration.ofMinutes(4));
    leases.get(2).close();
    pass(Duration.ofMinutes(2));
    pool.upkeep();
    assertThat(things.closed).hasToString("[thing 2]");
    pass(Duration.ofMinutes(4));
    pool.upkeep();
    assertThat(things.closed).hasToString("[thing 2, thing 1]");
    assertThat(pool.size()).isOne();
    assertThat(now(pool).get().number).isEqualTo(3);
  }

  @Test
  void anIdleTimeThatIsUpIsSeenWithoutUpkeep() throws Exception {
    ReusePool<Thing> pool = builder().maxIdle(Duration.ofMinutes(10)).build();
    now(pool).close();
    pass(Duration.ofMinutes(10));
    assertThat(now(pool).get().number).isEqualTo(2);
    assertThat(things.closed).hasToString("[thing 1]");
  }

  @Test
  void whatIsTooOldIsReplaced() throws Exception {
    ReusePool<Thing> pool =
        builder().maxAge(Duration.ofMinutes(30)).maxIdle(Duration.ofDays(1)).limit(1).build();
    for (int i = 0; i < 3; i++) {
      now(pool).close();
      pass(Duration.ofMinutes(9));
    }
    Lease<Thing> lease = now(pool);
    assertThat(lease.get().number).isEqualTo(1);
    pass(Duration.ofMinutes(3));
    assertThat(things.closed).isEmpty(); // it is in use
    lease.close();
    assertThat(things.closed).hasToString("[thing 1]");
    now(pool).close();
    pass(Duration.ofMinutes(30));
    assertThat(now(pool).get().number).isEqualTo(3);
    assertThat(things.most).hasValue(1);
  }

  @Test
  void isCheckedAfterSomeDisuseOnly() throws Exception {
    AtomicInteger checks = new AtomicInteger();
    ReusePool<Thing> pool =
        builder()
            .healthCheck(
                thing -> {
                  checks.incrementAndGet();
                  return thing.healthy;
                })
            .build();
    Lease<Thing> lease = now(pool);
    lease.get().healthy = false;
    lease.close();
    pass(Duration.ofMillis(499));
    lease = now(pool);
    assertThat(lease.get().number).isEqualTo(1);
    assertThat(checks).hasValue(0);
    lease.close();
    pass(Duration.ofMillis(500));
    lease = now(pool);
    assertThat(lease.get().number).isEqualTo(2);
    assertThat(checks).hasValue(1);
    assertThat(things.closed).hasToString("[thing 1]");
    assertThat(pool.size()).isOne();
  }

  @Test
  void isCheckedOnReturnIfAskedFor() throws Exception {
    ReusePool<Thing> pool = builder().healthCheck(t -> t.healthy).checkOnReturn().build();
    Lease<Thing> lease = now(pool);
    lease.get().healthy = false;
    lease.close();
    assertThat(things.closed).hasToString("[thing 1]");
    assertThat(pool.size()).isZero();
    now(pool).close();
    assertThat(pool.idle()).isOne();
  }

  @Test
  void aCheckThatThrowsFails() throws Exception {
    ReusePool<Thing> pool =
        builder()
            .checkAfterIdle(Duration.ZERO)
            .healthCheck(
                thing -> {
                  throw new IllegalStateException("gone");
                })
            .build();
    now(pool).close();
    assertThat(now(pool).get().number).isEqualTo(2);
    assertThat(failures).singleElement().asString().contains("gone");
  }

  @Test
  void aCloserThatThrowsLosesNoPlace() throws Exception {
    ReusePool<Thing> pool =
        ReusePool.<Thing>builder(
                things::open,
                thing -> {
                  throw new IllegalStateException("stuck");
                })
            .byHand(clock::get)
            .onFailure(failures::add)
            .limit(1)
            .build();
    now(pool).discard();
    now(pool).discard();
    now(pool).close();
    pool.close();
    assertThat(pool.size()).isZero();
    assertThat(failures).hasSize(3);
  }

  @Test
  void aFailureHandlerThatThrowsLosesNoPlaceEither() throws Exception {
    List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    ReusePool<Thing> pool =
        builder()
            .limit(1)
            .healthCheck(
                thing -> {
                  throw new IllegalStateException("gone");
                })
            .checkOnReturn()
            .onFailure(
                failure -> {
                  failures.add(failure);
                  throw new IllegalStateException("handler");
                })
            .build();
    FutureTask<Boolean> user =
        start(
            false,
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((_, e) -> uncaught.add(e));
              now(pool).close();
              now(pool).close();
              return pool.size() == 0;
            });
    assertThat(user.get()).isTrue();
    assertThat(things.closed).hasSize(2);
    assertThat(failures).hasSize(2);
    assertThat(uncaught).hasSize(2);
  }

  @Test
  void anOpenerThatFailsLosesNoPlace() throws Exception {
    List<Exception> toThrow =
        List.of(
            new IllegalArgumentException("a"), new IOException("b"), new InterruptedException("c"));
    AtomicInteger next = new AtomicInteger();
    ReusePool<String> pool =
        ReusePool.<String>builder(
                () -> {
                  int at = next.getAndIncrement();
                  if (at < 3) {
                    throw toThrow.get(at);
                  }
                  return "open";
                },
                _ -> {})
            .limit(1)
            .build();
    assertThatIllegalArgumentException().isThrownBy(pool::borrow).withMessage("a");
    assertThatIllegalStateException()
        .isThrownBy(pool::borrow)
        .withMessage("reuse pool: the opener failed")
        .withCauseInstanceOf(IOException.class);
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(pool::borrow);
    assertThat(pool.size()).isZero();
    try (Lease<String> lease = pool.borrow()) {
      assertThat(lease.get()).isEqualTo("open");
    }
    pool.close();
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void anOpenerThatReturnsNullIsNamed() {
    ReusePool<String> pool = ReusePool.<String>builder(() -> null, _ -> {}).limit(1).build();
    assertThatIllegalStateException()
        .isThrownBy(pool::borrow)
        .withMessage("reuse pool: the opener returned null");
    assertThat(pool.size()).isZero();
  }

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

  @Test
  void aLeaseEndsOnce() throws Exception {
    ReusePool<Thing> pool = builder().build();
    Lease<Thing> lease = now(pool);
    lease.close();
    assertThatIllegalStateException()
        .isThrownBy(lease::close)
        .withMessage("lease: state is returned; allowed is borrowed");
    assertThatIllegalStateException().isThrownBy(lease::get);
    assertThatIllegalStateException().isThrownBy(lease::discard);
    Lease<Thing> next = now(pool);
    assertThat(next.get().number).isEqualTo(1);
    assertThatIllegalStateException().isThrownBy(lease::close);
    assertThat(next.get().isClosed()).isFalse();
    assertThat(pool.idle()).isZero();
  }

  /** With the real clock: nobody calls the pool, and yet it closes what is idle. */
  @Test
  void idleObjectsAreClosedByThemselves() throws Exception {
    try (ReusePool<Thing> pool = things.pool().maxIdle(Duration.ofMillis(5)).build()) {
      List<Lease<Thing>> leases = now(pool, 3);
      leases.forEach(Lease::close);
      while (pool.size() != 0) {
        Thread.onSpinWait();
      }
      assertThat(things.closed).hasSize(3);
      now(pool).close();
      while (pool.size() != 0) {
        Thread.onSpinWait();
      }
      assertThat(things.closed).hasSize(4);
    }
  }

  /** With the real clock: something old comes back when a later round was planned. */
  @Test
  void anOldObjectIsClosedBeforeOthersAreDue() throws Exception {
    try (ReusePool<Thing> pool =
        things.pool().maxIdle(Duration.ofHours(1)).maxAge(Duration.ofMillis(20)).build()) {
      Lease<Thing> first = now(pool);
      Lease<Thing> second = now(pool);
      second.close();
      first.close();
      while (pool.size() != 0) {
        Thread.onSpinWait();
      }
      assertThat(things.closed).hasSize(2);
    }
  }

  @Test
  void badInputIsNamed() {
    ReusePoolBuilder<Thing> builder = builder();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.limit(0))
        .withMessage("limit: value is 0; allowed is 1 to 1048576");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.maxIdle(Duration.ZERO))
        .withMessage("maxIdle: value is PT0S; allowed is more than zero");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.checkAfterIdle(Duration.ofMillis(-1)))
        .withMessage("checkAfterIdle: value is PT-0.001S; allowed is zero or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.watchLeaks(0, Duration.ofMinutes(1), _ -> {}))
        .withMessage("oneOf: value is 0; allowed is 1 to 2147483647");
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void nullIsRefused() {
    assertThatNullPointerException()
        .isThrownBy(() -> ReusePool.builder(null, _ -> {}))
        .withMessage("opener");
    assertThatNullPointerException()
        .isThrownBy(() -> ReusePool.builder(things::open, null))
        .withMessage("closer");
    assertThatNullPointerException().isThrownBy(() -> builder().healthCheck(null));
    assertThatNullPointerException().isThrownBy(() -> builder().maxAge(null));
    assertThatNullPointerException().isThrownBy(() -> builder().build().tryBorrow(null));
  }
}
