package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task leaves on its thread, and what the next one finds. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored")
class TaskHygieneTest {
  @Test
  void interruptsAndNamesDoNotLeakToTheNextTask() throws Exception {
    TaskPool pool = TaskPool.builder().name("desk").limit(1).build();
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 10_000; i++) {
      pool.execute(
          () -> {
            Thread me = Thread.currentThread();
            if (me.isInterrupted() || !me.getName().equals("desk-0")) {
              leaks.incrementAndGet();
            }
            me.interrupt();
            me.setName("renamed");
          });
    }
    Balance.close(pool);
    assertThat(leaks).hasValue(0);
  }

  @Test
  void aCancelThatComesLateInterruptsNobodyElse() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicInteger leaks = new AtomicInteger();
    for (int i = 0; i < 5_000; i++) {
      Future<?> victim = pool.submit(() -> {});
      pool.execute(
          () -> {
            if (Thread.currentThread().isInterrupted()) {
              leaks.incrementAndGet();
            }
          });
      victim.cancel(true);
    }
    Balance.close(pool);
    assertThat(leaks).hasValue(0);
  }

  @Test
  void nothingIsInheritedFromTheSubmitter() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("mine");
    try (TaskPool pool = TaskPool.of(1)) {
      assertThat(pool.submit(local::get).get()).isNull();
    } finally {
      local.remove();
    }
  }

  @Test
  void handlersAndClassLoadersDoNotLeakToTheNextTask() throws Exception {
    TaskPool pool = TaskPool.of(1);
    AtomicInteger leaks = new AtomicInteger();
    Thread.UncaughtExceptionHandler own = (thread, failure) -> {};
    for (int i = 0; i < 1_000; i++) {
      pool.execute(
          () -> {
            Thread me = Thread.currentThread();
            if (own.equals(me.getUncaughtExceptionHandler())
                || me.getContextClassLoader() == null) {
              leaks.incrementAndGet();
            }
            me.setUncaughtExceptionHandler(own);
            me.setContextClassLoader(null);
          });
    }
    Balance.close(pool);
    assertThat(leaks).hasValue(0);
  }
}
