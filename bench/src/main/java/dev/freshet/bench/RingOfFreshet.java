package dev.freshet.bench;

import dev.freshet.core.ring.Ring;
import dev.freshet.core.ring.RingBuilder;
import dev.freshet.core.ring.RingConsumer;
import dev.freshet.core.ring.Stage;
import dev.freshet.core.ring.WaitStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** Our ring: one consumer is a broadcast stage, several compete. */
final class RingOfFreshet extends RingSubject {
  private static final Duration EVER = Duration.ofDays(1);

  private final Ring<Event> ring;
  private final List<RingConsumer<Event>> consumers = new ArrayList<>();
  private volatile boolean ended;

  RingOfFreshet(int capacity, int producers, int consumers, WaitStrategy strategy) {
    RingBuilder<Event> builder = Ring.builder(capacity, Event::new).waitStrategy(strategy);
    if (producers == 1) {
      builder.singleProducer();
    }
    Stage stage = consumers <= 1 ? builder.broadcast() : builder.competing();
    ring = builder.build();
    for (int c = 0; c < consumers; c++) {
      this.consumers.add(consumers == 1 ? ring.broadcast(stage) : ring.competing(stage));
    }
    if (consumers == 0) {
      ring.broadcast(stage).close();
    }
  }

  @Override
  void begin() {
    ended = false;
  }

  @Override
  void produce(long from, long to) throws Exception {
    for (long i = from; i < to; i++) {
      ring.publish(Event::set, i);
    }
  }

  @Override
  void consume(int consumer, LongConsumer sink) throws Exception {
    RingConsumer<Event> mine = consumers.get(consumer);
    while (!ended) {
      mine.await(EVER, () -> ended);
      mine.poll(
          (event, _, _) -> {
            if (event.value == END) {
              ended = true;
              ring.wakeConsumers();
            } else {
              sink.accept(event.value);
            }
          });
    }
  }
}
