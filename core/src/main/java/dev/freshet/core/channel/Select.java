package dev.freshet.core.channel;

import dev.freshet.core.handoff.ChannelCore;
import dev.freshet.core.handoff.Choice;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several sends and receives, and does that one only.
 *
 * <pre>{@code
 * String answer =
 *     Select.first(
 *         urgent.onReceive(order -> "urgent " + order),   // looked at first
 *         orders.onReceive(order -> "order " + order),
 *         results.onSend(result, () -> "sent"),
 *         Select.after(Duration.ofMillis(50), () -> "nothing for 50 ms"));
 * }</pre>
 *
 * <p>If several clauses can be done at once, {@link #first} does the first of them, so the order is
 * one of priority: a clause that always can starves those behind it. {@link #any} lets chance
 * decide, each with the same probability. If none can, both wait until one can, whichever it is.
 * {@link #otherwise} is done if none can at once; {@link #after} if none can in time. One channel
 * may stand in several clauses.
 *
 * <p>A clause on a closed channel (to receive: a closed and empty one) can be done at once: its
 * result is that of {@link Clause#ifClosed}, or {@link ChannelClosedException}.
 *
 * <p>What a clause does with its item is called on the selecting thread, after the item was handed
 * over and with nothing locked. As for single operations, an interrupt or a time-out means that no
 * clause was done. Safe for all threads, and so are clauses, which are immutable and may be used
 * more than once. Memory effects are those of the single operations. O(clauses), with few of them;
 * allocates if it has to wait.
 */
public final class Select {
  private Select() {}

  /**
   * One of the alternatives. Made by {@link Channel#onReceive}, {@link Channel#onSend}, {@link
   * #after} and {@link #otherwise}.
   *
   * @param <R> the type of the result
   */
  public abstract static sealed class Clause<R> {
    private Clause() {}

    /**
     * The same clause with a result for the case that the channel is closed.
     *
     * @param then makes the result out of the exception that would be thrown otherwise
     * @return the clause
     * @throws NullPointerException if {@code then} is null
     * @throws IllegalArgumentException if the clause is not one on a channel
     */
    public Clause<R> ifClosed(Function<? super ChannelClosedException, ? extends R> then) {
      Objects.requireNonNull(then, "then");
      throw new IllegalArgumentException(
          "ifClosed: clause is a time-out or default; allowed is a clause on a channel");
    }
  }

  /** A clause on a channel. */
  abstract static sealed class Operation<T, R> extends Clause<R> {
    final Channel<T> channel;
    final @Nullable Function<? super ChannelClosedException, ? extends R> ifClosed;

    Operation(
        Channel<T> channel,
        @Nullable Function<? super ChannelClosedException, ? extends R> ifClosed) {
      this.channel = channel;
      this.ifClosed = ifClosed;
    }

    /** What is to be sent; null to receive. */
    abstract @Nullable Object item();

    /** What was received, or something that is not null if it was sent; null if it has to wait. */
    abstract @Nullable Object attempt();

    /** Whether an attempt will fail for ever. */
    abstract boolean isOver();

    abstract R done(@Nullable Object received);

    R closed() {
      ChannelClosedException exception = channel.closed();
      if (ifClosed == null) {
        throw exception;
      }
      return ifClosed.apply(exception);
    }
  }

  /** Receives. */
  static final class Receive<T, R> extends Operation<T, R> {
    private final Function<? super T, ? extends R> then;

    Receive(Channel<T> channel, Function<? super T, ? extends R> then) {
      this(channel, then, null);
    }

    private Receive(
        Channel<T> channel,
        Function<? super T, ? extends R> then,
        @Nullable Function<? super ChannelClosedException, ? extends R> ifClosed) {
      super(channel, ifClosed);
      this.then = then;
    }

    @Override
    public Clause<R> ifClosed(Function<? super ChannelClosedException, ? extends R> closed) {
      return new Receive<>(channel, then, Objects.requireNonNull(closed, "then"));
    }

    @Override
    @Nullable Object item() {
      return null;
    }

    @Override
    @Nullable Object attempt() {
      return channel.core().tryReceive();
    }

    @Override
    boolean isOver() {
      return channel.isFinished();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what comes out of a channel is a T
    R done(@Nullable Object received) {
      return then.apply((T) received);
    }
  }

  /** Sends. */
  static final class Send<T, R> extends Operation<T, R> {
    private final Object item;
    private final Supplier<? extends R> then;

    Send(Channel<T> channel, Object item, Supplier<? extends R> then) {
      this(channel, item, then, null);
    }

    private Send(
        Channel<T> channel,
        Object item,
        Supplier<? extends R> then,
        @Nullable Function<? super ChannelClosedException, ? extends R> ifClosed) {
      super(channel, ifClosed);
      this.item = item;
      this.then = then;
    }

    @Override
    public Clause<R> ifClosed(Function<? super ChannelClosedException, ? extends R> closed) {
      return new Send<>(channel, item, then, Objects.requireNonNull(closed, "then"));
    }

    @Override
    Object item() {
      return item;
    }

    @Override
    @Nullable Object attempt() {
      return channel.core().trySend(item) ? item : null;
    }

    @Override
    boolean isOver() {
      return channel.isClosed();
    }

    @Override
    R done(@Nullable Object received) {
      return then.get();
    }
  }

  /** The clause that is done if no other can be, at once or in time. */
  private static final class Last<R> extends Clause<R> {
    private final long nanos;
    private final Supplier<? extends R> then;

    Last(long nanos, Supplier<? extends R> then) {
      this.nanos = nanos;
      this.then = then;
    }
  }

  /**
   * A clause that is done if no other can be done in time.
   *
   * @param timeout how long the others may take; zero or less means not to wait
   * @param then makes the result
   * @param <R> the type of the result
   * @return the clause
   * @throws NullPointerException if an argument is null
   */
  public static <R> Clause<R> after(Duration timeout, Supplier<? extends R> then) {
    long nanos = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(timeout, "timeout"));
    return new Last<>(Math.max(0, nanos), Objects.requireNonNull(then, "then"));
  }

  /**
   * A clause that is done if no other can be done at once.
   *
   * @param then makes the result
   * @param <R> the type of the result
   * @return the clause
   * @throws NullPointerException if {@code then} is null
   */
  public static <R> Clause<R> otherwise(Supplier<? extends R> then) {
    return new Last<>(0, Objects.requireNonNull(then, "then"));
  }

  /**
   * Does one clause; if several can be done at once, the first of them.
   *
   * @param clauses the alternatives, at most one of them {@link #after} or {@link #otherwise},
   *     wherever it stands
   * @param <R> the type of the result
   * @return the result of the clause
   * @throws InterruptedException if the thread is interrupted, before or while it waits; no clause
   *     was done
   * @throws ChannelClosedException if the clause is one on a closed channel
   * @throws IllegalArgumentException if there is no clause on a channel, or more than one without
   * @throws NullPointerException if a clause is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // read only
  public static <R> R first(Clause<? extends R>... clauses) throws InterruptedException {
    return select(clauses);
  }

  /**
   * Does one clause; if several can be done at once, any of them, each with the same probability.
   *
   * @param clauses the alternatives, at most one of them {@link #after} or {@link #otherwise},
   *     wherever it stands
   * @param <R> the type of the result
   * @return the result of the clause
   * @throws InterruptedException if the thread is interrupted, before or while it waits; no clause
   *     was done
   * @throws ChannelClosedException if the clause is one on a closed channel
   * @throws IllegalArgumentException if there is no clause on a channel, or more than one without
   * @throws NullPointerException if a clause is null
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // a copy is shuffled
  public static <R> R any(Clause<? extends R>... clauses) throws InterruptedException {
    Clause<? extends R>[] shuffled = clauses.clone();
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      Clause<? extends R> swapped = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swapped;
    }
    return select(shuffled);
  }

  private static <R> R select(Clause<? extends R>[] clauses) throws InterruptedException {
    Last<? extends R> last = last(clauses);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    for (Clause<? extends R> clause : clauses) {
      if (clause instanceof Operation<?, ? extends R> operation) {
        Object received = operation.attempt();
        if (received != null) {
          return operation.done(received);
        }
        if (operation.isOver()) {
          return operation.closed();
        }
      }
    }
    return last != null && last.nanos == 0 ? last.then.get() : await(clauses, last);
  }

  private static <R> R await(Clause<? extends R>[] clauses, @Nullable Last<? extends R> last)
      throws InterruptedException {
    Choice choice = new Choice(clauses.length);
    for (Clause<? extends R> clause : clauses) {
      if (clause instanceof Operation<?, ? extends R> operation) {
        choice.add(operation.channel.core(), operation.item());
      }
    }
    int outcome = choice.await(last == null ? Long.MAX_VALUE : last.nanos);
    if (last != null && outcome == ChannelCore.TIMED_OUT) {
      return last.then.get();
    }
    int skip = choice.chosen();
    for (Clause<? extends R> clause : clauses) {
      if (clause instanceof Operation<?, ? extends R> operation && skip-- == 0) {
        return outcome == ChannelCore.DONE ? operation.done(choice.received()) : operation.closed();
      }
    }
    throw new AssertionError(outcome);
  }

  /** Checks the clauses; answers the one without a channel. */
  private static <R> @Nullable Last<? extends R> last(Clause<? extends R>[] clauses) {
    Last<? extends R> last = null;
    for (Clause<? extends R> clause : clauses) {
      if (Objects.requireNonNull(clause, "clause") instanceof Last<? extends R> other) {
        if (last != null) {
          throw new IllegalArgumentException(
              "clauses: number of time-outs and defaults is 2 or more; allowed is 0 or 1");
        }
        last = other;
      }
    }
    if (clauses.length == (last == null ? 0 : 1)) {
      throw new IllegalArgumentException(
          "clauses: number of clauses on channels is 0; allowed is 1 or more");
    }
    return last;
  }
}
