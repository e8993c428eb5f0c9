package dev.freshet.core.reuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.reuse.Things.Thing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many borrowers, broken things, failing openers, time-outs, interrupts and a close in between:
 * nothing has two users, none is closed twice or not at all, the bound holds, and no place is lost.
 */
@Timeout(300)
@SuppressWarnings("ThreadPriorityCheck") // the yield only lets others in; nothing rests on it
class ReusePoolStressTest {
  private static final int LIMIT = 3;

  private final Things things = new Things();
  private final AtomicInteger failing = new AtomicInteger();
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong lent = new AtomicLong();
  private final AtomicInteger unexpected = new AtomicInteger();

  private ReusePool<Thing> pool() {
    return ReusePool.<Thing>builder(
            () -> {
              if (failing.incrementAndGet() % 7 == 0) {
                throw new java.io.IOException("refused");
              }
              return things.open();
            },
            things::close)
        .limit(LIMIT)
        .healthCheck(thing -> thing.healthy)
        .checkAfterIdle(Duration.ofMillis(1))
        .maxIdle(Duration.ofMillis(40))
        .maxAge(Duration.ofMillis(200))
        .byHand(clock::get)
        .build();
  }

  private void use(ReusePool<Thing> pool, SplittableRandom random) {
    int kind = random.nextInt(100);
    try {
      clock.addAndGet(random.nextInt(1_000_000));
      Lease<Thing> lease =
          kind < 50 ? pool.borrow() : pool.tryBorrow(Duration.ofNanos(random.nextInt(200_000)));
      if (lease == null) {
        return;
      }
      Thing thing = lease.get();
      thing.enter();
      lent.incrementAndGet();
      if (kind % 10 == 0) {
        Thread.yield();
      }
      thing.healthy = random.nextInt(20) != 0;
      thing.exit();
      if (kind % 10 == 1) {
        lease.discard();
      } else {
        lease.close();
      }
      if (kind == 2) {
        pool.upkeep();
      }
    } catch (InterruptedException | IllegalStateException e) {
      // interrupted, refused by the opener, or closed
    } catch (Throwable t) {
      unexpected.incrementAndGet();
    }
  }

  private void run(boolean virtual, int threads, int each, boolean closeInBetween)
      throws Exception {
    ReusePool<Thing> pool = pool();
    AtomicBoolean done = new AtomicBoolean();
    List<Thread> users = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      SplittableRandom random = new SplittableRandom(i);
      Runnable body =
          () -> {
            for (int n = 0; n < each; n++) {
              use(pool, random);
            }
          };
      users.add(virtual ? Thread.ofVirtual().unstarted(body) : Thread.ofPlatform().unstarted(body));
    }
    Thread interrupter =
        Thread.ofPlatform()
            .start(
                () -> {
                  SplittableRandom random = new SplittableRandom(99);
                  while (!done.get()) {
                    users.get(random.nextInt(threads)).interrupt();
                    Thread.yield();
                  }
                });
    users.forEach(Thread::start);
    if (closeInBetween) {
      while (lent.get() < (long) threads * each / 10) {
        Thread.onSpinWait();
      }
      pool.close();
    }
    for (Thread user : users) {
      user.join();
    }
    done.set(true);
    interrupter.join();
    assertThat(pool.waiting()).isZero();
    assertThat(pool.size()).isEqualTo(pool.idle()).isEqualTo(things.open.get());
    if (!closeInBetween) {
      List<Lease<Thing>> all = new ArrayList<>();
      while (all.size() < LIMIT) { // no place was lost
        try {
          all.add(pool.borrow());
        } catch (IllegalStateException refused) {
          assertThat(refused).hasMessage("reuse pool: the opener failed");
        }
      }
      assertThat(pool.tryBorrow(Duration.ZERO)).isNull();
      all.forEach(Lease::close);
      pool.close();
    }
    assertThat(pool.size()).isZero();
    assertThat(things.open).hasValue(0);
    assertThat(things.closed).hasSize(things.opened.get());
    assertThat(things.most).hasValueLessThanOrEqualTo(LIMIT);
    assertThat(things.wrong).hasValue(0);
    assertThat(unexpected).hasValue(0);
    assertThat(lent.get()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noPlaceIsLost(boolean virtual) throws Exception {
    run(virtual, 12, 1_500, false);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachIsClosedOnceIfThePoolCloses(boolean virtual) throws Exception {
    run(virtual, 12, 1_500, true);
  }

  @Test
  @Tag("deep")
  @Timeout(600)
  void soak() throws Exception {
    run(false, 16, 200_000, false);
  }

  @Test
  @Tag("deep")
  @Timeout(600)
  void soakOnVirtualThreads() throws Exception {
    run(true, 64, 50_000, false);
  }
}
