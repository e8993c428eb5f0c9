package dev.freshet.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All kinds of producers, consumers and waiting: nothing is lost, doubled, torn or out of order.
 */
@Timeout(300)
class RingThreadsTest {
  private static final List<WaitStrategy> STRATEGIES =
      List.of(
          WaitStrategy.park(),
          WaitStrategy.spinThenPark(Duration.ofNanos(20_000)),
          WaitStrategy.busySpin());

  static Stream<Arguments> kinds() {
    List<Arguments> all = new ArrayList<>();
    for (WaitStrategy strategy : STRATEGIES) {
      boolean spins = strategy.equals(WaitStrategy.busySpin());
      for (int producers : new int[] {1, 2, 4}) {
        for (String shape : List.of("broadcast", "competing", "diamond", "chain")) {
          for (int capacity : new int[] {1, 7, 1024}) {
            for (boolean virtual : new boolean[] {false, true}) {
              // threads that spin need a processor each
              if (!spins || virtual || (producers == 1 && shape.equals("broadcast"))) {
                all.add(Arguments.of(strategy, producers, shape, capacity, virtual));
              }
            }
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void losesAndDoublesNothing(
      WaitStrategy strategy, int producers, String shape, int capacity, boolean virtual)
      throws Exception {
    boolean slow = strategy.equals(WaitStrategy.busySpin()) && capacity < 1024;
    int each = (slow ? 40 : capacity == 1 ? 600 : 4_000) / producers;
    RingBuilder<Item> builder = Ring.builder(capacity, Item::new).waitStrategy(strategy);
    if (producers == 1) {
      builder.singleProducer();
    }
    List<Stage> stages = new ArrayList<>();
    switch (shape) {
      case "broadcast" -> stages.add(builder.broadcast());
      case "competing" -> stages.add(builder.competing());
      case "diamond" -> {
        stages.add(builder.broadcast());
        stages.add(builder.competing());
        stages.add(builder.broadcast(stages.get(0), stages.get(1)));
      }
      default -> {
        stages.add(builder.competing());
        stages.add(builder.competing(stages.get(0)));
        stages.add(builder.competing(stages.get(1)));
      }
    }
    Ring<Item> ring = builder.build();
    int items = each * producers;
    AtomicLongArray sum = new AtomicLongArray(stages.size());
    AtomicLongArray count = new AtomicLongArray(stages.size());
    AtomicLongArray passed = new AtomicLongArray(items);
    Threads threads = new Threads(virtual);
    for (int s = 0; s < stages.size(); s++) {
      int index = s;
      Stage stage = stages.get(s);
      boolean competing = stage.toString().startsWith("competing");
      for (int c = 0; c < (competing ? 3 : 1); c++) {
        RingConsumer<Item> consumer = competing ? ring.competing(stage) : ring.broadcast(stage);
        threads.start(
            () -> {
              long[] last = new long[producers];
              long[] lastPosition = {-1};
              boolean end =
                  consumer.run(
                      (item, position, _) -> {
                        long value = item.whole();
                        int producer = (int) (value / each);
                        long number = value % each + 1;
                        if (number <= last[producer] || position <= lastPosition[0]) {
                          throw new AssertionError("out of order");
                        }
                        last[producer] = number;
                        lastPosition[0] = position;
                        long before = passed.getAndAdd((int) value, 1L << (8 * index));
                        if ((before >> (8 * index) & 255) != 0) {
                          throw new AssertionError("twice");
                        }
                        if (index == 2) { // after both, in the diamond and in the chain
                          if ((before & 255) != 1 || (before >> 8 & 255) != 1) {
                            throw new AssertionError("too early");
                          }
                        }
                        sum.addAndGet(index, value);
                        count.incrementAndGet(index);
                      },
                      1 + index * 10);
              assertThat(end).isTrue();
            });
      }
    }
    Threads feeders = new Threads(virtual);
    for (int p = 0; p < producers; p++) {
      long base = (long) p * each;
      feeders.start(
          () -> {
            for (int i = 0; i < each; ) {
              int bulk = Math.min(Math.min(1 + i % 5, capacity), each - i);
              long value = base + i;
              if (i % 3 == 0) {
                ring.publishAll(bulk, (item, k) -> item.set(value + k));
                i += bulk;
              } else {
                ring.publish(Item::set, value);
                i++;
              }
            }
          });
    }
    feeders.join();
    ring.close();
    threads.join();
    for (int s = 0; s < stages.size(); s++) {
      assertThat(count.get(s)).isEqualTo(items);
      assertThat(sum.get(s)).isEqualTo((long) items * (items - 1) / 2);
    }
    assertThat(ring.size()).isZero();
    assertThat(ring.published()).isEqualTo(items);
  }
}
