package dev.freshet.core.figures;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.lane.PeerWait;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SampleStampsTest {
  private long clock = -5_000_000_000L; // nanoTime may be negative
  private long tail;
  private long head;
  private long samples;
  private long weight;
  private long waited;

  private void offer(SampleStamps stamps, long nanosApart) {
    clock += nanosApart;
    if (stamps.wants(tail)) {
      stamps.accepted(tail, clock);
    }
    tail++;
  }

  /** Answers the weight of the sample; 0 if there was none. */
  private long poll(SampleStamps stamps) {
    long stamp = stamps.mayHold(head) ? stamps.taken(head) : 0;
    head++;
    if (stamp == 0) {
      return 0;
    }
    samples++;
    weight += SampleStamps.weightOf(stamp);
    waited = clock - SampleStamps.nanosOf(stamp);
    return SampleStamps.weightOf(stamp);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 512, 1_000, 65_536})
  void measuresEachItemOfAQuietLane(int capacity) {
    SampleStamps stamps = new SampleStamps(capacity);
    for (int i = 0; i < 5_000; i++) {
      int batch = Math.min(capacity, 1 + i % 3);
      for (int k = 0; k < batch; k++) {
        offer(stamps, 50_000);
      }
      for (int k = 0; k < batch; k++) {
        assertThat(poll(stamps)).isEqualTo(1);
        assertThat(waited).isBetween(50_000L * (batch - 1 - k), 50_000L * (batch - 1 - k) + 15);
      }
    }
    assertThat(samples).isEqualTo(tail);
  }

  @ParameterizedTest
  @CsvSource({"25000, 2", "10000, 4", "1000, 32", "100, 256", "25, 1024", "1, 1024"})
  void samplesAFloodAboutEach25Microseconds(long nanosApart, long stride) {
    SampleStamps stamps = new SampleStamps(256);
    long items = Math.max(200_000, 200_000_000 / nanosApart);
    for (long i = 0; i < items; i++) {
      offer(stamps, nanosApart);
      poll(stamps);
    }
    assertThat(stamps.stride()).isEqualTo(stride);
    assertThat(samples)
        .isCloseTo(items / stride, Percentage.withPercentage(10 + 50_000.0 * stride / items));
    assertThat(weight).isCloseTo(items, Percentage.withPercentage(2));
  }

  @Test
  void aBurstIsThrottledAtOnce() {
    SampleStamps stamps = new SampleStamps(1 << 17);
    clock += 10_000_000_000L;
    for (int i = 0; i < 100_000; i++) {
      offer(stamps, 0);
    }
    assertThat(stamps.stride()).isEqualTo(1_024);
    while (head < tail) {
      poll(stamps);
    }
    assertThat(samples).isBetween(400L, 550L);
    assertThat(weight).isCloseTo(100_000, Percentage.withPercentage(2));
  }

  @Test
  void whatIsQueuedWhenTheStrideChangesIsStillCounted() {
    SampleStamps stamps = new SampleStamps(1 << 16);
    Random random = new Random(4);
    for (int phase = 0; phase < 200; phase++) {
      long apart = 1L << random.nextInt(17);
      for (int i = 0; i < 5_000; i++) {
        offer(stamps, apart);
      }
      long down = head + random.nextLong(tail - head + 1);
      long up = tail - 40_000; // keeps up to 40,000 queued
      while (head < Math.max(down, up)) {
        poll(stamps);
      }
    }
    while (head < tail) {
      poll(stamps);
    }
    assertThat(weight).isCloseTo(tail, Percentage.withPercentage(10));
  }

  @Test
  void aBacklogFromAFloodKeepsItsWeightWhenTheLaneHasGoneQuiet() {
    SampleStamps stamps = new SampleStamps(1 << 16);
    for (int i = 0; i < 60_000; i++) {
      offer(stamps, 25);
    }
    long flood = tail;
    for (int i = 0; i < 2_000; i++) {
      offer(stamps, 1_000_000);
    }
    assertThat(stamps.stride()).isEqualTo(1);
    while (head < flood) {
      poll(stamps);
    }
    assertThat(weight).isCloseTo(flood, Percentage.withPercentage(5));
    while (head < tail) {
      poll(stamps);
    }
    assertThat(weight).isCloseTo(tail, Percentage.withPercentage(5));
  }

  @Test
  void doesNotAlwaysMeetTheSameTaskOfABulk() {
    SampleStamps stamps = new SampleStamps(1_024);
    int[] met = new int[64];
    for (int i = 0; i < 1_000_000; i++) {
      offer(stamps, 100);
      if (poll(stamps) > 0) {
        met[(int) (head - 1) & 63]++;
      }
    }
    for (int place : met) {
      assertThat(place).isPositive();
    }
  }

  @Test
  void findsTheWantedPositionsOfABulk() {
    SampleStamps stamps = new SampleStamps(1 << 12);
    for (int i = 0; i < 300_000; i++) {
      offer(stamps, 1 + i / 10);
      poll(stamps);
      if (i % 10_000 == 0) {
        for (long from = tail; from < tail + 3_000; from += 97) {
          long expected = from;
          while (!stamps.wants(expected)) {
            expected++;
          }
          assertThat(stamps.nextWanted(from)).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void largeLanesAreStampedOncePerEntry() {
    SampleStamps stamps = new SampleStamps(1 << 20);
    for (int i = 0; i < (1 << 20); i++) {
      offer(stamps, 1_000_000);
    }
    assertThat(stamps.stride()).isEqualTo(16);
    while (head < tail) {
      poll(stamps);
    }
    assertThat(samples).isEqualTo(tail / 16);
    assertThat(weight).isEqualTo(tail);
    assertThat(new SampleStamps(1 << 28).stride()).isEqualTo(1_024);
  }

  @Test
  void anUnfetchedStampIsNotTakenForOneOfALaterLap() {
    SampleStamps stamps = new SampleStamps(8);
    stamps.accepted(3, 1_000);
    assertThat(stamps.taken(3 + 8)).isZero();
    assertThat(stamps.taken(3)).isNotZero();
    assertThat(stamps.taken(3)).isZero();
  }

  @Test
  void anUnusedTableAnswersNothing() {
    assertThat(new SampleStamps(65_536).taken(0)).isZero();
  }

  /** A ring by the rules of RingLane, with the stamps at the places where its essay allows them. */
  private static final class Ring {
    final AtomicLong tail = new AtomicLong();
    final AtomicLong head = new AtomicLong();
    final AtomicReferenceArray<Long> slots;
    final SampleStamps stamps;
    final int capacity;

    Ring(int capacity) {
      this.capacity = capacity;
      this.slots = new AtomicReferenceArray<>(capacity);
      this.stamps = new SampleStamps(capacity);
    }

    boolean offer(long now) {
      long t = tail.get();
      int slot = (int) t & (capacity - 1);
      if (t - head.get() >= capacity
          || slots.getAcquire(slot) != null
          || !tail.compareAndSet(t, t + 1)) {
        return false;
      }
      if (stamps.wants(t)) {
        stamps.accepted(t, now);
      }
      slots.setRelease(slot, now);
      return true;
    }

    /** Answers the item and its stamp; null if there is nothing. */
    long[] poll() {
      long h = head.get();
      int slot = (int) h & (capacity - 1);
      Long item = slots.getAcquire(slot);
      if (tail.get() <= h || item == null || !head.compareAndSet(h, h + 1)) {
        return new long[0];
      }
      long stamp = stamps.mayHold(h) ? stamps.taken(h) : 0;
      slots.setRelease(slot, null);
      return new long[] {item, stamp};
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 64, 4_096, 1 << 17})
  void aStampIsThatOfItsItemWhoeverCarriesIt(int capacity) throws InterruptedException {
    long items = capacity < 100 ? 50_000 : 400_000;
    Ring ring = new Ring(capacity);
    AtomicLong taken = new AtomicLong();
    AtomicLong stamped = new AtomicLong();
    ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      int producer = p;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    long time = producer;
                    int spins = 0;
                    for (int i = 0; i < items / 2; ) {
                      // Item and stamp are the same made-up time; its pace changes all the time.
                      if (ring.offer(time << 4)) {
                        i++;
                        time += 2 + (i >>> 10 & 63) * (i >>> 10 & 63);
                        spins = 0;
                      } else {
                        spins = PeerWait.pause(spins);
                      }
                    }
                  }));
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    int spins = 0;
                    while (taken.get() < items) {
                      long[] got = ring.poll();
                      if (got.length == 0) {
                        spins = PeerWait.pause(spins);
                        continue;
                      }
                      spins = 0;
                      taken.incrementAndGet();
                      if (got[1] != 0) {
                        stamped.incrementAndGet();
                        if (SampleStamps.nanosOf(got[1]) != got[0]) {
                          faults.add(got[0] + " came with the stamp " + got[1]);
                        }
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(faults).isEmpty();
    assertThat(stamped.get()).isPositive();
  }
}
