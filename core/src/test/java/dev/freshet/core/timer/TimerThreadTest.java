package dev.freshet.core.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The thread: when it comes and goes, and what it stands. */
class TimerThreadTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final TimerWheel wheel = new TimerWheel(System::nanoTime);

  private static long in(long nanos) {
    return System.nanoTime() + nanos;
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitEnd(TimerWheel wheel) throws InterruptedException {
    Thread thread = Objects.requireNonNull(wheel.thread());
    assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
  }

  private void expireOneWithin(long nanos) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Probe probe = new Probe();
    probe.then = done::countDown;
    wheel.arm(probe, in(nanos));
    await(done);
  }

  @Test
  void thereIsNoThreadUntilSomethingIsArmedAndAgainAfterwards() throws InterruptedException {
    assertThat(wheel.thread()).isNull();
    expireOneWithin(1_000_000);
    Thread first = wheel.thread();
    awaitEnd(wheel);
    expireOneWithin(0);
    assertThat(wheel.thread()).isNotSameAs(first);
    awaitEnd(wheel);
  }

  @Test
  void aCancelledDeadlineDoesNotKeepTheThread() throws InterruptedException {
    Probe probe = new Probe();
    wheel.arm(probe, in(HOUR));
    Thread thread = wheel.thread();
    assertThat(thread).isNotNull();
    assertThat(wheel.cancel(probe)).isTrue();
    awaitEnd(wheel);
    assertThat(probe.count()).isZero();
  }

  @Test
  void theThreadIsADaemonWithNothingInherited() throws InterruptedException {
    InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
    inheritable.set("of the one who arms");
    AtomicReference<String> seen = new AtomicReference<>("not run");
    CountDownLatch done = new CountDownLatch(1);
    Probe probe = new Probe();
    probe.then =
        () -> {
          seen.set(String.valueOf(inheritable.get()));
          done.countDown();
        };
    wheel.arm(probe, in(0));
    await(done);
    inheritable.remove();
    assertThat(seen).hasValue("null");
    Thread thread = Objects.requireNonNull(wheel.thread());
    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.isVirtual()).isFalse();
    assertThat(thread.getName()).isEqualTo("freshet-timer");
  }

  @Test
  void anEarlierDeadlineWakesTheThread() throws InterruptedException {
    Probe far = new Probe();
    wheel.arm(far, in(HOUR));
    for (int i = 0; i < 20; i++) {
      expireOneWithin(100_000L * i);
    }
    assertThat(wheel.cancel(far)).isTrue();
    awaitEnd(wheel);
  }

  @Test
  void virtualThreadsThatHogAllCarriersDelayNoDeadline() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Probe probe = new Probe();
    probe.then = done::countDown;
    List<Thread> hogs = new ArrayList<>();
    for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
      hogs.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (done.getCount() > 0) {
                      Thread.onSpinWait();
                    }
                  }));
    }
    wheel.arm(probe, in(20_000_000));
    await(done);
    for (Thread hog : hogs) {
      assertThat(hog.join(Duration.ofSeconds(30))).isTrue();
    }
  }

  @Test
  void armedFromVirtualThreads() throws InterruptedException {
    int count = 1_000;
    CountDownLatch done = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Probe probe = new Probe();
      probe.then = done::countDown;
      Thread.ofVirtual().start(() -> wheel.arm(probe, in(1_000_000)));
    }
    await(done);
    awaitEnd(wheel);
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void withoutAThreadTheNodeIsNotArmedAndTheNextArmingTriesAgain() throws InterruptedException {
    AtomicInteger tries = new AtomicInteger();
    OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");
    TimerWheel poor =
        new TimerWheel(
            System::nanoTime,
            0,
            thread -> {
              if (tries.incrementAndGet() <= 2) {
                throw none;
              }
              thread.start();
            });
    CountDownLatch done = new CountDownLatch(1);
    Probe probe = new Probe();
    probe.then = done::countDown;
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> poor.arm(probe, in(1_000_000)))
          .isSameAs(none);
      assertThat(poor.armed()).isZero();
      assertThat(poor.cancel(probe)).isFalse();
      assertThat(poor.thread()).isNull();
    }
    poor.arm(probe, in(1_000_000));
    await(done);
    assertThat(tries).hasValue(3);
  }

  @Test
  void whatExpiryThrowsGoesToTheHandlerAndTheThreadGoesOn() throws InterruptedException {
    ConcurrentLinkedQueue<Throwable> seen = new ConcurrentLinkedQueue<>();
    TimerWheel wheel =
        new TimerWheel(
            System::nanoTime,
            0,
            thread -> {
              thread.setUncaughtExceptionHandler((_, thrown) -> seen.add(thrown));
              thread.start();
            });
    Error failure = new AssertionError("on purpose");
    Probe bad = new Probe();
    bad.then =
        () -> {
          throw failure;
        };
    CountDownLatch done = new CountDownLatch(1);
    Probe good = new Probe();
    good.then = done::countDown;
    wheel.arm(good, in(20_000_000));
    Thread thread = wheel.thread();
    wheel.arm(bad, in(0));
    await(done);
    assertThat(seen).containsExactly(failure);
    assertThat(wheel.thread()).isSameAs(thread);
    awaitEnd(wheel);
  }

  @Test
  void anInterruptedTimerGoesOn() throws InterruptedException {
    Probe far = new Probe();
    wheel.arm(far, in(HOUR));
    Objects.requireNonNull(wheel.thread()).interrupt();
    expireOneWithin(5_000_000);
    Probe self = new Probe();
    self.then = () -> Thread.currentThread().interrupt();
    wheel.arm(self, in(0));
    expireOneWithin(5_000_000);
    assertThat(self.count()).isOne();
    assertThat(wheel.cancel(far)).isTrue();
    awaitEnd(wheel);
  }

  @Test
  void aClockThatThrowsEndsTheThreadAndTheNextArmingStartsAnother() throws InterruptedException {
    AtomicBoolean broken = new AtomicBoolean();
    TimerWheel wheel =
        new TimerWheel(
            () -> {
              if (broken.get()) {
                throw new IllegalStateException("on purpose");
              }
              return System.nanoTime();
            },
            0,
            thread -> {
              thread.setUncaughtExceptionHandler((_, _) -> broken.set(false));
              thread.start();
            });
    broken.set(true);
    Probe first = new Probe();
    wheel.arm(first, in(0));
    awaitEnd(wheel);
    CountDownLatch done = new CountDownLatch(1);
    Probe second = new Probe();
    second.then = done::countDown;
    wheel.arm(second, in(0));
    await(done);
    awaitEnd(wheel);
    assertThat(first.count()).isOne();
  }

  @Test
  void theSharedWheelIsOne() throws InterruptedException {
    assertThat(TimerWheel.shared()).isSameAs(TimerWheel.shared());
    CountDownLatch done = new CountDownLatch(1);
    Probe probe = new Probe();
    probe.then = done::countDown;
    TimerWheel.shared().arm(probe, in(1_000_000));
    await(done);
  }
}
