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
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of connections in the pool. */
@Timeout(60)
class ReusePoolTest extends Connections {
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
