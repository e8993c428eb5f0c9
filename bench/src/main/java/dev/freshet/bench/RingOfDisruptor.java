package dev.freshet.bench;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;
import java.util.function.LongConsumer;

/** LMAX Disruptor 4: at most one consumer, because it has none that compete. */
final class RingOfDisruptor extends RingSubject {
  private final RingBuffer<Event> ring;
  private final Handler handler = new Handler();
  private final BatchEventProcessor<Event> processor;

  RingOfDisruptor(int capacity, int producers, int consumers, WaitStrategy strategy) {
    ring =
        RingBuffer.create(
            producers == 1 ? ProducerType.SINGLE : ProducerType.MULTI,
            Event::new,
            capacity,
            strategy);
    processor = new BatchEventProcessorBuilder().build(ring, ring.newBarrier(), handler);
    if (consumers == 1) {
      ring.addGatingSequences(processor.getSequence());
    }
  }

  @Override
  void produce(long from, long to) {
    for (long i = from; i < to; i++) {
      long sequence = ring.next();
      ring.get(sequence).value = i;
      ring.publish(sequence);
    }
  }

  @Override
  void consume(int consumer, LongConsumer sink) {
    handler.sink = sink;
    processor.run();
  }

  private final class Handler implements EventHandler<Event> {
    LongConsumer sink;

    @Override
    public void onEvent(Event event, long sequence, boolean endOfBatch) {
      if (event.value == END) {
        processor.halt();
      } else {
        sink.accept(event.value);
      }
    }
  }
}
