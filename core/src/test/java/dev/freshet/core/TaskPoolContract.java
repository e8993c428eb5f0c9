package dev.freshet.core;

import static dev.freshet.core.PoolUnderTest.awaitSurely;
import static dev.freshet.core.PoolUnderTest.terminate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a {@link TaskPool} adds to ExecutorService where that leaves it open. */
@SuppressWarnings("FutureReturnValueIgnored") // many tests look at the pool, not at the handle
interface TaskPoolContract extends PoolUnderTest {
  /** Nulls are found before the first task is accepted, and before the state is looked at. */
  @Test
  default void aNullAmongTheTasksKeepsAllFromRunning() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    for (int state = 0; state < 2; state++) {
      for (int at = 0; at < 3; at++) {
        List<Callable<Integer>> tasks =
            Arrays.asList(runs::incrementAndGet, runs::incrementAndGet, runs::incrementAndGet);
        tasks.set(at, null);
        assertThatNullPointerException().isThrownBy(() -> pool().invokeAny(tasks));
        assertThatNullPointerException().isThrownBy(() -> pool().invokeAll(tasks));
        assertThatNullPointerException()
            .isThrownBy(() -> pool().invokeAny(tasks, 1, TimeUnit.DAYS));
        assertThatNullPointerException()
            .isThrownBy(() -> pool().invokeAll(tasks, 1, TimeUnit.DAYS));
      }
      terminate(pool());
    }
    assertThat(runs).hasValue(0);
  }

  /** None of those that wait takes the place of one that is cancelled while it runs. */
  @Test
  default void whatWaitsIsCancelledBeforeWhatRuns() throws Exception {
    for (int round = 0; round < 10; round++) {
      AtomicInteger runs = new AtomicInteger();
      Blocker running = new Blocker(4);
      List<Callable<String>> tasks = new ArrayList<>(Collections.nCopies(4, running));
      tasks.addAll(Collections.nCopies(4, () -> "" + runs.incrementAndGet()));
      boolean all = round % 2 == 0;
      Call call = Call.start(() -> all ? pool().invokeAll(tasks) : pool().invokeAny(tasks));
      awaitSurely(running.started);
      call.awaitWaiting().interrupt();
      assertThat(call.thrown()).isInstanceOf(InterruptedException.class);
      awaitSurely(running.interrupted);
      assertThat(pool().submit(runs::get).get(SURELY, TimeUnit.SECONDS)).isZero();
    }
    terminate(pool());
  }

  /** Elsewhere it waits for itself until somebody interrupts it. */
  @Test
  default void closeInsideATaskIsRefusedAndShutsNothingDown() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              try {
                pool().submit(() -> pool().close()).get(SURELY, TimeUnit.SECONDS);
              } catch (ExecutionException e) {
                throw e.getCause();
              }
            })
        .withMessageContaining("close");
    assertThat(pool().isShutdown()).isFalse();
  }

  @Test
  default void shutdownNowReturnsNoCancelledTasks() throws Exception {
    CountDownLatch gate = occupy(4);
    Runnable plain = () -> {};
    pool().execute(plain);
    pool().submit(() -> "").cancel(false);
    assertThat(pool().shutdownNow()).containsExactly(plain);
    gate.countDown();
  }

  @Test
  default void aTaskMayWaitForItsOwnPoolAtLimitOne() throws Exception {
    ExecutorService one = create(1);
    Future<Integer> outer =
        one.submit(
            () -> {
              int sum = one.submit(() -> 1).get();
              sum += one.submit(() -> 2).get(1, TimeUnit.DAYS);
              for (Future<Integer> part :
                  one.invokeAll(List.<Callable<Integer>>of(() -> 3, () -> 4))) {
                sum += part.resultNow();
              }
              return sum + one.invokeAny(List.<Callable<Integer>>of(() -> 5));
            });
    assertThat(outer.get(SURELY, TimeUnit.SECONDS)).isEqualTo(15);
    terminate(one);
  }

  @Test
  default void aTaskFindsItsThreadAsIfItWereNew() throws Exception {
    ExecutorService one = create(1);
    AtomicReference<String> name = new AtomicReference<>("");
    AtomicInteger leaks = new AtomicInteger();
    Thread.UncaughtExceptionHandler own = (thread, failure) -> {};
    for (int i = 0; i < 100; i++) {
      one.execute(
          () -> {
            Thread me = Thread.currentThread();
            name.compareAndSet("", me.getName());
            if (!me.getName().equals(name.get())
                || own.equals(me.getUncaughtExceptionHandler())
                || me.getContextClassLoader() == null
                || me.isInterrupted()) {
              leaks.incrementAndGet();
            }
            me.setName("renamed");
            me.setUncaughtExceptionHandler(own);
            me.setContextClassLoader(null);
            me.interrupt();
          });
    }
    terminate(one);
    assertThat(leaks).hasValue(0);
  }

  @Test
  default void aTaskInheritsNothingFromItsSubmitter() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("mine");
    try (ExecutorService fresh = create(1)) {
      assertThat(fresh.submit(local::get).get()).isNull();
    } finally {
      local.remove();
    }
  }
}
