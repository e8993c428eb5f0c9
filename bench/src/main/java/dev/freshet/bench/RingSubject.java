package dev.freshet.bench;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.EventTranslatorOneArg;
import com.lmax.disruptor.LiteBlockingWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.ProducerType;
import dev.freshet.core.ring.Ring;
import dev.freshet.core.ring.RingBuilder;
import dev.freshet.core.ring.RingConsumer;
import dev.freshet.core.ring.RingHandler;
import dev.freshet.core.ring.Stage;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscBlockingConsumerVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Something that hands longs from producers to consumers. Used round after round; the producers of
 * a round are through before {@link #end} is called.
 */
abstract class RingSubject {
  /** Says to consumers that the round is over. */
  static final long END = -1;

  private final int work;

  RingSubject(int work) {
    this.work = work;
  }

  static RingSubject of(String name, int capacity, int producers, int consumers, int work) {
    boolean spins = name.endsWith("-spin");
    return switch (name) {
      case "freshet-spin", "freshet-park" ->
          new Freshet(capacity, producers, consumers, spins, work);
      case "Disruptor-spin" ->
          new Disruptor(capacity, producers, consumers, new BusySpinWaitStrategy(), work);
      case "Disruptor-yield" ->
          new Disruptor(capacity, producers, consumers, new YieldingWaitStrategy(), work);
      case "Disruptor-blocking" ->
          new Disruptor(capacity, producers, consumers, new BlockingWaitStrategy(), work);
      case "Disruptor-lite" ->
          new Disruptor(capacity, producers, consumers, new LiteBlockingWaitStrategy(), work);
      case "JCToolsSpsc-spin" -> new Spinning(new SpscVarHandleArrayQueue<>(capacity), false, work);
      case "JCToolsSpscDrain-spin" ->
          new Spinning(new SpscVarHandleArrayQueue<>(capacity), true, work);
      case "JCToolsMpsc-spin" -> new Spinning(new MpscVarHandleArrayQueue<>(capacity), false, work);
      case "JCToolsMpmc-spin" -> new Spinning(new MpmcVarHandleArrayQueue<>(capacity), false, work);
      case "JCToolsMpsc-park" -> new Parking(new MpscVarHandleArrayQueue<>(capacity), work);
      case "JCToolsMpmc-park" -> new Parking(new MpmcVarHandleArrayQueue<>(capacity), work);
      case "JCToolsMpscBlocking-park" ->
          new Blocking(new MpscBlockingConsumerVarHandleArrayQueue<>(capacity), work);
      case "ArrayBlockingQueue-park" -> new Blocking(new ArrayBlockingQueue<>(capacity), work);
      default -> throw new IllegalArgumentException("subject: " + name);
    };
  }

  /** What the sums of the consumers add up to. */
  long expected(long items) {
    return items * (items - 1) / 2;
  }

  /** Begins a round. */
  void begin() {}

  /** Hands the numbers over. */
  abstract void produce(long from, long to) throws Exception;

  /** Lets the consumers end. */
  abstract void end() throws Exception;

  /** Takes numbers until the end and answers their sum. */
  abstract long consume(int consumer) throws Exception;

  /** What a consumer does with an item. */
  final long work(long value) {
    if (work > 0) {
      Blackhole.consumeCPU(work);
    }
    return value;
  }

  /** A slot. */
  static final class Event {
    long value;

    void set(long value) {
      this.value = value;
    }
  }

  /** Ours. */
  private static final class Freshet extends RingSubject {
    private final Ring<Event> ring;
    private final RingConsumer<Event>[] consumers;
    private volatile boolean ended;

    @SuppressWarnings("unchecked")
    Freshet(int capacity, int producers, int consumers, boolean spins, int work) {
      super(work);
      RingBuilder<Event> builder = Ring.builder(capacity, Event::new);
      if (producers == 1) {
        builder.singleProducer();
      }
      if (spins) {
        builder.waitStrategy(dev.freshet.core.ring.WaitStrategy.busySpin());
      }
      Stage stage = consumers <= 1 ? builder.broadcast() : builder.competing();
      ring = builder.build();
      this.consumers = new RingConsumer[consumers];
      for (int c = 0; c < consumers; c++) {
        this.consumers[c] = consumers == 1 ? ring.broadcast(stage) : ring.competing(stage);
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
    void end() throws Exception {
      ring.publish(Event::set, END);
    }

    @Override
    long consume(int consumer) throws Exception {
      Taker taker = new Taker();
      RingConsumer<Event> mine = consumers[consumer];
      java.time.Duration ever = java.time.Duration.ofDays(1);
      while (!ended) {
        if (mine.poll(taker) == 0) {
          mine.await(ever, () -> ended);
        }
      }
      return taker.sum;
    }

    private final class Taker implements RingHandler<Event> {
      long sum;

      @Override
      public void onItem(Event slot, long position, boolean endOfBatch) {
        long value = slot.value;
        if (value == END) {
          ended = true;
          ring.wakeConsumers();
        } else {
          sum += work(value);
        }
      }
    }
  }

  /** LMAX Disruptor 4: one consumer at most. */
  private static final class Disruptor extends RingSubject {
    private static final EventTranslatorOneArg<Event, Long> NONE = (_, _, _) -> {};

    private final RingBuffer<Event> ring;
    private final BatchEventProcessor<Event> processor;
    private long sum;

    Disruptor(int capacity, int producers, int consumers, WaitStrategy strategy, int work) {
      super(work);
      ring =
          RingBuffer.create(
              producers == 1 ? ProducerType.SINGLE : ProducerType.MULTI,
              Event::new,
              capacity,
              strategy);
      processor =
          new BatchEventProcessorBuilder()
              .build(
                  ring,
                  ring.newBarrier(),
                  (event, _, _) -> {
                    if (event.value == END) {
                      halt();
                    } else {
                      sum += work(event.value);
                    }
                  });
      if (consumers == 1) {
        ring.addGatingSequences(processor.getSequence());
      }
    }

    private void halt() {
      processor.halt();
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
    void end() {
      produce(END, END + 1);
    }

    @Override
    long consume(int consumer) {
      sum = 0;
      processor.run();
      return sum;
    }
  }

  /**
   * A queue of objects. The messages are made beforehand and shared, so that nothing is allocated.
   */
  private abstract static class OfObjects extends RingSubject {
    static final int MESSAGES = 1024;
    static final Event STOP = new Event();

    final Event[] messages = new Event[MESSAGES];

    OfObjects(int work) {
      super(work);
      for (int i = 0; i < MESSAGES; i++) {
        messages[i] = new Event();
        messages[i].value = i;
      }
    }

    @Override
    long expected(long items) {
      long rest = items % MESSAGES;
      return items / MESSAGES * (MESSAGES * (MESSAGES - 1L) / 2) + rest * (rest - 1) / 2;
    }

    abstract void put(Event event) throws Exception;

    abstract Event take() throws Exception;

    @Override
    void produce(long from, long to) throws Exception {
      for (long i = from; i < to; i++) {
        put(messages[(int) i & MESSAGES - 1]);
      }
    }

    @Override
    void end() throws Exception {
      put(STOP);
    }

    @Override
    long consume(int consumer) throws Exception {
      long sum = 0;
      for (Event event = take(); event != STOP; event = take()) {
        sum += work(event.value);
      }
      put(STOP); // for the next consumer; the last one leaves it to begin()
      return sum;
    }
  }

  /** Spins. */
  private static final class Spinning extends OfObjects {
    private final MessagePassingQueue<Event> queue;
    private final boolean drains;

    <Q extends MessagePassingQueue<Event>> Spinning(Q queue, boolean drains, int work) {
      super(work);
      this.queue = queue;
      this.drains = drains;
    }

    @Override
    void begin() {
      queue.clear();
    }

    @Override
    void put(Event event) {
      while (!queue.offer(event)) {
        Thread.onSpinWait();
      }
    }

    @Override
    Event take() {
      Event event;
      while ((event = queue.poll()) == null) {
        Thread.onSpinWait();
      }
      return event;
    }

    @Override
    long consume(int consumer) throws Exception {
      if (!drains) {
        return super.consume(consumer);
      }
      Drain drain = new Drain();
      while (!drain.ended) {
        if (queue.drain(drain, 256) == 0) {
          Thread.onSpinWait();
        }
      }
      return drain.sum;
    }

    private final class Drain implements MessagePassingQueue.Consumer<Event> {
      long sum;
      boolean ended;

      @Override
      public void accept(Event event) {
        if (event == STOP) {
          ended = true;
        } else {
          sum += work(event.value);
        }
      }
    }
  }

  /** Parks, in the way our ring does: a short look, a word that the other side reads. */
  private static final class Parking extends OfObjects {
    private final MessagePassingQueue<Event> queue;
    private final ParkingLot items = new ParkingLot();
    private final ParkingLot room = new ParkingLot();

    Parking(MessagePassingQueue<Event> queue, int work) {
      super(work);
      this.queue = queue;
    }

    @Override
    void begin() {
      queue.clear();
    }

    @Override
    void put(Event event) {
      if (!queue.offer(event)) {
        room.await(() -> queue.offer(event));
      }
      items.wakeOne();
    }

    @Override
    Event take() {
      Event event = queue.poll();
      if (event == null) {
        Event[] got = new Event[1];
        items.await(() -> (got[0] = queue.poll()) != null);
        event = got[0];
      }
      room.wakeOne();
      return event;
    }
  }

  /** Blocks by itself. */
  private static final class Blocking extends OfObjects {
    private final BlockingQueue<Event> queue;

    Blocking(BlockingQueue<Event> queue, int work) {
      super(work);
      this.queue = queue;
    }

    @Override
    void begin() {
      queue.clear();
    }

    @Override
    void put(Event event) throws Exception {
      queue.put(event);
    }

    @Override
    Event take() throws Exception {
      return queue.take();
    }
  }
}
