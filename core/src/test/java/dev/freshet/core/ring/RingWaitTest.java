package dev.freshet.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting and being woken: by items, slots, time, interrupt, closing and leaving. */
@Timeout(120)
class RingWaitTest {
  private static final Duration LONG = Duration.ofHours(1);

  @Test
  void aParkedConsumerIsWokenByAnItem() throws Exception {
    for (boolean single : new boolean[] {true, false}) {
      RingBuilder<Item> builder = Ring.builder(8, Item::new);
      Ring<Item> ring = (single ? builder.singleProducer() : builder).build();
      CompetingConsumer<Item> consumer = ring.competing();
      Threads threads = new Threads(false);
      Thread parked =
          threads.start(
              () -> {
                assertThat(consumer.await()).isTrue();
                long[] taken = {0};
                assertThat(consumer.poll((item, _, _) -> taken[0] = item.whole())).isEqualTo(1);
                assertThat(taken[0]).isEqualTo(7);
              });
      Threads.awaitParked(parked);
      ring.publish(Item::set, 7);
      threads.join();
    }
  }

  @Test
  void everyParkedConsumerIsWokenAsItemsCome() throws Exception {
    Ring<Item> ring = Ring.of(8, Item::new);
    CountDownLatch atWork = new CountDownLatch(4);
    Threads threads = new Threads(false);
    List<Thread> parked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      CompetingConsumer<Item> consumer = ring.competing();
      parked.add(
          threads.start(
              () ->
                  consumer.run(
                      (_, _, _) -> {
                        atWork.countDown();
                        atWork.await(); // only four at work end it
                      })));
    }
    parked.forEach(Threads::awaitParked);
    ring.publishAll(4, (item, i) -> item.set(i));
    atWork.await();
    ring.close();
    threads.join();
  }

  @Test
  void aParkedProducerIsWokenByAFreeSlot() throws Exception {
    for (int count = 1; count <= 2; count++) {
      int many = count;
      Ring<Item> ring = Ring.of(2, Item::new);
      CompetingConsumer<Item> consumer = ring.competing();
      ring.publishAll(2, (item, i) -> item.set(i));
      assertThat(ring.publishWithin(Duration.ofNanos(1), item -> item.set(0)))
          .isEqualTo(Publication.TIMED_OUT);
      assertThat(ring.publishWithin(Duration.ofDays(-1), item -> item.set(0)))
          .isEqualTo(Publication.TIMED_OUT);
      Threads threads = new Threads(false);
      Thread bulk = threads.start(() -> ring.publishAll(many, (item, i) -> item.set(i)));
      Threads.awaitParked(bulk);
      Thread next =
          threads.start(
              () -> assertThat(ring.publishWithin(LONG, item -> item.set(9)).isDone()).isTrue());
      Threads.awaitParked(next);
      int taken = 0;
      while (taken < 3 + many) {
        if (consumer.await()) {
          taken += consumer.poll((_, _, _) -> {}, 1);
        }
      }
      threads.join();
      assertThat(ring.size()).isZero();
    }
  }

  @Test
  void interruptsAreHonoured() throws Exception {
    for (WaitStrategy strategy : List.of(WaitStrategy.park(), WaitStrategy.busySpin())) {
      for (boolean virtual : new boolean[] {true, false}) {
        Ring<Item> ring = Ring.builder(1, Item::new).waitStrategy(strategy).build();
        CompetingConsumer<Item> consumer = ring.competing();
        CountDownLatch begun = new CountDownLatch(2);
        Threads threads = new Threads(virtual);
        List<Thread> waiting = new ArrayList<>();
        waiting.add(
            threads.start(
                () -> {
                  begun.countDown();
                  assertThatExceptionOfType(InterruptedException.class).isThrownBy(consumer::await);
                }));
        waiting.add(
            threads.start(
                () -> {
                  begun.countDown();
                  assertThat(consumer.run((_, _, _) -> {})).isFalse();
                  assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }));
        threads.start(
            () -> {
              Thread.currentThread().interrupt();
              assertThatExceptionOfType(InterruptedException.class)
                  .isThrownBy(() -> consumer.await(LONG));
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
        begun.await();
        waiting.forEach(Thread::interrupt);
        threads.join();

        ring.publish(Item::set, 1);
        Threads full = new Threads(virtual);
        List<Thread> producers = new ArrayList<>();
        producers.add(
            full.start(
                () ->
                    assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> ring.publish(Item::set, 2))));
        producers.add(
            full.start(
                () -> {
                  assertThat(ring.publishWithin(LONG, item -> item.set(3)))
                      .isEqualTo(Publication.INTERRUPTED);
                  assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }));
        producers.forEach(Thread::interrupt);
        full.join();
        assertThat(ring.published()).isEqualTo(1);
      }
    }
  }

  @Test
  void timeEndsAWait() throws Exception {
    for (WaitStrategy strategy :
        List.of(
            WaitStrategy.park(),
            WaitStrategy.spinThenPark(Duration.ofNanos(100)),
            WaitStrategy.busySpin())) {
      for (boolean virtual : new boolean[] {true, false}) {
        Ring<Item> ring = Ring.builder(1, Item::new).waitStrategy(strategy).build();
        CompetingConsumer<Item> consumer = ring.competing();
        Threads threads = new Threads(virtual);
        threads.start(
            () -> {
              long start = System.nanoTime();
              assertThat(consumer.await(Duration.ofMillis(2))).isFalse();
              assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
              assertThat(consumer.await(Duration.ZERO)).isFalse();
              ring.publish(Item::set, 1);
              assertThat(consumer.await(Duration.ZERO)).isTrue();
              assertThat(ring.publishWithin(Duration.ofMillis(1), item -> item.set(2)))
                  .isEqualTo(Publication.TIMED_OUT);
              assertThat(ring.publishAllWithin(Duration.ofMillis(1), 1, (item, _) -> item.set(2)))
                  .isEqualTo(Publication.TIMED_OUT);
            });
        threads.join();
      }
    }
  }

  @Test
  void closingWakesEverybody() throws Exception {
    for (boolean virtual : new boolean[] {true, false}) {
      RingBuilder<Item> builder = Ring.builder(2, Item::new);
      Stage first = builder.competing();
      Stage second = builder.competing(first);
      Ring<Item> ring = builder.build();
      CountDownLatch hold = new CountDownLatch(1);
      Threads threads = new Threads(virtual);
      AtomicInteger taken = new AtomicInteger();
      for (int i = 0; i < 3; i++) {
        CompetingConsumer<Item> consumer = ring.competing(second);
        threads.start(
            () -> assertThat(consumer.run((_, _, _) -> taken.incrementAndGet())).isTrue());
      }
      CompetingConsumer<Item> holder = ring.competing(first);
      threads.start(() -> assertThat(holder.run((_, _, _) -> hold.await())).isTrue());
      ring.publishAll(2, (item, i) -> item.set(i));
      CountDownLatch begun = new CountDownLatch(1);
      AtomicBoolean done = new AtomicBoolean();
      Thread blocked =
          threads.start(
              () -> {
                begun.countDown();
                assertThatExceptionOfType(RingClosedException.class)
                    .isThrownBy(() -> ring.publish(Item::set, 9));
                done.set(true);
              });
      begun.await();
      Threads.awaitParked(blocked);
      assertThat(done).isFalse();
      ring.close();
      blocked.join();
      assertThat(taken).hasValue(0);
      hold.countDown();
      threads.join();
      assertThat(taken).hasValue(2);
    }
  }

  @Test
  void aWaitEndsWhenToldFromOutside() throws Exception {
    for (WaitStrategy strategy : List.of(WaitStrategy.park(), WaitStrategy.busySpin())) {
      Ring<Item> ring = Ring.builder(8, Item::new).waitStrategy(strategy).build();
      CompetingConsumer<Item> consumer = ring.competing();
      AtomicBoolean stop = new AtomicBoolean();
      Threads threads = new Threads(false);
      for (int i = 0; i < 3; i++) {
        threads.start(
            () -> {
              while (!stop.get()) {
                assertThat(consumer.await(LONG, stop::get)).isTrue();
              }
            });
      }
      stop.set(true);
      ring.wakeConsumers();
      threads.join();
    }
  }

  @Test
  void whoIsBehindAStageThatLeftIsWokenByThoseBefore() throws Exception {
    RingBuilder<Item> builder = Ring.builder(4, Item::new);
    Stage a = builder.broadcast();
    Stage b = builder.broadcast(a);
    Stage c = builder.broadcast(b);
    Ring<Item> ring = builder.build();
    AtomicInteger seen = new AtomicInteger();
    Threads threads = new Threads(false);
    Thread last =
        threads.start(
            () -> assertThat(ring.broadcast(c).run((_, _, _) -> seen.incrementAndGet())).isTrue());
    Threads.awaitParked(last);
    ring.publish(Item::set, 1);
    ring.broadcast(b).close();
    assertThat(ring.broadcast(a).poll((_, _, _) -> {})).isEqualTo(1);
    while (seen.get() < 1) {
      Thread.onSpinWait();
    }
    Threads.awaitParked(last);
    ring.broadcast(a).close();
    ring.broadcast(a).close();
    for (int i = 2; i <= 100; i++) {
      ring.publish(Item::set, i);
    }
    ring.close();
    threads.join();
    assertThat(seen).hasValue(100);
  }

  @Test
  void producersOfARingThatNobodyReadsWaitForEachOther() throws Exception {
    RingBuilder<Item> builder = Ring.builder(2, Item::new);
    Stage stage = builder.broadcast();
    Ring<Item> ring = builder.build();
    ring.broadcast(stage).close();
    Threads threads = new Threads(false);
    for (int p = 0; p < 3; p++) {
      threads.start(
          () -> {
            for (int i = 0; i < 5_000; i++) {
              ring.publish(Item::set, i);
            }
          });
    }
    threads.join();
    assertThat(ring.published()).isEqualTo(15_000);
  }

  /** The race between the last look of a consumer and a publication, again and again. */
  @Test
  void noWakeUpIsLost() throws Exception {
    for (boolean virtual : new boolean[] {true, false}) {
      Ring<Item> ping = Ring.of(1, Item::new);
      RingBuilder<Item> builder = Ring.builder(1, Item::new).singleProducer();
      Stage answer = builder.broadcast();
      Ring<Item> pong = builder.build();
      int laps = 10_000;
      Threads threads = new Threads(virtual);
      threads.start(
          () -> ping.competing().run((item, _, _) -> pong.publish(Item::set, item.whole() + 1)));
      BroadcastConsumer<Item> back = pong.broadcast(answer);
      threads.start(
          () -> {
            long[] taken = {0};
            for (int i = 0; i < laps; i++) {
              ping.publish(Item::set, i);
              assertThat(back.await()).isTrue();
              assertThat(back.poll((item, _, _) -> taken[0] = item.whole())).isEqualTo(1);
              assertThat(taken[0]).isEqualTo(i + 1);
            }
            ping.close();
          });
      threads.join();
    }
  }
}
