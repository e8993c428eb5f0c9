package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that wait for tasks of their own pool. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class NestedWaitTest {
  @Test
  void nestedSubmitAndWaitAtLimitOne() throws Exception {
    TaskPool pool = TaskPool.of(1);
    assertThat(pool.submit(() -> fibonacci(pool, 12)).get(60, TimeUnit.SECONDS)).isEqualTo(144);
    Balance.close(pool);
  }

  private static int fibonacci(TaskPool pool, int n) throws Exception {
    if (n < 2) {
      return n;
    }
    Future<Integer> left = pool.submit(() -> fibonacci(pool, n - 1));
    Future<Integer> right = pool.submit(() -> fibonacci(pool, n - 2));
    return left.get() + right.get(60, TimeUnit.SECONDS);
  }

  @Test
  void nestedInvokeAllAndInvokeAnyAtLimitOne() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Callable<Integer> one = () -> 1;
    Callable<Integer> failing =
        () -> {
          throw new IllegalStateException("on purpose");
        };
    assertThat(
            pool.submit(
                    () -> {
                      int sum = 0;
                      for (Future<Integer> f : pool.invokeAll(List.of(one, one, one))) {
                        sum += f.get();
                      }
                      for (Future<Integer> f :
                          pool.invokeAll(List.of(one, one), 60, TimeUnit.SECONDS)) {
                        sum += f.get();
                      }
                      return sum
                          + pool.invokeAny(List.of(failing, one))
                          + pool.invokeAny(List.of(failing, one), 60, TimeUnit.SECONDS);
                    })
                .get(60, TimeUnit.SECONDS))
        .isEqualTo(7);
    Balance.close(pool);
  }

  @Test
  void aHelpedTasksCancelDoesNotInterruptItsHelper() throws Exception {
    TaskPool pool = TaskPool.of(1);
    boolean interrupted =
        pool.submit(
                () -> {
                  CountDownLatch inside = new CountDownLatch(1);
                  Future<?>[] self = new Future<?>[1];
                  self[0] =
                      pool.submit(
                          () -> {
                            inside.countDown();
                            self[0].cancel(true);
                          });
                  try {
                    self[0].get();
                  } catch (java.util.concurrent.CancellationException e) {
                    return Thread.currentThread().isInterrupted();
                  }
                  return true;
                })
            .get(60, TimeUnit.SECONDS);
    assertThat(interrupted).isFalse();
    Balance.close(pool);
  }

  @Test
  void twoPoolsAreNotMistakenForEachOther() throws Exception {
    TaskPool outer = TaskPool.of(1);
    TaskPool inner = TaskPool.of(1);
    CountDownLatch gate = new CountDownLatch(1);
    inner.execute(
        () -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Future<Thread> ranOn = inner.submit(Thread::currentThread);
    Future<Boolean> timedOut =
        outer.submit(
            () -> {
              try {
                ranOn.get(1, TimeUnit.MILLISECONDS);
                return false;
              } catch (TimeoutException e) {
                return true;
              }
            });
    assertThat(timedOut.get()).isTrue();
    gate.countDown();
    assertThat(ranOn.get().getName()).startsWith(inner.config().name());
    Balance.close(outer);
    Balance.close(inner);
  }

  @Test
  void aLookWithoutTimeRunsNothing() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicBoolean ran = new AtomicBoolean();
    boolean ranInside =
        pool.submit(
                () -> {
                  Future<?> other = pool.submit(() -> ran.set(true));
                  assertThatExceptionOfType(TimeoutException.class)
                      .isThrownBy(() -> other.get(0, TimeUnit.SECONDS));
                  return ran.get();
                })
            .get(60, TimeUnit.SECONDS);
    assertThat(ranInside).isFalse();
    Balance.close(pool);
    assertThat(ran).isTrue();
  }

  @Test
  void aTaskWithAHandlerOfItsOwnIsKnownAsAWorker() throws Exception {
    TaskPool pool = TaskPool.of(1);
    Future<Integer> outer =
        pool.submit(
            () -> {
              Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
              int first = pool.submit(() -> 20).get();
              Thread.currentThread().setUncaughtExceptionHandler(null);
              return first + pool.submit(() -> 1).get();
            });
    assertThat(outer.get(60, TimeUnit.SECONDS)).isEqualTo(21);
    Balance.close(pool);
  }

  @Test
  void aHelpedTaskLeavesNothingToItsHelper() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(1).build();
    Future<String> outer =
        pool.submit(
            () -> {
              Thread me = Thread.currentThread();
              me.setName("outer");
              ClassLoader loader = me.getContextClassLoader();
              String seen =
                  pool.submit(
                          () -> {
                            String name = me.getName();
                            me.interrupt();
                            me.setName("inner");
                            me.setContextClassLoader(null);
                            me.setUncaughtExceptionHandler((thread, failure) -> {});
                            return name;
                          })
                      .get();
              assertThat(me.getContextClassLoader()).isSameAs(loader);
              return seen + " " + me.getName() + " " + me.isInterrupted();
            });
    assertThat(outer.get(60, TimeUnit.SECONDS)).isEqualTo("desk-0 outer false");
    Balance.close(pool);
  }

  @Test
  void anInterruptForTheOuterTaskReachesIt() throws Exception {
    TaskPool pool = TaskPool.of(1);
    CountDownLatch inside = new CountDownLatch(1);
    AtomicBoolean seen = new AtomicBoolean();
    Future<?> outer =
        pool.submit(
            () -> {
              pool.submit(
                      () -> {
                        inside.countDown();
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                          return "interrupted, and the status taken back";
                        }
                        return "";
                      })
                  .get();
              seen.set(Thread.currentThread().isInterrupted());
              return null;
            });
    inside.await();
    outer.cancel(true);
    Balance.close(pool);
    assertThat(seen).isTrue();
  }

  @Test
  void closeInsideATaskIsRefusedInsteadOfWaitingForItself() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(1).build();
    Future<?> closing = pool.submit(pool::close);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> closing.get(60, TimeUnit.SECONDS))
        .withCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("inside a task of pool desk");
    assertThat(pool.isShutdown()).isFalse();
    Balance.close(pool);
  }
}
