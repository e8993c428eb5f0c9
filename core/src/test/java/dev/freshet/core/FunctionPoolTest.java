package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One function, an argument a call. */
@Timeout(60)
class FunctionPoolTest {
  static List<Workers> kinds() {
    return LifeTest.kinds();
  }

  private static PoolSnapshot close(FunctionPool<?> pool) {
    pool.close();
    PoolSnapshot end = pool.snapshot();
    Balance.check(end);
    return end;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void callsTheHandlerOnceWithEachArgument(Workers workers) {
    AtomicLong sum = new AtomicLong();
    FunctionPool<Integer> pool =
        TaskPool.builder().limit(3).laneCapacity(64).workers(workers).build(n -> sum.addAndGet(n));
    List<Integer> some = new ArrayList<>();
    for (int i = 1; i <= 10_000; i++) {
      pool.invoke(i);
      some.add(i);
    }
    pool.invokeAll(some);
    assertThat(close(pool).completed()).isEqualTo(20_000);
    assertThat(sum).hasValue(10_000L * 10_001);
  }

  @Test
  void argumentsThatLookLikeTasksAreArguments() throws Exception {
    List<Object> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger ran = new AtomicInteger();
    Runnable task = ran::incrementAndGet;
    try (TaskPool other = TaskPool.of(1);
        FunctionPool<Object> pool = FunctionPool.of(1, seen::add)) {
      other.pause();
      Future<?> handle = other.submit(task);
      pool.invoke(task);
      pool.invoke(handle);
      assertThat(pool.awaitIdle(Duration.ofSeconds(30))).isTrue();
      assertThat(seen).containsExactly(task, handle);
      assertThat(ran).hasValue(0);
      assertThat(handle.isDone()).isFalse();
    }
    assertThat(ran).hasValue(1);
  }

  @Test
  void failuresAreToldWithATaskThatStandsForTheCall() {
    AtomicInteger told = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    FunctionPool<String> pool =
        TaskPool.builder()
            .limit(1)
            .onFailure(
                (task, failure) -> {
                  told.incrementAndGet();
                  if (calls.get() == 1) {
                    task.run();
                  }
                })
            .build(
                name -> {
                  if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException(name);
                  }
                });
    pool.invoke("first");
    PoolSnapshot end = close(pool);
    assertThat(end.failed()).isEqualTo(1);
    assertThat(told).hasValue(1);
    assertThat(calls).hasValue(2);
  }

  @Test
  void refusesAndGivesBackArguments() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    FunctionPool<String> pool =
        TaskPool.builder()
            .limit(1)
            .laneCapacity(1)
            .overflow(Overflow.reject())
            .build(
                name -> {
                  started.countDown();
                  PoolUnderTest.awaitQuietly(gate);
                });
    pool.invoke("runs");
    started.await();
    assertThat(pool.tryInvoke("waits")).isEmpty();
    assertThat(pool.tryInvoke("too many")).contains(Refusal.LANE_FULL);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> pool.invoke("too many")))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(pool.shutdownNow()).containsExactly("waits");
    assertThat(pool.tryInvoke("late")).contains(Refusal.SHUT_DOWN);
    PoolSnapshot end = close(pool);
    assertThat(end.rejected()).isEqualTo(3);
    assertThat(end.dropped()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void badArgumentsAreRefused() {
    try (FunctionPool<String> pool = FunctionPool.of(1, _ -> {})) {
      assertThatNullPointerException().isThrownBy(() -> pool.invoke(null));
      assertThatNullPointerException()
          .isThrownBy(() -> pool.invokeAll(Collections.singleton(null)));
    }
    assertThatNullPointerException().isThrownBy(() -> FunctionPool.of(1, null));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TaskPool.builder()
                    .limit(1)
                    .context(ContextCapture.ofThreadLocal(new ThreadLocal<>()))
                    .build(_ -> {}))
        .withMessageContaining("context: does not go with a function pool");
  }
}
