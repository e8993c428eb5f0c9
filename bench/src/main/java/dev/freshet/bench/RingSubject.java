package dev.freshet.bench;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.LiteBlockingWaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.freshet.core.ring.WaitStrategy;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.LongConsumer;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscBlockingConsumerVarHandleArrayQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;

/**
 * Something that hands longs from producers to consumers. Used round after round; the producers of
 * a round are through before {@link #end} is called.
 */
abstract class RingSubject {
  /** Says to consumers that the round is over. */
  static final long END = Long.MIN_VALUE;

  /** A slot, or a message. */
  static final class Event {
    long value;

    void set(long value) {
      this.value = value;
    }
  }

  static RingSubject of(String name, int capacity, int producers, int consumers) {
    return switch (name) {
      case "freshet-spin" ->
          new RingOfFreshet(capacity, producers, consumers, WaitStrategy.busySpin());
      case "freshet-park" -> new RingOfFreshet(capacity, producers, consumers, WaitStrategy.park());
      case "Disruptor-spin" ->
          new RingOfDisruptor(capacity, producers, consumers, new BusySpinWaitStrategy());
      case "Disruptor-yield" ->
          new RingOfDisruptor(capacity, producers, consumers, new YieldingWaitStrategy());
      case "Disruptor-blocking" ->
          new RingOfDisruptor(capacity, producers, consumers, new BlockingWaitStrategy());
      case "Disruptor-lite" ->
          new RingOfDisruptor(capacity, producers, consumers, new LiteBlockingWaitStrategy());
      case "JCToolsSpsc-spin" ->
          new RingOfObjects.Spinning(new SpscVarHandleArrayQueue<>(capacity));
      case "JCToolsSpscValues-spin" ->
          new RingOfValues(
              new RingOfObjects.Spinning(new SpscVarHandleArrayQueue<>(capacity)),
              capacity,
              producers);
      case "JCToolsSpscDrain-spin" ->
          new RingOfObjects.Draining(new SpscVarHandleArrayQueue<>(capacity));
      case "JCToolsMpsc-park" -> new RingOfObjects.Parking(new MpscVarHandleArrayQueue<>(capacity));
      case "JCToolsMpmc-park" -> new RingOfObjects.Parking(new MpmcVarHandleArrayQueue<>(capacity));
      case "JCToolsMpscBlocking" ->
          new RingOfObjects.BlockingTake(new MpscBlockingConsumerVarHandleArrayQueue<>(capacity));
      case "JCToolsMpscBlockingValues" ->
          new RingOfValues(
              new RingOfObjects.BlockingTake(
                  new MpscBlockingConsumerVarHandleArrayQueue<>(capacity)),
              capacity,
              producers);
      case "ArrayBlockingQueue" -> new RingOfObjects.Blocking(new ArrayBlockingQueue<>(capacity));
      default -> throw new IllegalArgumentException("subject: " + name);
    };
  }

  /** What comes out for the numbers below {@code items}, added up. */
  long expected(long items) {
    return items * (items - 1) / 2;
  }

  /** Begins a round. */
  void begin() {}

  /** Hands the numbers over. */
  abstract void produce(long from, long to) throws Exception;

  /** Hands one number over. */
  void send(long value) throws Exception {
    produce(value, value + 1);
  }

  /** Lets the consumers end. */
  void end() throws Exception {
    send(END);
  }

  /** Takes numbers until the end. */
  abstract void consume(int consumer, LongConsumer sink) throws Exception;
}
