package dev.freshet.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One thread, every method. */
@Timeout(60)
class RingTest {
  private static Ring<Item> ring(boolean single, int capacity) {
    RingBuilder<Item> builder = Ring.builder(capacity, Item::new);
    return (single ? builder.singleProducer() : builder).build();
  }

  private static List<Long> take(RingConsumer<Item> consumer, int max) {
    List<Long> taken = new ArrayList<>();
    int count = consumer.poll((item, _, _) -> taken.add(item.whole()), max);
    assertThat(count).isEqualTo(taken.size());
    return taken;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 100, 1023})
  void holdsExactlyItsCapacity(int capacity) {
    for (boolean single : new boolean[] {true, false}) {
      Ring<Item> ring = ring(single, capacity);
      CompetingConsumer<Item> consumer = ring.competing();
      assertThat(ring.capacity()).isEqualTo(capacity);
      long next = 0;
      for (int lap = 0; lap < 5; lap++) {
        for (int i = 0; i < capacity; i++) {
          assertThat(ring.size()).isEqualTo(i);
          assertThat(ring.tryPublish(Item::set, next++)).isEqualTo(Publication.DONE);
        }
        assertThat(ring.tryPublish(Item::set, -1)).isEqualTo(Publication.FULL);
        assertThat(ring.size()).isEqualTo(capacity);
        assertThat(consumer.backlog()).isEqualTo(capacity);
        int taken = 0;
        while (taken < capacity) {
          List<Long> batch = take(consumer, 1 + lap * 3);
          assertThat(batch).isNotEmpty();
          for (long value : batch) {
            assertThat(value).isEqualTo(next - capacity + taken++);
          }
        }
        assertThat(take(consumer, 1)).isEmpty();
        assertThat(ring.size()).isZero();
      }
      assertThat(ring.published()).isEqualTo(5L * capacity);
    }
  }

  @Test
  void behavesLikeAModel() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(9);
      boolean single = random.nextBoolean();
      RingBuilder<Item> builder = Ring.builder(capacity, Item::new);
      if (single) {
        builder.singleProducer();
      }
      Stage first = builder.broadcast();
      Stage second = builder.competing(first);
      Ring<Item> ring = builder.build();
      BroadcastConsumer<Item> broadcast = ring.broadcast(first);
      CompetingConsumer<Item> competing = ring.competing(second);
      ArrayDeque<Long> published = new ArrayDeque<>();
      ArrayDeque<Long> seen = new ArrayDeque<>();
      for (long step = 0; step < 400; step++) {
        int free = capacity - published.size() - seen.size();
        long value = step;
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            Publication outcome = ring.tryPublish(item -> item.set(value));
            assertThat(outcome.isDone()).isEqualTo(free > 0);
            if (free > 0) {
              published.add(step);
            }
          }
          case 2 -> {
            int count = 1 + random.nextInt(capacity);
            Publication outcome = ring.tryPublishAll(count, (item, i) -> item.set(value + i));
            assertThat(outcome).isEqualTo(count <= free ? Publication.DONE : Publication.FULL);
            for (int i = 0; i < count && outcome.isDone(); i++) {
              published.add(step + i);
            }
          }
          case 3 -> {
            int max = 1 + random.nextInt(4);
            for (long taken : take(broadcast, max)) {
              assertThat(taken).isEqualTo(published.poll());
              seen.add(taken);
            }
          }
          default -> {
            int max = 1 + random.nextInt(4);
            for (long taken : take(competing, max)) {
              assertThat(taken).isEqualTo(seen.poll());
            }
          }
        }
        assertThat(ring.size()).isEqualTo(published.size() + seen.size());
      }
    }
  }

  @Test
  void fillersTakeWhatTheyNeed() throws Exception {
    Ring<Item> ring = ring(false, 16);
    CompetingConsumer<Item> consumer = ring.competing();
    Long boxed = 2L;
    ring.publish(item -> item.set(0));
    ring.publish(Item::set, 1);
    ring.<Long>publish((item, value) -> item.set(value), boxed);
    ring.publishAll(2, (item, i) -> item.set(3 + i));
    assertThat(ring.tryPublish(item -> item.set(5))).isEqualTo(Publication.DONE);
    assertThat(ring.tryPublish(Item::set, 6)).isEqualTo(Publication.DONE);
    assertThat(ring.<Long>tryPublish((item, value) -> item.set(value + 5), boxed).isDone())
        .isTrue();
    Duration second = Duration.ofSeconds(1);
    assertThat(ring.publishWithin(second, item -> item.set(8)).isDone()).isTrue();
    assertThat(ring.<Long>publishWithin(second, (item, v) -> item.set(v + 7), boxed).isDone())
        .isTrue();
    assertThat(ring.publishAllWithin(second, 2, (item, i) -> item.set(10 + i)).isDone()).isTrue();
    assertThat(take(consumer, 100))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
  }

  @Test
  void slotsAreClaimedByHand() {
    for (boolean single : new boolean[] {true, false}) {
      Ring<Item> ring = ring(single, 3);
      CompetingConsumer<Item> consumer = ring.competing();
      long claim = ring.tryClaim(2);
      assertThat(claim).isZero();
      ring.slot(claim).set(10);
      ring.slot(claim + 1).set(11);
      assertThat(take(consumer, 9)).isEmpty();
      ring.publishClaimed(claim, 2);
      assertThat(ring.tryClaim(2)).isNegative();
      assertThat(consumer.claim()).isZero();
      assertThat(consumer.claim()).isEqualTo(1);
      assertThat(consumer.claim()).isEqualTo(-1);
      assertThat(ring.slot(1).whole()).isEqualTo(11);
      consumer.complete(1);
      assertThat(ring.size()).as("the older one holds both").isEqualTo(2);
      consumer.complete(0);
      assertThat(ring.size()).isZero();
      claim = ring.tryClaim(3);
      assertThat(claim).isEqualTo(2);
      ring.abandonClaimed(claim, 3);
      assertThat(consumer.claim()).isEqualTo(-1);
      assertThat(ring.size()).isZero();
      ring.close();
      assertThat(ring.tryClaim(1)).isNegative();
    }
  }

  @Test
  void theLastItemOfABatchSaysSo() {
    Ring<Item> ring = ring(false, 8);
    CompetingConsumer<Item> consumer = ring.competing();
    ring.tryPublishAll(5, (item, i) -> item.set(i));
    List<String> seen = new ArrayList<>();
    RingHandler<Item> handler =
        (item, position, end) -> seen.add(item.whole() + "@" + position + (end ? "!" : ""));
    assertThat(consumer.poll(handler, 3)).isEqualTo(3);
    assertThat(consumer.poll(handler)).isEqualTo(2);
    assertThat(seen).containsExactly("0@0", "1@1", "2@2!", "3@3", "4@4!");
  }

  @Test
  void eachConsumerTakesItsShare() {
    Ring<Item> ring = ring(false, 64);
    CompetingConsumer<Item> one = ring.competing();
    CompetingConsumer<Item> two = ring.competing();
    ring.tryPublishAll(40, (item, i) -> item.set(i));
    assertThat(take(one, 100)).hasSize(20);
    assertThat(take(two, 100)).hasSize(10);
    assertThat(take(two, 4)).hasSize(4);
    assertThat(take(one, 100)).hasSize(3);
    assertThat(take(one, 100)).hasSize(1);
    assertThat(take(one, 100)).hasSize(1);
    assertThat(take(two, 100)).hasSize(1);
    assertThat(take(one, 100)).isEmpty();
  }

  @Test
  void stagesSeeAnItemAfterThoseBefore() {
    RingBuilder<Item> builder = Ring.builder(4, Item::new);
    Stage left = builder.broadcast();
    Stage right = builder.competing();
    Stage join = builder.broadcast(left, right);
    Ring<Item> ring = builder.build();
    ring.tryPublishAll(3, (item, i) -> item.set(i));
    assertThat(take(ring.broadcast(join), 9)).isEmpty();
    assertThat(take(ring.broadcast(left), 2)).containsExactly(0L, 1L);
    assertThat(take(ring.broadcast(join), 9)).isEmpty();
    CompetingConsumer<Item> worker = ring.competing(right);
    long older = worker.claim();
    long newer = worker.claim();
    worker.complete(newer);
    assertThat(take(ring.broadcast(join), 9)).as("0 is at work").isEmpty();
    worker.complete(older);
    assertThat(take(ring.broadcast(join), 9)).containsExactly(0L, 1L);
    assertThat(ring.size()).isEqualTo(1);
    assertThat(ring.broadcast(left)).isSameAs(ring.broadcast(left));
  }

  @Test
  void theSlowestOfTheLastStagesHoldsTheProducers() {
    RingBuilder<Item> builder = Ring.builder(2, Item::new);
    Stage a = builder.broadcast();
    Stage b = builder.broadcast();
    Ring<Item> ring = builder.build();
    ring.tryPublishAll(2, (item, i) -> item.set(i));
    assertThat(take(ring.broadcast(a), 9)).hasSize(2);
    assertThat(take(ring.broadcast(b), 1)).hasSize(1);
    assertThat(ring.tryPublish(Item::set, 2).isDone()).isTrue();
    assertThat(ring.tryPublish(Item::set, 3)).isEqualTo(Publication.FULL);
  }

  @Test
  void whoLeavesHoldsUpNobody() {
    RingBuilder<Item> builder = Ring.builder(2, Item::new);
    Stage a = builder.broadcast();
    Stage b = builder.broadcast(a);
    Ring<Item> ring = builder.build();
    ring.tryPublishAll(2, (item, i) -> item.set(i));
    ring.broadcast(a).close();
    assertThat(take(ring.broadcast(a), 1)).isEmpty();
    assertThat(ring.broadcast(a).isFinished()).isTrue();
    assertThat(ring.broadcast(a).backlog()).isZero();
    assertThat(take(ring.broadcast(b), 9)).containsExactly(0L, 1L);
    ring.broadcast(b).close();
    for (int i = 0; i < 10; i++) {
      assertThat(ring.tryPublish(Item::set, i)).as("into the void").isEqualTo(Publication.DONE);
    }
  }

  @Test
  void aFillerThatThrowsLeavesNoItem() {
    for (boolean single : new boolean[] {true, false}) {
      Ring<Item> ring = ring(single, 4);
      CompetingConsumer<Item> consumer = ring.competing();
      for (int lap = 0; lap < 5; lap++) {
        int base = lap * 10;
        ring.tryPublish(Item::set, base);
        assertThatIllegalStateException()
            .isThrownBy(
                () ->
                    ring.tryPublishAll(
                        2,
                        (item, i) -> {
                          item.set(-1);
                          if (i == 1) {
                            throw new IllegalStateException("on purpose");
                          }
                        }));
        ring.tryPublish(Item::set, base + 1);
        List<String> seen = new ArrayList<>();
        int count = consumer.poll((item, _, end) -> seen.add(item.whole() + (end ? "!" : "")), 9);
        assertThat(count).isEqualTo(2);
        assertThat(seen).containsExactly(base + "", base + 1 + "!");
        assertThat(ring.size()).isZero();
      }
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  ring.publish(
                      _ -> {
                        throw new IllegalStateException("on purpose");
                      }));
      assertThat(consumer.poll((_, _, _) -> {})).isZero();
      assertThat(ring.size()).isZero();
    }
  }

  @Test
  void theEndOfABatchIsNeverAnAbandonedSlot() {
    Ring<Item> ring = ring(false, 8);
    CompetingConsumer<Item> consumer = ring.competing();
    ring.tryPublish(Item::set, 1);
    ring.abandonClaimed(ring.tryClaim(3), 3);
    List<Boolean> ends = new ArrayList<>();
    assertThat(consumer.poll((_, _, end) -> ends.add(end))).isEqualTo(1);
    assertThat(ends).containsExactly(true);
  }

  @Test
  void aHandlerThatThrowsLosesItsItemOnly() {
    List<String> failures = new ArrayList<>();
    RingBuilder<Item> builder =
        Ring.builder(8, Item::new)
            .onFailure(
                (item, position, failure) -> {
                  failures.add(item.whole() + "@" + position + ": " + failure.getMessage());
                  throw new IllegalStateException("ignored");
                });
    Stage stage = builder.broadcast();
    Ring<Item> ring = builder.build();
    ring.tryPublishAll(5, (item, i) -> item.set(10 + i));
    List<Long> seen = new ArrayList<>();
    int count =
        ring.broadcast(stage)
            .poll(
                (item, position, _) -> {
                  switch ((int) position) {
                    case 1 -> throw new Exception("checked");
                    case 2 -> throw new StackOverflowError("error");
                    case 3 -> throw new InterruptedException("interrupt");
                    default -> seen.add(item.whole());
                  }
                });
    assertThat(count).isEqualTo(5);
    assertThat(seen).containsExactly(10L, 14L);
    assertThat(failures).containsExactly("11@1: checked", "12@2: error", "13@3: interrupt");
    assertThat(Thread.interrupted()).as("kept").isTrue();
    assertThat(ring.size()).isZero();
  }

  @Test
  void theDefaultFailureHandlerDoesAsTheJvm() {
    AtomicInteger told = new AtomicInteger();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, _) -> told.incrementAndGet());
    try {
      Ring<Item> ring = ring(false, 8);
      ring.tryPublish(Item::set, 1);
      ring.competing()
          .poll(
              (_, _, _) -> {
                throw new IllegalStateException("on purpose");
              });
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    assertThat(told).hasValue(1);
  }

  @Test
  void aClosedRingGivesOutWhatItHolds() throws Exception {
    for (boolean single : new boolean[] {true, false}) {
      Ring<Item> ring = ring(single, 4);
      CompetingConsumer<Item> consumer = ring.competing();
      ring.publishAll(2, (item, i) -> item.set(i));
      Exception cause = new Exception("enough");
      assertThat(ring.isClosed()).isFalse();
      assertThat(ring.closeCause()).isNull();
      ring.close(cause);
      ring.close();
      ring.close(new Exception("later"));
      assertThat(ring.isClosed()).isTrue();
      assertThat(ring.closeCause()).isSameAs(cause);
      assertThat(ring.tryPublish(Item::set, 9)).isEqualTo(Publication.CLOSED);
      assertThat(ring.tryPublishAll(2, (item, i) -> item.set(9))).isEqualTo(Publication.CLOSED);
      assertThat(ring.publishWithin(Duration.ofSeconds(9), item -> item.set(9)))
          .isEqualTo(Publication.CLOSED);
      assertThatExceptionOfType(RingClosedException.class)
          .isThrownBy(() -> ring.publish(item -> item.set(9)))
          .withCause(cause);
      assertThat(consumer.isFinished()).isFalse();
      assertThat(consumer.await()).isTrue();
      assertThat(take(consumer, 9)).containsExactly(0L, 1L);
      assertThat(consumer.isFinished()).isTrue();
      assertThat(consumer.await()).isFalse();
      assertThat(consumer.await(Duration.ofHours(1))).isFalse();
      assertThat(consumer.run((_, _, _) -> {})).isTrue();
      assertThat(ring.published()).isEqualTo(2);
    }
  }

  @Test
  void aFullClosedRingSaysClosed() {
    for (boolean single : new boolean[] {true, false}) {
      Ring<Item> ring = ring(single, 1);
      ring.tryPublish(Item::set, 1);
      ring.close();
      assertThat(ring.tryPublish(Item::set, 2)).isEqualTo(Publication.CLOSED);
    }
  }

  @Test
  void namesWhatIsWrong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ring.of(0, Item::new))
        .withMessage("capacity: value is 0; allowed is 1 to 268435456");
    assertThatIllegalArgumentException().isThrownBy(() -> Ring.of((1 << 28) + 1, Item::new));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WaitStrategy.spinThenPark(Duration.ZERO))
        .withMessage("spin: value is PT0S; allowed is more than zero");
    Ring<Item> ring = ring(false, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.tryPublishAll(5, (_, _) -> {}))
        .withMessage("count: value is 5; allowed is 1 to the capacity, 4");
    assertThatIllegalArgumentException().isThrownBy(() -> ring.publishAll(0, (_, _) -> {}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ring.competing().poll((_, _, _) -> {}, 0))
        .withMessage("max: value is 0; allowed is 1 or more");
    RingBuilder<Item> builder = Ring.builder(4, Item::new);
    Stage broadcast = builder.broadcast();
    Stage competing = builder.competing();
    Ring<Item> staged = builder.build();
    assertThatIllegalStateException().isThrownBy(staged::competing);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> staged.broadcast(competing))
        .withMessage(
            "stage: value is competing stage 1; allowed are broadcast stages of this ring's"
                + " builder");
    assertThatIllegalArgumentException().isThrownBy(() -> staged.competing(broadcast));
    assertThatIllegalArgumentException().isThrownBy(() -> ring.broadcast(broadcast));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ring.builder(4, Item::new).competing(broadcast));
    Stage late = builder.broadcast(broadcast);
    assertThatIllegalArgumentException().isThrownBy(() -> staged.broadcast(late));
  }
}
