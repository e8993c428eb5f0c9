package dev.freshet.lab.study;

import dev.freshet.core.channel.Channel;
import dev.freshet.core.ring.CompetingConsumer;
import dev.freshet.core.ring.Ring;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A structure that hands items from producers to consumers, used as its documentation says.
 *
 * <p>An item is a number. The ring keeps it in a slot that was made before; all others carry an
 * object, which the producer makes. Thread-safe, each {@link Tap} for one thread.
 */
interface Belt {
  /** Places, where there is a bound. */
  int PLACES = 1_024;

  /** By name. */
  Map<String, Supplier<Belt>> KINDS = kinds();

  /** Hands over; waits for room. */
  void put(long item) throws InterruptedException;

  /** The end of a consumer. */
  Tap tap();

  /** Takes items. */
  @FunctionalInterface
  interface Tap {
    /** Takes exactly so many, waiting for them. */
    void take(int count, LongConsumer into) throws InterruptedException;
  }

  private static Map<String, Supplier<Belt>> kinds() {
    Map<String, Supplier<Belt>> kinds = new LinkedHashMap<>();
    kinds.put("ring", OfRing::new);
    kinds.put("channel", () -> new OfChannel(Channel.buffered(PLACES)));
    kinds.put("ArrayBlockingQueue", () -> new OfBlocking(new ArrayBlockingQueue<>(PLACES)));
    kinds.put("LinkedTransferQueue", () -> new OfBlocking(new LinkedTransferQueue<>()));
    kinds.put("ConcurrentLinkedQueue", () -> new OfPolling(new ConcurrentLinkedQueue<>()));
    kinds.put("JCTools", () -> new OfPolling(new MpmcVarHandleArrayQueue<>(PLACES)));
    return kinds;
  }

  /** Slots made before, items taken in batches. */
  final class OfRing implements Belt {
    private static final int BATCH = 256;

    /** What lies in the ring. */
    private static final class Slot {
      private long item;

      void set(long value) {
        item = value;
      }
    }

    private final Ring<Slot> ring = Ring.of(PLACES, Slot::new);

    @Override
    public void put(long item) throws InterruptedException {
      ring.publish(Slot::set, item);
    }

    @Override
    public Tap tap() {
      CompetingConsumer<Slot> consumer = ring.competing();
      return (count, into) -> {
        int left = count;
        while (left > 0) {
          int taken = consumer.poll((slot, _, _) -> into.accept(slot.item), Math.min(BATCH, left));
          left -= taken;
          if (taken == 0) {
            consumer.await();
          }
        }
      };
    }
  }

  /** The bounded channel. */
  record OfChannel(Channel<Long> channel) implements Belt {
    @Override
    public void put(long item) throws InterruptedException {
      channel.send(item);
    }

    @Override
    public Tap tap() {
      return (count, into) -> {
        for (int i = 0; i < count; i++) {
          into.accept(channel.receive());
        }
      };
    }
  }

  /** Queues that wait by themselves. */
  record OfBlocking(BlockingQueue<Long> queue) implements Belt {
    @Override
    public void put(long item) throws InterruptedException {
      queue.put(item);
    }

    @Override
    public Tap tap() {
      return (count, into) -> {
        for (int i = 0; i < count; i++) {
          into.accept(queue.take());
        }
      };
    }
  }

  /** Queues that never wait: whoever finds no item or no room spins for a while, then yields. */
  record OfPolling(Queue<Long> queue) implements Belt {
    private static final int SPINS = 100;

    @Override
    public void put(long item) {
      Long object = item;
      for (int i = 0; !queue.offer(object); i++) {
        pause(i);
      }
    }

    @Override
    public Tap tap() {
      return (count, into) -> {
        for (int i = 0; i < count; i++) {
          into.accept(poll());
        }
      };
    }

    private long poll() {
      @Nullable Long item = queue.poll();
      for (int i = 0; item == null; i++) {
        pause(i);
        item = queue.poll();
      }
      return item;
    }

    @SuppressWarnings(
        "ThreadPriorityCheck") // with more threads than processors spinning alone stalls
    private static void pause(int times) {
      if (times < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }
}
