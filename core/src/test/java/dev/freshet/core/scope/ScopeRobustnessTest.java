package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scopes whose surroundings throw, and what is left of timers. */
@Timeout(60)
class ScopeRobustnessTest {
  /** A thread that cannot be interrupted. */
  private static final class Deaf extends Thread {
    Deaf(Runnable body) {
      super(body);
      setDaemon(true);
      setUncaughtExceptionHandler((_, _) -> {});
    }

    @Override
    public void interrupt() {
      throw new SecurityException("not this one");
    }
  }

  @Test
  void aForkThatCannotCallTheOthersOffIsCountedAllTheSame() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    try (Scope<Integer> scope =
        Scope.open(body -> new Deaf(body).start(), Policy.FAIL_FAST, ScopeOptions.none())) {
      scope.fork(
          () -> {
            began.countDown();
            gate.await();
            return 1;
          });
      scope.fork(
          () -> {
            began.await();
            throw new IllegalStateException("no");
          });
      assertThatExceptionOfType(ScopeFailedException.class).isThrownBy(scope::join);
      gate.countDown();
    }
  }

  @Test
  void anAlarmThatTheScopeRangLeavesNoTimerBehind() throws Exception {
    ManualTime time = new ManualTime();
    CountDownLatch set = new CountDownLatch(1);
    CountDownLatch rang = new CountDownLatch(1);
    ScopeOptions hour = ScopeOptions.none().deadline(Duration.ofHours(1));
    try (Scope<Integer> scope =
        Scope.open(body -> Thread.ofVirtual().start(body), Policy.COLLECT, hour, time)) {
      scope.fork(
          () -> {
            try (Alarm _ = Scope.onCancel(rang::countDown)) {
              set.countDown();
              while (rang.getCount() != 0) {
                Thread.onSpinWait();
              }
            }
            return 1;
          });
      set.await();
      assertThat(scope.cancel(new CancellationException())).isTrue();
      scope.join();
    }
    assertThat(time.armed()).isZero();
  }
}
