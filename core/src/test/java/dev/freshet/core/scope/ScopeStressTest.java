package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.TaskPool;
import dev.freshet.core.Workers;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random scopes on shared pools: every fork is accounted for exactly once, none runs twice, and
 * none runs when its scope is closed.
 */
@Timeout(600)
class ScopeStressTest {
  private static final class LateFork extends AssertionError {
    private static final long serialVersionUID = 1L;
  }

  private static final class OnPurpose extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final List<Policy> POLICIES = List.of(Policy.values());

  private final AtomicLong ran = new AtomicLong();
  private final AtomicInteger wrong = new AtomicInteger();

  @Test
  void everyForkIsAccountedFor() throws Exception {
    storm(4, 400);
  }

  @Test
  @Tag("deep")
  void everyForkIsAccountedForInALongStorm() throws Exception {
    storm(8, 40_000);
  }

  private void storm(int owners, int rounds) throws Exception {
    ExecutorService foreign = Executors.newVirtualThreadPerTaskExecutor();
    try (TaskPool virtual = TaskPool.of(3);
        TaskPool narrow = TaskPool.of(1);
        TaskPool platform =
            TaskPool.builder().limit(2).laneCapacity(4).workers(Workers.platform()).build();
        foreign) {
      List<Executor> pools = List.of(virtual, narrow, platform, foreign);
      CountDownLatch done = new CountDownLatch(owners);
      for (int owner = 0; owner < owners; owner++) {
        SplittableRandom random = new SplittableRandom(owner);
        Thread.Builder kind = owner % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
        Thread ignored =
            kind.start(
                () -> {
                  try {
                    for (int i = 0; i < rounds; i++) {
                      scope(pools, random, 0);
                    }
                  } catch (Throwable t) {
                    t.printStackTrace();
                    wrong.incrementAndGet();
                  } finally {
                    done.countDown();
                  }
                });
        assertThat(ignored).isNotNull();
      }
      done.await();
    }
    assertThat(wrong).hasValue(0);
    assertThat(ran.get()).isPositive();
  }

  private void scope(List<Executor> pools, SplittableRandom random, int depth) {
    Executor pool = pools.get(random.nextInt(pools.size()));
    Policy policy = POLICIES.get(random.nextInt(POLICIES.size()));
    int forks = 1 + random.nextInt(12);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    ScopeOptions options = ScopeOptions.none();
    if (random.nextInt(4) == 0) {
      options = options.deadline(Duration.ofNanos(1 + random.nextInt(2_000_000)));
    }
    if (random.nextInt(4) == 0) {
      options = options.limit(1 + random.nextInt(3));
    }
    Scope<Integer> scope = Scope.open(pool, policy, options);
    try (scope) {
      for (int i = 0; i < forks; i++) {
        SplittableRandom own = random.split();
        scope.fork(
            () -> {
              inside.incrementAndGet();
              runs.incrementAndGet();
              try {
                return body(scope, pools, own, depth);
              } finally {
                inside.decrementAndGet();
              }
            });
      }
      if (random.nextInt(8) == 0) {
        scope.cancel(new OnPurpose());
      }
      if (random.nextBoolean()) {
        while (scope.take() != null) {}
      }
      scope.join();
    } catch (InterruptedException
        | ScopeFailedException
        | ScopeCancelledException
        | DeadlineExceededException _) {
      // All of them happen; what counts is what is left.
    }
    if (inside.get() != 0) {
      throw new LateFork();
    }
    int began = 0;
    for (Outcome<Integer> outcome : scope.outcomes()) {
      began +=
          switch (outcome) {
            case Outcome.Success<Integer> _, Outcome.Failure<Integer> _ -> 1;
            case Outcome.Cancelled<Integer>(Throwable _, boolean started) -> started ? 1 : 0;
          };
    }
    assertThat(scope.outcomes()).hasSize(forks);
    assertThat(runs).hasValue(began);
    ran.addAndGet(began);
  }

  private int body(Scope<Integer> scope, List<Executor> pools, SplittableRandom random, int depth) {
    int what = random.nextInt(20);
    if (what == 0) {
      throw new OnPurpose();
    } else if (what == 1) {
      scope.cancel(new OnPurpose());
    } else if (what == 2) {
      LockSupport.parkNanos(random.nextInt(200_000));
    } else if (what < 5 && depth == 0) {
      // One level: a task that waits keeps its grant, and scopes on two pools could wait in a ring.
      scope(pools.subList(3, 4), random, depth + 1);
    }
    return what;
  }
}
