package dev.freshet.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.reuse.Things.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Leases that do not come back. */
@Timeout(120)
@SuppressWarnings("ThreadPriorityCheck") // gives the reference handler a turn; nothing rests on it
class LeakTest {
  private final Things things = new Things();
  private final AtomicLong clock = new AtomicLong();
  private final List<LeakReport> reports = Collections.synchronizedList(new ArrayList<>());

  private ReusePool<Thing> pool(int oneOf) {
    return things
        .pool()
        .limit(1_000)
        .byHand(clock::get)
        .watchLeaks(oneOf, Duration.ofMinutes(5), reports::add)
        .build();
  }

  /** A lease for which nobody is responsible when this returns. */
  private static void leak(ReusePool<Thing> pool) throws InterruptedException {
    var _ = pool.borrow();
  }

  private static void collectUntil(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      System.gc();
      Thread.yield();
    }
  }

  @Test
  void aLeaseThatIsOutForTooLongIsToldOfOnce() throws Exception {
    ReusePool<Thing> pool = pool(1);
    Lease<Thing> lease = pool.borrow();
    clock.addAndGet(Duration.ofMinutes(4).toNanos());
    pool.borrow().close();
    Lease<Thing> younger = pool.borrow();
    pool.upkeep();
    assertThat(reports).isEmpty();
    clock.addAndGet(Duration.ofMinutes(1).toNanos());
    pool.upkeep();
    pool.upkeep();
    LeakReport report = reports.getFirst();
    assertThat(reports).hasSize(1);
    assertThat(report.kind()).isEqualTo(LeakReport.Kind.OVERDUE);
    assertThat(report.age()).isEqualTo(Duration.ofMinutes(5));
    assertThat(report.borrower()).isEqualTo(Thread.currentThread().getName());
    assertThat(report.borrowedAt().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("aLeaseThatIsOutForTooLongIsToldOfOnce"));
    assertThat(report.toString())
        .isEqualTo("lease of " + report.borrower() + " overdue after 300000 ms");
    clock.addAndGet(Duration.ofMinutes(4).toNanos());
    pool.upkeep();
    assertThat(reports).hasSize(2);
    lease.close();
    younger.close();
    assertThat(pool.idle()).isEqualTo(2);
  }

  @Test
  void aLeaseThatWasCollectedIsToldOf() throws Exception {
    ReusePool<Thing> pool = pool(1);
    leak(pool);
    Lease<Thing> kept = pool.borrow();
    collectUntil(
        () -> {
          pool.upkeep();
          return !reports.isEmpty();
        });
    assertThat(reports).hasSize(1);
    assertThat(reports.getFirst().kind()).isEqualTo(LeakReport.Kind.COLLECTED);
    assertThat(reports.getFirst().borrowedAt().getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("leak"));
    kept.close();
    assertThat(pool.size()).isEqualTo(2); // its place is lost, which is why it is told of
  }

  @Test
  void aLeaseThatCameBackIsNotToldOf() throws Exception {
    ReusePool<Thing> pool = pool(1);
    for (int i = 0; i < 100; i++) {
      pool.borrow().close();
      pool.borrow().discard();
    }
    leak(pool);
    collectUntil(
        () -> {
          pool.upkeep();
          return !reports.isEmpty();
        });
    clock.addAndGet(Duration.ofHours(1).toNanos());
    pool.upkeep();
    assertThat(reports).hasSize(1);
  }

  @Test
  void oneOfSoManyIsWatched() throws Exception {
    ReusePool<Thing> pool = pool(10);
    List<Lease<Thing>> leases = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      leases.add(pool.borrow());
    }
    clock.addAndGet(Duration.ofMinutes(5).toNanos());
    pool.upkeep();
    // 100 expected, a standard deviation of 9.5: eight of them are missed once in 10^15 runs
    assertThat(reports).hasSizeBetween(24, 176);
    leases.forEach(Lease::close);
  }

  @Test
  void whoeverIsToldMayThrow() throws Exception {
    Thread.UncaughtExceptionHandler former = Thread.getDefaultUncaughtExceptionHandler();
    List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    Thread.setDefaultUncaughtExceptionHandler((_, failure) -> uncaught.add(failure));
    try {
      ReusePool<Thing> pool =
          things
              .pool()
              .byHand(clock::get)
              .watchLeaks(
                  1,
                  Duration.ofNanos(1),
                  _ -> {
                    throw new IllegalStateException("no log");
                  })
              .build();
      Lease<Thing> lease = pool.borrow();
      clock.addAndGet(1);
      pool.upkeep();
      assertThat(uncaught).singleElement().asString().contains("no log");
      lease.close();
      assertThat(pool.idle()).isOne();
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(former);
    }
  }

  /** With the real clock: nobody calls the pool, and yet it tells. */
  @Test
  void aPoolThatNobodyCallsTellsToo() throws Exception {
    ReusePool<Thing> pool = things.pool().watchLeaks(1, Duration.ofMillis(5), reports::add).build();
    Lease<Thing> lease = pool.borrow();
    while (reports.isEmpty()) {
      Thread.onSpinWait();
    }
    lease.close();
    pool.close();
    assertThat(things.open).hasValue(0);
  }

  @Test
  void aCacheTellsWhenItIsUsed() {
    ReuseCache<Thing> cache =
        ReuseCache.<Thing>builder(things::open)
            .watchLeaks(1, Duration.ofHours(1), reports::add)
            .build();
    cache.borrow();
    collectUntil(
        () -> {
          cache.borrow().close();
          return !reports.isEmpty();
        });
    assertThat(reports).hasSize(1);
  }
}
