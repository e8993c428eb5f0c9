package dev.freshet.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The long run: nothing lost, nothing twice, and what is closed ends. */
class RingSoakTest {
  @Test
  @Timeout(120)
  void closingSettlesWhatIsPublished() throws Exception {
    for (int round = 0; round < 400; round++) {
      Ring<Item> ring = Ring.of(1 + round % 9, Item::new);
      LongAdder published = new LongAdder();
      LongAdder taken = new LongAdder();
      Threads threads = new Threads(round % 2 == 0);
      int closeAt = round % 50;
      for (int i = 0; i < 2; i++) {
        CompetingConsumer<Item> consumer = ring.competing();
        threads.start(
            () ->
                assertThat(
                        consumer.run(
                            (item, position, _) -> {
                              taken.add(item.whole());
                              if (position == closeAt) {
                                ring.close();
                              }
                            }))
                    .isTrue());
      }
      for (int p = 0; p < 2; p++) {
        threads.start(
            () -> {
              try {
                for (int i = 1; ; i++) {
                  ring.publish(Item::set, i);
                  published.add(i);
                }
              } catch (RingClosedException e) {
                assertThat(ring.isClosed()).isTrue();
              }
            });
      }
      threads.join();
      assertThat(taken.sum()).isEqualTo(published.sum());
      assertThat(ring.size()).isZero();
    }
  }

  @Test
  @Tag("deep")
  @Timeout(3600)
  void soak() throws Exception {
    long items = Long.getLong("freshet.soak", 1_000_000_000L);
    RingBuilder<Item> builder = Ring.builder(1 << 12, Item::new);
    Stage check = builder.broadcast();
    Stage share = builder.competing(check);
    Ring<Item> ring = builder.build();
    AtomicLong checked = new AtomicLong();
    AtomicLong shared = new AtomicLong();
    Threads threads = new Threads(false);
    threads.start(() -> ring.broadcast(check).run(adding(checked)));
    for (int i = 0; i < 2; i++) {
      CompetingConsumer<Item> consumer = ring.competing(share);
      threads.start(() -> consumer.run(adding(shared)));
    }
    long each = items / 2;
    Threads producers = new Threads(false);
    Thread[] feeding = new Thread[2];
    for (int p = 0; p < 2; p++) {
      long from = p * each;
      feeding[p] =
          producers.start(
              () -> {
                for (long i = from; i < from + each; i++) {
                  ring.publish(Item::set, i);
                }
              });
    }
    for (Thread thread : feeding) {
      thread.join();
    }
    producers.join();
    ring.close();
    threads.join();
    long all = 2 * each;
    assertThat(checked).hasValue(all * (all - 1) / 2);
    assertThat(shared).hasValue(all * (all - 1) / 2);
    assertThat(ring.published()).isEqualTo(all);
  }

  /** Adds up what a batch holds, and hands the sum on at its end. */
  private static RingHandler<Item> adding(AtomicLong to) {
    long[] sum = {0};
    return (item, _, endOfBatch) -> {
      synchronized (to) {
        sum[0] += item.whole();
        if (endOfBatch) {
          to.addAndGet(sum[0]);
          sum[0] = 0;
        }
      }
    };
  }
}
