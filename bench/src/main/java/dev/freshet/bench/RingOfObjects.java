package dev.freshet.bench;

import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscBlockingConsumerVarHandleArrayQueue;

/**
 * A queue of objects, which are made beforehand, so that nothing is allocated. Either only a
 * reference is handed over, to messages that all share and nobody writes: the best case of such a
 * queue. Or each producer writes the number into a message of its own pool: the work of a ring.
 */
abstract class RingOfObjects extends RingSubject {
  private static final int MESSAGES = 1024;
  private static final Event STOP = new Event();

  private final Event[] messages = new Event[MESSAGES];
  private int sent;

  RingOfObjects() {
    for (int i = 0; i < MESSAGES; i++) {
      messages[i] = new Event();
      messages[i].value = i;
    }
  }

  abstract void put(Event event) throws Exception;

  abstract Event take() throws Exception;

  abstract void clear();

  @Override
  final void begin() {
    clear();
  }

  @Override
  final long expected(long items) {
    long rest = items % MESSAGES;
    return items / MESSAGES * (MESSAGES * (MESSAGES - 1L) / 2) + rest * (rest - 1) / 2;
  }

  @Override
  final void produce(long from, long to) throws Exception {
    for (long i = from; i < to; i++) {
      put(messages[(int) i & MESSAGES - 1]);
    }
  }

  @Override
  final void send(long value) throws Exception {
    Event event = messages[sent++ & MESSAGES - 1];
    event.value = value;
    put(event);
  }

  @Override
  final void end() throws Exception {
    put(STOP);
  }

  @Override
  void consume(int consumer, LongConsumer sink) throws Exception {
    for (Event event = take(); event != STOP; event = take()) {
      sink.accept(event.value);
    }
    put(STOP); // for the next consumer; what the last one leaves is cleared
  }

  /** Spins at both ends. */
  static class Spinning extends RingOfObjects {
    final MessagePassingQueue<Event> queue;

    Spinning(MessagePassingQueue<Event> queue) {
      this.queue = queue;
    }

    @Override
    void clear() {
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
  }

  /** The same, with batches taken out. */
  static final class Draining extends Spinning {
    private boolean ended;

    Draining(MessagePassingQueue<Event> queue) {
      super(queue);
    }

    @Override
    void consume(int consumer, LongConsumer sink) {
      ended = false;
      MessagePassingQueue.Consumer<Event> each =
          event -> {
            if (event == STOP) {
              ended = true;
            } else {
              sink.accept(event.value);
            }
          };
      while (!ended) {
        if (queue.drain(each, 256) == 0) {
          Thread.onSpinWait();
        }
      }
    }
  }

  /** Parks at both ends. */
  static final class Parking extends RingOfObjects {
    private final MessagePassingQueue<Event> queue;
    private final ParkingLot items = new ParkingLot();
    private final ParkingLot room = new ParkingLot();

    Parking(MessagePassingQueue<Event> queue) {
      this.queue = queue;
    }

    @Override
    void clear() {
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

  /** Its consumer parks by itself; its producers need a place to park. */
  static final class BlockingTake extends RingOfObjects {
    private final MpscBlockingConsumerVarHandleArrayQueue<Event> queue;
    private final ParkingLot room = new ParkingLot();

    BlockingTake(MpscBlockingConsumerVarHandleArrayQueue<Event> queue) {
      this.queue = queue;
    }

    @Override
    void clear() {
      queue.clear();
    }

    @Override
    void put(Event event) {
      if (!queue.offer(event)) {
        room.await(() -> queue.offer(event));
      }
    }

    @Override
    Event take() throws InterruptedException {
      Event event = queue.take();
      room.wakeOne();
      return event;
    }
  }

  /** Blocks by itself. */
  static final class Blocking extends RingOfObjects {
    private final BlockingQueue<Event> queue;

    Blocking(BlockingQueue<Event> queue) {
      this.queue = queue;
    }

    @Override
    void clear() {
      queue.clear();
    }

    @Override
    void put(Event event) throws InterruptedException {
      queue.put(event);
    }

    @Override
    Event take() throws InterruptedException {
      return queue.take();
    }
  }
}
