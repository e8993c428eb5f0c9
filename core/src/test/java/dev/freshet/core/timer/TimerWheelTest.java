package dev.freshet.core.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a clock that is moved by hand, without a thread. */
class TimerWheelTest {
  private static final long MS = 1_000_000;

  private final AtomicLong clock = new AtomicLong();

  private TimerWheel wheel() {
    return new TimerWheel(clock::get, 0, null);
  }

  /** Goes from wake-up to wake-up as the thread does, until the clock shows the end. */
  private int sleepUntil(TimerWheel wheel, long origin, long end) {
    int wakes = 0;
    for (; ; ) {
      long next = wheel.advance();
      if (next > end - origin) {
        clock.set(end);
        wheel.advance();
        return wakes;
      }
      assertThat(origin + next).as("a wake-up ahead").isGreaterThan(clock.get());
      clock.set(origin + next);
      wakes++;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void everyLevelExpiresOnTimeAroundItsBoundaries(int level) {
    for (long start : new long[] {0, 1, 63, 64, 65, 4095, 4096, 123_456_789}) {
      for (long ticks = (1L << (6 * level)) - 2; ticks <= (1L << (6 * level)) + 2; ticks++) {
        for (long within : new long[] {-MS + 1, -1, 0}) {
          if (ticks > 0) {
            clock.set(0);
            TimerWheel wheel = wheel();
            clock.set(start * MS);
            wheel.advance();
            long deadline = (start + ticks) * MS + within;
            Probe probe = new Probe();
            wheel.arm(probe, deadline);
            sleepUntil(wheel, 0, deadline - 1);
            assertThat(probe.count()).as("before %s", deadline).isZero();
            sleepUntil(wheel, 0, (start + ticks) * MS);
            assertThat(probe.count()).as("at the tick after %s", deadline).isOne();
            assertThat(wheel.armed()).isZero();
          }
        }
      }
    }
  }

  @Test
  void oneJumpAcrossManyListsExpiresAllThatIsDueAndNothingElse() {
    TimerWheel wheel = wheel();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Probe probe = new Probe();
      probes.add(probe);
      wheel.arm(probe, i * 17L * MS);
    }
    clock.set(10_000 * 17L * MS);
    wheel.advance();
    for (int i = 0; i < probes.size(); i++) {
      assertThat(probes.get(i).count()).as("node %s", i).isEqualTo(i <= 10_000 ? 1 : 0);
    }
    assertThat(wheel.armed()).isEqualTo(9_999);
  }

  @Test
  void deadlinesOfOneBatchAndMoreInOneListAllExpire() {
    TimerWheel wheel = wheel();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Probe probe = new Probe();
      probes.add(probe);
      wheel.arm(probe, Duration.ofHours(1).toNanos());
    }
    sleepUntil(wheel, 0, Duration.ofHours(1).toNanos() - 1);
    assertThat(wheel.armed()).isEqualTo(1_000);
    sleepUntil(wheel, 0, Duration.ofHours(1).toNanos());
    assertThat(probes).allMatch(probe -> probe.count() == 1);
  }

  @Test
  void anIdleWheelWithOneDeadlineInAnHourWakesFourTimes() {
    TimerWheel wheel = wheel();
    Probe probe = new Probe();
    long hour = Duration.ofHours(1).toNanos() + 5 * MS;
    wheel.arm(probe, hour);
    assertThat(sleepUntil(wheel, 0, 2 * hour)).isLessThanOrEqualTo(4);
    assertThat(probe.count()).isOne();
  }

  @Test
  void aDeadlineOfYearsExpiresThenAfterAFewWakeUps() {
    TimerWheel wheel = wheel();
    Probe probe = new Probe();
    long deadline = Duration.ofDays(100 * 365).toNanos() + 1;
    wheel.arm(probe, deadline);
    assertThat(sleepUntil(wheel, 0, deadline - 1)).isLessThanOrEqualTo(8);
    assertThat(probe.count()).isZero();
    sleepUntil(wheel, 0, deadline + MS);
    assertThat(probe.count()).isOne();
  }

  @Test
  void deadlinesInThePastExpireAtTheNextTurnInTheirOrder() {
    clock.set(Duration.ofDays(1).toNanos());
    TimerWheel wheel = wheel();
    long now = clock.addAndGet(Duration.ofHours(1).toNanos());
    wheel.advance();
    List<Integer> order = new ArrayList<>();
    long[] deadlines = {now, now - 1, now - MS, 0, now - Duration.ofDays(10_000).toNanos()};
    for (int i = 0; i < deadlines.length; i++) {
      int id = i;
      Probe probe = new Probe();
      probe.then = () -> order.add(id);
      wheel.arm(probe, deadlines[i]);
    }
    wheel.advance();
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void theClockMayWrapAround() {
    long origin = Long.MAX_VALUE - 10 * MS;
    clock.set(origin);
    TimerWheel wheel = wheel();
    Probe before = new Probe();
    Probe after = new Probe();
    Probe late = new Probe();
    wheel.arm(before, Long.MAX_VALUE - MS);
    wheel.arm(after, Long.MIN_VALUE + 20 * MS);
    wheel.arm(late, Long.MIN_VALUE + Duration.ofDays(365).toNanos());
    clock.set(Long.MAX_VALUE);
    wheel.advance();
    assertThat(before.count()).isOne();
    assertThat(after.count()).isZero();
    clock.set(Long.MIN_VALUE + 21 * MS);
    wheel.advance();
    assertThat(after.count()).isOne();
    assertThat(late.count()).isZero();
    clock.set(Long.MIN_VALUE + Duration.ofDays(366).toNanos());
    wheel.advance();
    assertThat(late.count()).isOne();
  }

  @Test
  void theFarthestDeadlineThatALongHoldsIsNotTakenForThePast() {
    clock.set(-5);
    TimerWheel wheel = wheel();
    clock.addAndGet(Duration.ofDays(30).toNanos());
    wheel.advance();
    Probe probe = new Probe();
    wheel.arm(probe, clock.get() + Long.MAX_VALUE);
    clock.addAndGet(Duration.ofDays(10_000).toNanos());
    assertThat(wheel.advance()).isGreaterThan(Duration.ofDays(20_000).toNanos());
    assertThat(probe.count()).isZero();
    assertThat(wheel.cancel(probe)).isTrue();
  }

  @Test
  void cancelAnswersTrueOnceAndTheNodeDoesNotExpire() {
    TimerWheel wheel = wheel();
    Probe probe = new Probe();
    assertThat(wheel.cancel(probe)).isFalse();
    wheel.arm(probe, 5 * MS);
    assertThat(wheel.cancel(probe)).isTrue();
    assertThat(wheel.cancel(probe)).isFalse();
    clock.set(10 * MS);
    wheel.advance();
    assertThat(probe.count()).isZero();
  }

  @Test
  void afterExpiryCancelAnswersFalseAndTheNodeMayBeArmedAgain() {
    TimerWheel wheel = wheel();
    Probe probe = new Probe();
    for (int round = 1; round <= 3; round++) {
      wheel.arm(probe, clock.get() + 5 * MS);
      clock.addAndGet(6 * MS);
      wheel.advance();
      assertThat(probe.count()).isEqualTo(round);
      assertThat(wheel.cancel(probe)).isFalse();
    }
  }

  @Test
  void neitherNodesNorWheelKeepAReferenceAfterCancel() {
    TimerWheel wheel = wheel();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Probe probe = new Probe();
      probes.add(probe);
      wheel.arm(probe, (i % 7) * 100L * MS);
    }
    for (int i = 1; i < 300; i += 2) {
      assertThat(wheel.cancel(probes.get(i))).isTrue();
    }
    for (int i = 0; i < 300; i++) {
      Probe probe = probes.get(i);
      if (i % 2 == 1) {
        assertThat(probe).hasAllNullFieldsOrPropertiesExcept("expiries", "key");
      } else {
        assertThat(probe.home).isNotNull();
        assertThat(probe.next == null || probe.next.home != null).isTrue();
        assertThat(probe.prev == null || probe.prev.home != null).isTrue();
        assertThat(wheel.cancel(probe)).isTrue();
      }
    }
    assertThat(wheel.armed()).isZero();
    assertThat(wheel.advance()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anArmedNodeIsNotArmedAgainAnywhere() {
    TimerWheel wheel = wheel();
    TimerWheel other = wheel();
    Probe probe = new Probe();
    wheel.arm(probe, MS);
    assertThatIllegalStateException().isThrownBy(() -> wheel.arm(probe, 2 * MS));
    assertThatIllegalStateException()
        .isThrownBy(() -> other.arm(probe, 2 * MS))
        .withMessage("node: state is armed; allowed is not armed");
    assertThat(other.cancel(probe)).isFalse();
    assertThat(wheel.armed()).isOne();
    assertThat(other.armed()).isZero();
    clock.set(3 * MS);
    other.advance();
    wheel.advance();
    assertThat(probe.count()).isOne();
    other.arm(probe, 4 * MS);
    assertThat(other.cancel(probe)).isTrue();
  }

  @Test
  void expiryMayArmItselfAndCancelItsNeighbours() {
    TimerWheel wheel = wheel();
    Probe again = new Probe();
    again.then = () -> wheel.arm(again, clock.get() + 10 * MS);
    Probe late = new Probe();
    List<Boolean> cancelled = new ArrayList<>();
    Probe killer = new Probe();
    killer.then = () -> cancelled.add(wheel.cancel(late));
    wheel.arm(again, MS);
    wheel.arm(killer, 2 * MS);
    wheel.arm(late, 50 * MS);
    for (int i = 0; i < 10; i++) {
      clock.addAndGet(10 * MS);
      wheel.advance();
    }
    assertThat(again.count()).isEqualTo(10);
    assertThat(cancelled).containsExactly(true);
    assertThat(late.count()).isZero();
  }

  @Test
  void oneThatThrowsStopsNeitherTheOthersNorTheWheel() {
    TimerWheel wheel = wheel();
    Probe good = new Probe();
    Probe bad = new Probe();
    RuntimeException failure = new IllegalArgumentException("on purpose");
    bad.then =
        () -> {
          throw failure;
        };
    wheel.arm(bad, MS);
    wheel.arm(good, 2 * MS);
    clock.set(3 * MS);
    List<Throwable> seen = new ArrayList<>();
    Thread self = Thread.currentThread();
    self.setUncaughtExceptionHandler(
        (thread, thrown) -> {
          seen.add(thrown);
          throw new IllegalStateException("a handler that throws");
        });
    try {
      wheel.advance();
    } finally {
      self.setUncaughtExceptionHandler(null);
    }
    assertThat(seen).containsExactly(failure);
    assertThat(good.count()).isOne();
  }

  @Test
  @SuppressWarnings("NullAway") // that is what is tested
  void nullsAreNamed() {
    TimerWheel wheel = wheel();
    Timed none = null;
    assertThatNullPointerException().isThrownBy(() -> wheel.arm(none, 0)).withMessage("node");
    assertThatNullPointerException().isThrownBy(() -> wheel.cancel(none)).withMessage("node");
    assertThatNullPointerException()
        .isThrownBy(() -> new TimerWheel(null))
        .withMessage("nanoClock");
  }
}
