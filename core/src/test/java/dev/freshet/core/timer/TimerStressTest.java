package dev.freshet.core.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.lane.PeerWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many threads on one wheel, with its real thread. */
class TimerStressTest {
  private static final int THREADS = 4;

  /** Armings of one thread: 10^6 in all. */
  private static final int ARMINGS = 250_000;

  /** Nodes of one thread that are armed at a time. */
  private static final int WINDOW = 1_024;

  private final TimerWheel wheel = new TimerWheel(System::nanoTime);
  private final AtomicInteger early = new AtomicInteger();
  private final AtomicInteger undecided = new AtomicInteger();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong cancelled = new AtomicLong();

  /** One arming: it expires or is cancelled, once. */
  private final class Node extends Timed {
    final long deadline;
    final AtomicInteger ends = new AtomicInteger();

    Node(long deadline) {
      this.deadline = deadline;
    }

    @Override
    protected void expired() {
      if (System.nanoTime() - deadline < 0) {
        early.incrementAndGet();
      }
      ends.incrementAndGet();
      expired.incrementAndGet();
    }
  }

  private static void join(Thread thread) throws InterruptedException {
    assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
  }

  @Test
  void eachOfAMillionArmingsEndsOnce() throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    List<List<Node>> all = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      SplittableRandom random = new SplittableRandom(t);
      List<Node> mine = new ArrayList<>(ARMINGS);
      all.add(mine);
      Runnable work =
          () -> {
            Node[] window = new Node[WINDOW];
            for (int i = 0; i < ARMINGS; i++) {
              int place = random.nextInt(WINDOW);
              Node old = window[place];
              if (old != null && wheel.cancel(old)) {
                old.ends.incrementAndGet();
                cancelled.incrementAndGet();
              }
              long delay = random.nextLong(1L << random.nextInt(1, 26)) - 1_000;
              Node node = new Node(System.nanoTime() + delay);
              mine.add(node);
              wheel.arm(node, node.deadline);
              window[place] = node;
            }
          };
      threads.add(t % 2 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    join(Objects.requireNonNull(wheel.thread())); // ends when nothing is armed
    for (List<Node> mine : all) {
      for (Node node : mine) {
        if (node.ends.get() != 1) {
          undecided.incrementAndGet();
        }
      }
    }
    assertThat(undecided).hasValue(0);
    assertThat(early).hasValue(0);
    assertThat(wheel.armed()).isZero();
    assertThat(expired.get() + cancelled.get()).isEqualTo((long) THREADS * ARMINGS);
    assertThat(expired.get()).isPositive();
    assertThat(cancelled.get()).isPositive();
  }

  @Test
  void threadsThatComeAndGoLoseNothing() throws InterruptedException {
    TimerWheel hasty = new TimerWheel(System::nanoTime, 0, Thread::start);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      CountDownLatch done = new CountDownLatch(2);
      Probe first = new Probe();
      Probe second = new Probe();
      first.then = done::countDown;
      second.then = done::countDown;
      Probe far = new Probe();
      long past = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(2);
      hasty.arm(first, past);
      for (int spin = random.nextInt(2_000); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      hasty.arm(far, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
      hasty.arm(second, past);
      assertThat(hasty.cancel(far)).isTrue();
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
    join(Objects.requireNonNull(hasty.thread()));
    assertThat(hasty.armed()).isZero();
  }

  @Test
  void whoeverCancelsTheLastSendsTheThreadToRest() throws InterruptedException {
    TimerWheel hasty = new TimerWheel(System::nanoTime, 0, Thread::start);
    AtomicInteger arrived = new AtomicInteger();
    int rounds = 3_000;
    Runnable work =
        () -> {
          Probe far = new Probe();
          for (int round = 0; round < rounds; round++) {
            hasty.arm(far, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
            meet(arrived, 6 * round + 2);
            hasty.cancel(far);
            meet(arrived, 6 * round + 4);
            try {
              join(Objects.requireNonNull(hasty.thread())); // an hour if nobody wakes it
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            meet(arrived, 6 * round + 6);
          }
        };
    Thread one = Thread.ofPlatform().start(work);
    Thread two = Thread.ofPlatform().start(work);
    join(one);
    join(two);
    assertThat(arrived).hasValue(6 * rounds);
    assertThat(hasty.armed()).isZero();
  }

  @Test
  void aThreadAboutToParkSeesThatTheLastWasCancelled() throws InterruptedException {
    TimerWheel hasty = new TimerWheel(System::nanoTime, 0, Thread::start);
    SplittableRandom random = new SplittableRandom(8);
    Probe far = new Probe();
    for (int round = 0; round < 3_000; round++) {
      hasty.arm(far, System.nanoTime() + TimeUnit.HOURS.toNanos(1));
      for (int spin = random.nextInt(4_000); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      assertThat(hasty.cancel(far)).isTrue();
      join(Objects.requireNonNull(hasty.thread())); // an hour if nobody wakes it
    }
    assertThat(far.count()).isZero();
  }

  private static void meet(AtomicInteger arrived, int all) {
    arrived.incrementAndGet();
    for (int spins = 0; arrived.get() < all; ) {
      spins = PeerWait.pause(spins);
    }
  }
}
