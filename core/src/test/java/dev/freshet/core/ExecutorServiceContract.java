package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code java.util.concurrent} documents of an ExecutorService; every kind of pool passes. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
abstract class ExecutorServiceContract implements FutureContract, InvokeContract, ShutdownContract {
  private ExecutorService pool;

  @BeforeEach
  final void open() {
    pool = create(4);
  }

  @AfterEach
  final void end() throws InterruptedException {
    pool.shutdownNow();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public final ExecutorService pool() {
    return pool;
  }

  @Test
  void executesEveryTaskOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    for (int i = 0; i < 500; i++) {
      pool.execute(runs::incrementAndGet);
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(500);
  }

  @Test
  void executeHappensBeforeTheTaskAndTheTaskBeforeGet() throws Exception {
    int[] box = new int[1];
    for (int i = 1; i < 200; i++) {
      box[0] = i;
      assertThat(pool.submit(() -> box[0] *= 2).get()).isEqualTo(2 * i);
      assertThat(box[0]).isEqualTo(2 * i);
    }
  }

  @Test
  void nullTasksAreRefusedOpenOrShutDown() {
    for (int round = 0; round < 2; round++) {
      assertThatNullPointerException().isThrownBy(() -> pool.execute(null));
      assertThatNullPointerException().isThrownBy(() -> pool.submit((Runnable) null));
      assertThatNullPointerException().isThrownBy(() -> pool.submit((Callable<?>) null));
      assertThatNullPointerException().isThrownBy(() -> pool.submit(null, "result"));
      assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(null));
      assertThatNullPointerException().isThrownBy(() -> pool.invokeAny(null));
      List<Callable<String>> withNull = new ArrayList<>();
      withNull.add(() -> "a");
      withNull.add(null);
      assertThatNullPointerException().isThrownBy(() -> pool.invokeAll(withNull));
      assertThatNullPointerException()
          .isThrownBy(() -> pool.invokeAll(List.<Callable<String>>of(() -> ""), 1, null));
      assertThatNullPointerException()
          .isThrownBy(() -> pool.invokeAny(List.<Callable<String>>of(() -> ""), 1, null));
      pool.shutdown();
    }
  }

  @Test
  void servesAsTheExecutorOfACompletableFuture() throws Exception {
    assertThat(
            CompletableFuture.supplyAsync(() -> 20, pool)
                .thenApplyAsync(n -> n + 1, pool)
                .thenCombineAsync(
                    CompletableFuture.supplyAsync(() -> 2, pool), (a, b) -> a * b, pool)
                .get(30, TimeUnit.SECONDS))
        .isEqualTo(42);
  }

  @Test
  void tasksMaySubmitTasks() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1 + 10 + 100);
    pool.execute(
        () -> {
          for (int i = 0; i < 10; i++) {
            pool.execute(
                () -> {
                  for (int j = 0; j < 10; j++) {
                    pool.execute(
                        () -> {
                          runs.incrementAndGet();
                          done.countDown();
                        });
                  }
                  done.countDown();
                });
          }
          done.countDown();
        });
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(runs).hasValue(100);
  }
}
