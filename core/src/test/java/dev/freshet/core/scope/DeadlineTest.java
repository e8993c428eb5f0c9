package dev.freshet.core.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.freshet.core.TaskPool;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deadlines without a scope. */
@Timeout(60)
class DeadlineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualTime time = new ManualTime();

  private Deadline in(long seconds) {
    return Deadline.after(time, Duration.ofSeconds(seconds));
  }

  @Test
  void whatIsLeftShrinksToZeroAndNotBelow() {
    Deadline deadline = in(2);
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(2));
    assertThat(deadline.isExpired()).isFalse();
    assertThat(deadline.check()).isSameAs(deadline);
    assertThat(deadline).hasToString("deadline in 2000 ms");
    time.pass(SECOND);
    assertThat(deadline.remainingNanos()).isEqualTo(SECOND.toNanos());
    time.pass(SECOND);
    assertThat(deadline.isExpired()).isTrue();
    time.pass(SECOND);
    assertThat(deadline.remaining()).isZero();
    assertThat(deadline).hasToString("deadline passed 1000 ms ago");
    assertThatExceptionOfType(DeadlineExceededException.class)
        .isThrownBy(deadline::check)
        .withMessage("the deadline passed 1000 ms ago")
        .satisfies(e -> assertThat(e.unfinished()).isEmpty());
  }

  @Test
  void zeroAndLessHavePassedAtOnce() {
    assertThat(in(0).isExpired()).isTrue();
    assertThat(in(-5).isExpired()).isTrue();
    assertThat(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE)).isExpired()).isTrue();
  }

  @Test
  void noDeadlineIsLaterThanAll() {
    assertThat(Deadline.none().isExpired()).isFalse();
    assertThat(Deadline.none().remainingNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(Deadline.none().remaining()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(Deadline.none()).hasToString("no deadline");
    assertThat(Deadline.after(Duration.ofDays(200 * 366)).isNone()).isTrue();
    assertThat(Deadline.after(Duration.ofDays(100 * 365)).isNone()).isFalse();
    Deadline late = in(1_000_000);
    assertThat(Deadline.none().earlier(late)).isSameAs(late);
    assertThat(late.earlier(Deadline.none())).isSameAs(late);
  }

  @Test
  void theEarlierOfTwoIsAnswered() {
    Deadline soon = in(1);
    Deadline later = in(2);
    assertThat(soon.earlier(later)).isSameAs(soon);
    assertThat(later.earlier(soon)).isSameAs(soon);
    assertThat(soon.earlier(soon)).isSameAs(soon);
  }

  @Test
  void nestedDeadlinesOnlyShrink() throws Exception {
    Deadline soon = in(1);
    Deadline later = in(2);
    assertThat(Deadline.current().isNone()).isTrue();
    Deadline.runWithin(
        later,
        () -> {
          assertThat(Deadline.current()).isSameAs(later);
          Deadline.runWithin(
              soon,
              () -> {
                assertThat(Deadline.current()).isSameAs(soon);
                Deadline.runWithin(later, () -> assertThat(Deadline.current()).isSameAs(soon));
                Deadline.runWithin(
                    Deadline.none(), () -> assertThat(Deadline.current()).isSameAs(soon));
              });
          assertThat(Deadline.current()).isSameAs(later);
        });
    assertThat(Deadline.callWithin(soon, Deadline::current)).isSameAs(soon);
    assertThat(Deadline.current().isNone()).isTrue();
  }

  @Test
  void whatTheBodyThrowsComesThrough() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                Deadline.callWithin(
                    in(1),
                    () -> {
                      throw new IOException("as it is");
                    }));
    assertThat(Deadline.current().isNone()).isTrue();
  }

  @Test
  void aPoolCarriesItWhereAsked() throws Exception {
    Deadline deadline = in(1);
    try (TaskPool carries = TaskPool.builder().limit(1).context(Deadline.capture()).build();
        TaskPool plain = TaskPool.of(1)) {
      assertThat(Deadline.callWithin(deadline, () -> carries.submit(Deadline::current).get()))
          .isSameAs(deadline);
      assertThat(Deadline.callWithin(deadline, () -> plain.submit(Deadline::current).get()))
          .isSameAs(Deadline.none());
    }
  }

  @Test
  void aTaskThatRunsInsideTheWaitOfAnotherSeesItsOwn() throws Exception {
    Deadline deadline = in(1);
    try (TaskPool pool = TaskPool.builder().limit(1).context(Deadline.capture()).build()) {
      Deadline seen =
          pool.submit(
                  () -> {
                    var other = pool.submit(Deadline::current);
                    return Deadline.callWithin(deadline, other::get);
                  })
              .get();
      assertThat(seen).isSameAs(Deadline.none());
    }
  }

  /* --- alarms --- */

  @Test
  void anAlarmRingsAtTheDeadlineUntilItIsClosed() throws Exception {
    CountDownLatch rung = new CountDownLatch(3);
    AtomicInteger count = new AtomicInteger();
    Alarm alarm =
        in(2)
            .onExpiry(
                () -> {
                  count.incrementAndGet();
                  rung.countDown();
                  throw new IOException("dropped");
                });
    assertThat(alarm).hasToString("Alarm set");
    time.pass(SECOND);
    assertThat(rung.getCount()).isEqualTo(3);
    time.pass(SECOND);
    rung.await();
    assertThat(alarm).hasToString("Alarm ringing");
    alarm.close();
    int atClose = count.get();
    alarm.close();
    assertThat(alarm).hasToString("Alarm closed");
    assertThat(count.get()).isBetween(3, 9).isEqualTo(atClose);
  }

  @Test
  void aClosedAlarmLeavesNothingArmed() {
    AtomicInteger count = new AtomicInteger();
    try (Alarm alarm = in(1).onExpiry(count::incrementAndGet)) {
      assertThat(time.armed()).isOne();
      assertThat(alarm).hasToString("Alarm set");
    }
    assertThat(time.armed()).isZero();
    time.pass(SECOND);
    assertThat(count).hasValue(0);
  }

  @Test
  void withoutADeadlineNothingIsArmed() {
    AtomicInteger count = new AtomicInteger();
    try (Alarm alarm = Deadline.none().onExpiry(count::incrementAndGet)) {
      assertThat(alarm).hasToString("Alarm set");
    }
    assertThat(count).hasValue(0);
  }

  @Test
  void closeWaitsForAnActionThatHasBegun() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    Alarm alarm =
        in(1)
            .onExpiry(
                () -> {
                  begun.countDown();
                  gate.await();
                  ended.incrementAndGet();
                });
    time.pass(SECOND);
    begun.await();
    assertThat(alarm).hasToString("Alarm ringing");
    AtomicInteger seen = new AtomicInteger();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  alarm.close();
                  seen.set(ended.get() + (Thread.currentThread().isInterrupted() ? 10 : 0));
                });
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    gate.countDown();
    closer.join();
    assertThat(seen).hasValue(11);
  }

  @Test
  void anActionMayCloseItsAlarm() throws Exception {
    CountDownLatch set = new CountDownLatch(1);
    CountDownLatch acted = new CountDownLatch(1);
    Alarm[] self = new Alarm[1];
    self[0] =
        in(1)
            .onExpiry(
                () -> {
                  set.await();
                  self[0].close();
                  acted.countDown();
                });
    time.pass(SECOND);
    set.countDown();
    acted.await();
    assertThat(self[0]).hasToString("Alarm closed");
  }

  @Test
  void theSharedWheelRingsToo() throws Exception {
    CountDownLatch rung = new CountDownLatch(1);
    try (Alarm alarm = Deadline.after(Duration.ofMillis(1)).onExpiry(rung::countDown)) {
      rung.await();
      assertThat(alarm.toString()).isNotEqualTo("Alarm set");
    }
  }
}
