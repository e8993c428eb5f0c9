package dev.freshet.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.Overflow;
import dev.freshet.core.TaskExpiredException;
import dev.freshet.core.TaskOptions;
import dev.freshet.core.TaskPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How streams end before their elements do. */
@Timeout(60)
class PoolGatherersEndTest {
  private static final StageOptions FOUR = StageOptions.of(4).unordered();

  private final CountDownLatch started = new CountDownLatch(1);
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private final Queue<Integer> ran = new ConcurrentLinkedQueue<>();

  /** Does not end unless it is interrupted. */
  private int block() throws InterruptedException {
    started.countDown();
    try {
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException e) {
      interrupted.set(true);
      throw e;
    }
  }

  @Test
  void aFailureInterruptsWhatRunsAndKeepsTheRestFromStarting() throws Exception {
    TaskPool pool = TaskPool.of(2);
    RuntimeException failure = new IllegalStateException("on purpose");
    assertThatThrownBy(
            () ->
                IntStream.range(0, 4)
                    .boxed()
                    .gather(
                        PoolGatherers.map(
                            pool,
                            x -> {
                              if (x == 0) {
                                return block();
                              }
                              if (x == 1) {
                                started.await();
                                throw failure;
                              }
                              ran.add(x);
                              return x;
                            },
                            FOUR))
                    .toList())
        .isSameAs(failure);
    assertThat(interrupted).isTrue();
    assertThat(ran).isEmpty();
    Pools.close(pool);
  }

  @Test
  void aBatchThatIsNotWantedStopsBetweenTwoElements() throws Exception {
    TaskPool pool = TaskPool.of(2);
    CountDownLatch failed = new CountDownLatch(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                IntStream.range(0, 20)
                    .boxed()
                    .gather(
                        PoolGatherers.map(
                            pool,
                            x -> {
                              if (x == 0) {
                                started.countDown();
                                awaitIgnoringInterrupts(failed);
                                awaitInterrupt();
                              } else if (x == 10) {
                                started.await();
                                failed.countDown();
                                throw new IllegalArgumentException("on purpose");
                              }
                              ran.add(x);
                              return x;
                            },
                            FOUR.batch(10)))
                    .toList());
    assertThat(ran).containsExactly(0);
    Pools.close(pool);
  }

  private static void awaitIgnoringInterrupts(CountDownLatch latch) {
    boolean interrupted = false;
    for (; ; ) {
      try {
        latch.await();
        break;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException _) {
      // as awaited
    }
  }

  @Test
  void aShortCircuitInterruptsWhatRuns() throws Exception {
    TaskPool pool = TaskPool.of(4);
    Optional<Integer> first =
        Stream.iterate(0, i -> i + 1)
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      if (x == 0) {
                        return block();
                      }
                      started.await();
                      return x;
                    },
                    FOUR))
            .findFirst();
    assertThat(first).isPresent().get().isNotEqualTo(0);
    assertThat(interrupted).isTrue();
    Pools.close(pool);
  }

  @Test
  void aFailureDownstreamInterruptsWhatRuns() throws Exception {
    TaskPool pool = TaskPool.of(4);
    RuntimeException failure = new IllegalStateException("on purpose");
    assertThatThrownBy(
            () ->
                IntStream.range(0, 100)
                    .boxed()
                    .gather(
                        PoolGatherers.map(
                            pool,
                            x -> {
                              if (x == 0) {
                                return block();
                              }
                              started.await();
                              return x;
                            },
                            FOUR))
                    .forEach(
                        _ -> {
                          throw failure;
                        }))
        .isSameAs(failure);
    assertThat(interrupted).isTrue();
    Pools.close(pool);
  }

  @Test
  void anInterruptOfTheStreamsThreadEndsTheStream() throws Exception {
    TaskPool pool = TaskPool.of(4);
    AtomicBoolean stillInterrupted = new AtomicBoolean();
    FutureTask<Void> stream =
        new FutureTask<>(
            () -> {
              try {
                long count = Stream.of(1).gather(PoolGatherers.map(pool, _ -> block())).count();
                assertThat(count).isNegative();
              } finally {
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              }
              return null;
            });
    Thread thread = Thread.ofPlatform().daemon().start(stream);
    started.await();
    thread.interrupt();
    assertThatThrownBy(stream::get)
        .cause()
        .isInstanceOf(CancellationException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(interrupted).isTrue();
    assertThat(stillInterrupted).isTrue();
    Pools.close(pool);
  }

  @Test
  void cancellingTheTaskThatRunsTheStreamEndsTheStream() throws Exception {
    TaskPool pool = TaskPool.of(1);
    var outer =
        pool.submit(() -> Stream.of(1).gather(PoolGatherers.map(pool, _ -> block())).count());
    started.await();
    outer.cancel(true);
    Pools.close(pool);
    assertThat(interrupted).isTrue();
  }

  @Test
  void aPoolThatIsShutDownFailsTheStream() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(1).build();
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(
            () ->
                Stream.iterate(0, i -> i + 1)
                    .gather(
                        PoolGatherers.map(
                            pool,
                            x -> {
                              pool.shutdown();
                              return x;
                            },
                            FOUR.task(TaskOptions.none().name("count"))))
                    .forEach(ran::add))
        .withMessageContainingAll("pool desk", "a task of stage count", "shut down");
    Pools.close(pool);
  }

  @Test
  void aPoolThatIsStoppedFailsTheStreamThoughItGaveUpItsTasksSilently() throws Exception {
    TaskPool pool = TaskPool.of(1);
    CountDownLatch allAreThere = new CountDownLatch(4);
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(
            () ->
                IntStream.range(0, 4)
                    .boxed()
                    .peek(_ -> allAreThere.countDown())
                    .gather(
                        PoolGatherers.map(
                            pool,
                            x -> {
                              allAreThere.await();
                              while (pool.snapshot().queued() < 3) {
                                Thread.onSpinWait();
                              }
                              ran.add(x);
                              assertThat(pool.shutdownNow()).hasSize(3);
                              return x;
                            },
                            FOUR))
                    .toList());
    assertThat(ran).containsExactly(0);
    Pools.close(pool);
  }

  @Test
  void tasksThatOthersMadeThePoolDiscardAreSubmittedAgain() throws Exception {
    TaskPool pool =
        TaskPool.builder().limit(1).laneCapacity(3).overflow(Overflow.discardOldest()).build();
    List<Integer> results =
        IntStream.range(0, 200)
            .boxed()
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      if (x % 10 == 0) {
                        for (int i = 0; i < 3; i++) {
                          pool.execute(() -> {});
                        }
                      }
                      return x;
                    },
                    StageOptions.of(4)))
            .toList();
    assertThat(results).isEqualTo(IntStream.range(0, 200).boxed().toList());
    Pools.close(pool);
  }

  @Test
  void aStreamGivesOthersTheirTurn() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicBoolean otherRan = new AtomicBoolean();
    long count =
        Stream.iterate(0, i -> i + 1)
            .gather(
                PoolGatherers.map(
                    pool,
                    x -> {
                      if (x == 0) {
                        pool.execute(() -> otherRan.set(true));
                      }
                      return otherRan.get();
                    },
                    FOUR))
            .takeWhile(ran -> !ran)
            .count();
    assertThat(count).isPositive();
    Pools.close(pool);
  }

  @Test
  void anInterruptThatATaskLeavesBehindDoesNotReachTheNext() throws Exception {
    TaskPool pool = TaskPool.of(1);
    assertThat(
            IntStream.range(0, 1000)
                .boxed()
                .gather(
                    PoolGatherers.map(
                        pool,
                        x -> {
                          boolean interrupted = Thread.currentThread().isInterrupted();
                          Thread.currentThread().interrupt();
                          return interrupted;
                        },
                        FOUR))
                .filter(wasInterrupted -> wasInterrupted))
        .isEmpty();
    Pools.close(pool);
  }

  @Test
  void aPoolKeptFullByOthersMakesTheStreamWaitInLine() throws Exception {
    TaskPool pool = Pools.tiny(Overflow.reject()).build();
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch occupied = new CountDownLatch(1);
    pool.execute(
        () -> {
          occupied.countDown();
          awaitIgnoringInterrupts(gate);
        });
    occupied.await();
    pool.execute(() -> {});
    FutureTask<Long> stream =
        new FutureTask<>(() -> Stream.of(1, 2, 3).gather(PoolGatherers.map(pool, x -> x)).count());
    Thread.ofVirtual().start(stream);
    while (pool.snapshot().blocked() == 0) {
      Thread.onSpinWait();
    }
    gate.countDown();
    assertThat(stream.get()).isEqualTo(3);
    Pools.close(pool);
  }

  @Test
  void aFullPoolWhosePatienceIsOverFailsTheStream() throws Exception {
    TaskPool pool = Pools.tiny(Overflow.block(Duration.ofMillis(10))).build();
    CountDownLatch gate = new CountDownLatch(1);
    pool.execute(() -> awaitIgnoringInterrupts(gate));
    pool.execute(() -> {});
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> Stream.of(1).gather(PoolGatherers.map(pool, x -> x)).count())
        .withMessageContaining("no room in its lane in time");
    gate.countDown();
    Pools.close(pool);
  }

  @Test
  void aTaskInAFullPoolOfItsOwnRunsTheStreamItself() throws Exception {
    TaskPool pool = Pools.tiny(Overflow.block()).build();
    List<Thread> threads =
        pool.submit(
                () -> {
                  pool.execute(() -> {}); // fills the lane
                  Thread me = Thread.currentThread();
                  List<Thread> ranOn =
                      Stream.of(1, 2, 3)
                          .gather(PoolGatherers.map(pool, _ -> Thread.currentThread()))
                          .toList();
                  assertThat(ranOn).containsOnly(me);
                  return ranOn;
                })
            .get();
    assertThat(threads).hasSize(3);
    Pools.close(pool);
  }

  @Test
  void aTasksDeadlineFailsTheStream() throws Exception {
    TaskPool pool = TaskPool.of(1);
    StageOptions hurried =
        StageOptions.of(2).task(TaskOptions.none().deadline(Duration.ofMillis(20)));
    assertThatExceptionOfType(CompletionException.class) // of the two the second never starts
        .isThrownBy(
            () -> Stream.of(1, 2).gather(PoolGatherers.map(pool, _ -> block(), hurried)).count())
        .withCauseInstanceOf(TaskExpiredException.class);
    Pools.close(pool);
  }

  @Test
  void aLingerIsRefused() throws Exception {
    TaskPool pool = TaskPool.of(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PoolGatherers.map(pool, x -> x, FOUR.linger(Duration.ofMillis(5))))
        .withMessageStartingWith("linger: PT0.005S cannot be kept");
    Pools.close(pool);
  }
}
