package dev.freshet.market.sale;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The bounded queue between the event loops and the single writer.
 *
 * <h2>Algorithm</h2>
 *
 * A ring of slots with one counter at each end, after Dmitry Vyukov's bounded queue in the form
 * JCTools calls {@code MpscArrayQueue}: a producer claims a place by moving {@code tail} with a
 * compare-and-set and then publishes the element in the slot; the consumer takes what is published
 * and clears the slot. A slot is free again when {@code head} has passed it, so the bound is exact:
 * an offer fails only when as many elements as slots are claimed and not taken.
 *
 * <p>What differs: the consumer takes a batch at a time and may sleep. It announces that in {@code
 * sleeping}, looks once more, and parks; a producer publishes, and then looks at {@code sleeping}.
 * Both do so with a full fence between their write and their read (Dekker's pattern), so at least
 * one of them sees the other and no wake-up is lost. The producer pays for the wake-up (a futex
 * call) only when the writer has nothing to do, which in a rush it never has.
 *
 * <p>Any number of threads may {@link #offer}; only one may take. Memory: one reference per slot.
 */
public final class OrderIntake {
  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Ticket[].class);
  private static final VarHandle TAIL;
  private static final VarHandle HEAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TAIL = lookup.findVarHandle(OrderIntake.class, "tail", long.class);
      HEAD = lookup.findVarHandle(OrderIntake.class, "head", long.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final @Nullable Ticket[] slots;
  private final int mask;

  @SuppressWarnings("UnusedVariable") // through TAIL
  private volatile long tail;

  @SuppressWarnings("UnusedVariable") // through HEAD
  private volatile long head;

  private volatile boolean sleeping;
  private volatile boolean closed;
  private volatile @Nullable Thread consumer;

  /**
   * An empty queue.
   *
   * @param capacity how many orders may wait; a power of two
   */
  public OrderIntake(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity '" + capacity + "': must be a power of two");
    }
    slots = new @Nullable Ticket[capacity];
    mask = capacity - 1;
  }

  /**
   * Puts an order in line.
   *
   * @param ticket the order
   * @return false if the queue is full or closed; then nothing has changed
   */
  public boolean offer(Ticket ticket) {
    long place;
    do {
      place = tail;
      if (closed || place - head > mask) {
        return false;
      }
    } while (!TAIL.compareAndSet(this, place, place + 1));
    SLOTS.setVolatile(slots, (int) place & mask, ticket);
    if (sleeping) {
      LockSupport.unpark(consumer);
    }
    return true;
  }

  /**
   * Takes what has arrived, waiting for the first.
   *
   * @param into receives the orders
   * @param most take at most this many
   * @return false when the queue is closed and empty; then nothing will come any more
   */
  boolean take(List<Ticket> into, int most) {
    while (true) {
      long first = head;
      long place = first;
      while (place - first < most) {
        int slot = (int) place & mask;
        Ticket ticket = (Ticket) SLOTS.getAcquire(slots, slot);
        if (ticket == null) {
          break;
        }
        SLOTS.set(slots, slot, null);
        into.add(ticket);
        place++;
      }
      if (place != first) {
        HEAD.setRelease(this, place);
        return true;
      }
      if (!await(first)) {
        return false;
      }
    }
  }

  /** Waits until something is claimed behind {@code place}; false when closed and nothing is. */
  @SuppressWarnings("ThreadPriorityCheck") // the yield is a courtesy, not a protocol
  private boolean await(long place) {
    consumer = Thread.currentThread();
    sleeping = true;
    try {
      while (tail == place) {
        if (closed) {
          return false;
        }
        LockSupport.park(this);
      }
      // Claimed, but perhaps not published yet: the producer is between two instructions. It may
      // have
      // lost its processor there, so give it ours.
      Thread.yield();
      return true;
    } finally {
      sleeping = false;
    }
  }

  /**
   * Refuses offers from now on and lets the consumer finish what is in line. An offer under way may
   * still succeed; close when no producer is left to be sure that none is stranded.
   */
  public void close() {
    closed = true;
    LockSupport.unpark(consumer);
  }

  /**
   * How many orders wait.
   *
   * @return exact when nobody moves
   */
  public int size() {
    return (int) (tail - head);
  }
}
