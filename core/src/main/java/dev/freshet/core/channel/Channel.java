package dev.freshet.core.channel;

import dev.freshet.core.handoff.BufferedCore;
import dev.freshet.core.handoff.ChannelCore;
import dev.freshet.core.handoff.RendezvousCore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands items from threads that send to threads that receive, each item to one of them, and makes
 * whoever is too fast wait.
 *
 * <pre>{@code
 * Channel<Order> orders = Channel.buffered(100);
 *
 * Thread.startVirtualThread(() -> {
 *   try {
 *     for (Order order : source) {
 *       orders.send(order); // waits while 100 lie in the channel
 *     }
 *     orders.close();
 *   } catch (Exception e) {
 *     orders.close(e); // the receiver gets what was sent, then the cause
 *   }
 * });
 *
 * orders.forEach(this::handle); // until the channel is closed and empty
 * }</pre>
 *
 * <p>A <em>buffered</em> channel holds up to its capacity; sending waits only when that many lie in
 * it. A <em>rendezvous</em> holds nothing; sending waits until somebody receives. Several threads
 * may send and receive. {@link Select} waits for the first of several channels.
 *
 * <p><b>Order.</b> Items come out in the order in which they were accepted. Senders that wait are
 * served first in, first out, and none overtakes them but those that were about to send when the
 * first began to wait. Receivers that wait are served first in, first out as well; a receiver that
 * comes along may take an item before they are.
 *
 * <p><b>Closing.</b> {@link #close()} says that nothing more will come, {@link #close(Throwable)}
 * why. What was accepted before can still be received; then receiving throws {@link
 * ChannelClosedException}. Senders that wait were not accepted: they get that exception at once,
 * and so does whoever sends later. Receivers that wait get it too.
 *
 * <p><b>Interrupts and time-outs</b> leave no trace: an operation that throws {@link
 * InterruptedException} or answers that time was up has not sent or received anything, and one that
 * was completed in the same moment returns normally, with the interrupt status still set. An
 * operation that may wait throws InterruptedException also if the thread was interrupted before.
 * Time-outs are kept by {@linkplain dev.freshet.core the timer of this library}: never too early,
 * and up to about a millisecond late.
 *
 * <p>Safe for all threads, platform and virtual; while it waits, a virtual thread leaves its
 * carrier. Memory effects: what a thread did before it sent an item happens before what another
 * does after it received it, and what a thread did before it closed the channel before what others
 * do after they noticed. All operations are O(1), in batches O(1) an item; closing wakes all who
 * wait. Sending and receiving allocate nothing unless they have to wait.
 *
 * @param <T> the type of the items
 */
public final class Channel<T> {
  private static final int MOST = 1 << 28;

  private final ChannelCore core;

  private Channel(ChannelCore core) {
    this.core = core;
  }

  /**
   * A channel that holds items.
   *
   * @param capacity how many, 1 to 268,435,456; the memory for the references is taken at once
   * @param <T> the type of the items
   * @return the channel
   * @throws IllegalArgumentException if the capacity is out of its range
   */
  public static <T> Channel<T> buffered(int capacity) {
    if (capacity < 1 || capacity > MOST) {
      throw new IllegalArgumentException(
          "capacity: value is %d; allowed is 1 to %d".formatted(capacity, MOST));
    }
    return new Channel<>(new BufferedCore(capacity, false));
  }

  /**
   * A channel that holds nothing: each sender waits for its receiver.
   *
   * @param <T> the type of the items
   * @return the channel
   */
  public static <T> Channel<T> rendezvous() {
    return new Channel<>(new RendezvousCore());
  }

  ChannelCore core() {
    return core;
  }

  /**
   * Sends an item; waits for room, or for a receiver at a rendezvous.
   *
   * @param item the item
   * @throws InterruptedException if the thread is interrupted; the item was not accepted
   * @throws ChannelClosedException if the channel is closed, before or while it waits; the item was
   *     not accepted
   * @throws NullPointerException if the item is null
   */
  public void send(T item) throws InterruptedException {
    send(item, Long.MAX_VALUE);
  }

  /**
   * Sends an item; waits for at most so long.
   *
   * @param item the item
   * @param timeout how long; zero or less means not at all
   * @return false if the time was up; the item was not accepted
   * @throws InterruptedException if the thread is interrupted; the item was not accepted
   * @throws ChannelClosedException if the channel is closed, before or while it waits; the item was
   *     not accepted
   * @throws NullPointerException if the item or the time-out is null
   */
  public boolean send(T item, Duration timeout) throws InterruptedException {
    return send(item, nanos(timeout));
  }

  private boolean send(T item, long nanos) throws InterruptedException {
    int outcome = core.send(Objects.requireNonNull(item, "item"), nanos);
    if (outcome == ChannelCore.CLOSED) {
      throw closed();
    }
    return outcome == ChannelCore.DONE;
  }

  /**
   * Sends an item if that needs no waiting. Looks at no interrupt.
   *
   * @param item the item
   * @return false if the channel is full, other senders wait, nobody waits to receive (rendezvous),
   *     or the channel is closed; {@link #isClosed} tells the last apart
   * @throws NullPointerException if the item is null
   */
  public boolean trySend(T item) {
    return core.trySend(Objects.requireNonNull(item, "item"));
  }

  /**
   * Receives an item; waits for one.
   *
   * @return the item
   * @throws InterruptedException if the thread is interrupted; nothing was received
   * @throws ChannelClosedException if the channel is closed and empty
   */
  public T receive() throws InterruptedException {
    return Objects.requireNonNull(receive(Long.MAX_VALUE));
  }

  /**
   * Receives an item; waits for at most so long.
   *
   * @param timeout how long; zero or less means not at all
   * @return the item; null if the time was up
   * @throws InterruptedException if the thread is interrupted; nothing was received
   * @throws ChannelClosedException if the channel is closed and empty
   * @throws NullPointerException if the time-out is null
   */
  public @Nullable T receive(Duration timeout) throws InterruptedException {
    return receive(nanos(timeout));
  }

  /** Null only if the time was up. */
  private @Nullable T receive(long nanos) throws InterruptedException {
    Object item = core.receive(nanos);
    if (ChannelCore.isEnd(item)) {
      throw closed();
    }
    return item == null ? null : cast(item);
  }

  /**
   * Receives an item if there is one. Looks at no interrupt.
   *
   * @return the item; null if the channel is empty, or nobody waits to send (rendezvous); {@link
   *     #isFinished} tells whether one may ever come
   */
  public @Nullable T tryReceive() {
    Object item = core.tryReceive();
    return item == null ? null : cast(item);
  }

  /**
   * Receives what is there; waits for the first item only.
   *
   * @param into is given the items, in their order
   * @param most how many at most, 1 or more
   * @return how many, 1 or more
   * @throws InterruptedException if the thread is interrupted; nothing was received
   * @throws ChannelClosedException if the channel is closed and empty
   * @throws IllegalArgumentException if {@code most} is less than 1
   * @throws NullPointerException if the collection is null
   */
  public int receiveBatch(Collection<? super T> into, int most) throws InterruptedException {
    return receiveBatch(into, most, Long.MAX_VALUE);
  }

  /**
   * Receives what is there; waits for the first item only, and for at most so long.
   *
   * @param into is given the items, in their order
   * @param most how many at most, 1 or more
   * @param timeout how long; zero or less means not at all
   * @return how many; 0 if the time was up
   * @throws InterruptedException if the thread is interrupted; nothing was received
   * @throws ChannelClosedException if the channel is closed and empty
   * @throws IllegalArgumentException if {@code most} is less than 1
   * @throws NullPointerException if the collection or the time-out is null
   */
  public int receiveBatch(Collection<? super T> into, int most, Duration timeout)
      throws InterruptedException {
    return receiveBatch(into, most, nanos(timeout));
  }

  private int receiveBatch(Collection<? super T> into, int most, long nanos)
      throws InterruptedException {
    Objects.requireNonNull(into, "into");
    if (most < 1) {
      throw new IllegalArgumentException("most: value is %d; allowed is 1 or more".formatted(most));
    }
    T first = receive(nanos);
    if (first == null) {
      return 0;
    }
    into.add(first);
    return 1 + drain(into, most - 1);
  }

  private int drain(Collection<? super T> into, int most) {
    for (int count = 0; count < most; count++) {
      T item = tryReceive();
      if (item == null) {
        return count;
      }
      into.add(item);
    }
    return most;
  }

  /**
   * Receives items until the channel is closed and empty.
   *
   * @param action is called with each of them, on this thread; what it throws ends the loop
   * @throws InterruptedException if the thread is interrupted; nothing was received that the action
   *     was not called with
   * @throws ChannelClosedException if the channel was closed with a cause
   * @throws NullPointerException if the action is null
   */
  public void forEach(Consumer<? super T> action) throws InterruptedException {
    Objects.requireNonNull(action, "action");
    for (; ; ) {
      Object item = core.receive(Long.MAX_VALUE);
      if (ChannelCore.isEnd(item)) {
        if (core.cause() != null) {
          throw closed();
        }
        return;
      }
      action.accept(cast(Objects.requireNonNull(item)));
    }
  }

  /**
   * Says that nothing more will be sent. What was accepted can still be received.
   *
   * @return false if the channel was closed before; nothing has changed then
   */
  public boolean close() {
    return core.close(null);
  }

  /**
   * Says that nothing more will be sent, and why. What was accepted can still be received.
   *
   * @param cause becomes the cause of every {@link ChannelClosedException}
   * @return false if the channel was closed before; nothing has changed then
   * @throws NullPointerException if the cause is null
   */
  public boolean close(Throwable cause) {
    return core.close(Objects.requireNonNull(cause, "cause"));
  }

  /**
   * Closes the channel, if it is open, and takes out what others have not received by then, so that
   * they see the cause at once.
   *
   * @param cause becomes the cause of every {@link ChannelClosedException} unless the channel was
   *     closed before
   * @return what was taken out, in its order
   * @throws NullPointerException if the cause is null
   */
  public List<T> abort(Throwable cause) {
    close(cause);
    List<T> rest = new ArrayList<>();
    drain(rest, Integer.MAX_VALUE);
    return rest;
  }

  /**
   * Whether the channel is closed.
   *
   * @return true if nothing more can be sent
   */
  public boolean isClosed() {
    return core.isClosed();
  }

  /**
   * Whether the channel is closed and empty.
   *
   * @return true if nothing more can be received
   */
  public boolean isFinished() {
    return core.isFinished();
  }

  ChannelClosedException closed() {
    return new ChannelClosedException(core.cause());
  }

  /**
   * How many items the channel can hold.
   *
   * @return 0 for a rendezvous
   */
  public int capacity() {
    return core.capacity();
  }

  /**
   * How many items lie in the channel. Those of senders that wait are not among them.
   *
   * @return exact at one instant between call and return; 0 for a rendezvous
   */
  public int size() {
    return core.size();
  }

  /**
   * How many threads wait to send, those in a {@link Select} included.
   *
   * @return for monitoring: exact when nobody comes and goes
   */
  public int waitingSenders() {
    return core.waitingSenders();
  }

  /**
   * How many threads wait to receive, those in a {@link Select} included.
   *
   * @return for monitoring: exact when nobody comes and goes
   */
  public int waitingReceivers() {
    return core.waitingReceivers();
  }

  /**
   * A clause that receives.
   *
   * @return a clause whose result is the item
   */
  public Select.Clause<T> onReceive() {
    return new Select.Receive<T, T>(this, Function.identity());
  }

  /**
   * A clause that receives.
   *
   * @param then makes the result out of the item; called by the thread that selects, after the item
   *     was received, so what it throws loses the item
   * @param <R> the type of the result
   * @return the clause
   * @throws NullPointerException if {@code then} is null
   */
  public <R> Select.Clause<R> onReceive(Function<? super T, ? extends R> then) {
    return new Select.Receive<>(this, Objects.requireNonNull(then, "then"));
  }

  /**
   * A clause that sends.
   *
   * @param item the item; sent again if the clause is used again
   * @param then makes the result; called by the thread that selects, after the item was accepted
   * @param <R> the type of the result
   * @return the clause
   * @throws NullPointerException if the item or {@code then} is null
   */
  public <R> Select.Clause<R> onSend(T item, Supplier<? extends R> then) {
    return new Select.Send<>(
        this, Objects.requireNonNull(item, "item"), Objects.requireNonNull(then, "then"));
  }

  private static long nanos(Duration timeout) {
    return TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
  }

  @SuppressWarnings("unchecked") // only T goes in
  private T cast(Object item) {
    return (T) item;
  }

  /**
   * Kind, depth and state, for logs.
   *
   * @return something like {@code Channel[3 of 16, closed]}
   */
  @Override
  public String toString() {
    return "Channel[%d of %d%s]".formatted(size(), capacity(), isClosed() ? ", closed" : "");
  }
}
