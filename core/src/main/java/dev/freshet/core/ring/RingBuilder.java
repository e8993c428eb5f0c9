package dev.freshet.core.ring;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Builds a {@link Ring}.
 *
 * <pre>{@code
 * RingBuilder<Order> builder = Ring.builder(1 << 16, Order::new).singleProducer();
 * Stage journal = builder.broadcast();
 * Stage replica = builder.broadcast();
 * Stage workers = builder.competing(journal, replica); // see an item after both
 * Ring<Order> ring = builder.build();
 * }</pre>
 *
 * <p>Not safe for several threads. Obtained from {@link Ring#builder}.
 *
 * @param <E> the type of the slots
 */
public final class RingBuilder<E> {
  /** The largest capacity: an array of slots of 1 GiB with references of 4 bytes. */
  private static final int MAX_CAPACITY = 1 << 28;

  /** What a stage waits for. */
  private record Plan(boolean competing, List<Stage> after) {}

  private final int capacity;
  private final Supplier<? extends E> factory;
  private final List<Plan> plans = new ArrayList<>();
  private boolean single;
  private WaitStrategy strategy = WaitStrategy.park();
  private RingFailureHandler<? super E> failureHandler = RingFailureHandler.likeUncaught();

  RingBuilder(int capacity, Supplier<? extends E> factory) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity: value is %d; allowed is 1 to %d".formatted(capacity, MAX_CAPACITY));
    }
    this.capacity = capacity;
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /**
   * Says that publishing calls never overlap: they come from one thread, or are ordered by other
   * means. That saves a compare-and-set for each. {@link Ring#close} counts as such a call. By
   * default any number of threads may publish.
   *
   * @return this
   */
  public RingBuilder<E> singleProducer() {
    single = true;
    return this;
  }

  /**
   * Sets how consumers wait for items, and producers for slots; {@link WaitStrategy#park} by
   * default.
   *
   * @param strategy the strategy
   * @return this
   */
  public RingBuilder<E> waitStrategy(WaitStrategy strategy) {
    this.strategy = Objects.requireNonNull(strategy, "strategy");
    return this;
  }

  /**
   * Sets who is told of items whose handler threw; by default {@link
   * RingFailureHandler#likeUncaught}.
   *
   * @param handler is told
   * @return this
   */
  public RingBuilder<E> onFailure(RingFailureHandler<? super E> handler) {
    this.failureHandler = Objects.requireNonNull(handler, "handler");
    return this;
  }

  /**
   * Adds a stage of one consumer that sees every item.
   *
   * @param after the stages that must be through with an item before this one sees it; none: it
   *     sees the item when it is published
   * @return the stage
   * @throws IllegalArgumentException if a stage in {@code after} is of another builder
   */
  public Stage broadcast(Stage... after) {
    return stage(false, after);
  }

  /**
   * Adds a stage of any number of consumers that compete: each item goes to one of them.
   *
   * @param after the stages that must be through with an item before this one sees it; none: it
   *     sees the item when it is published
   * @return the stage
   * @throws IllegalArgumentException if a stage in {@code after} is of another builder
   */
  public Stage competing(Stage... after) {
    return stage(true, after);
  }

  private Stage stage(boolean competing, Stage... after) {
    for (Stage stage : after) {
      if (stage.builder != this) {
        throw new IllegalArgumentException(
            "after: value is a stage of another builder; allowed are stages of this one");
      }
    }
    Stage stage = new Stage(this, plans.size(), competing);
    plans.add(new Plan(competing, List.of(after)));
    return stage;
  }

  /**
   * Builds the ring and all its slots. Without any stage it gets one competing stage.
   *
   * @return an empty ring
   * @throws NullPointerException if the factory makes a null
   */
  public Ring<E> build() {
    List<Plan> stages = plans.isEmpty() ? List.of(new Plan(true, List.of())) : plans;
    int length = Ring.lengthOf(capacity);
    Cursor cursor = new Cursor();
    Stamps stamps = new Stamps(single ? 1 : length);
    Frontier published = single ? cursor : stamps;

    List<StageState> states = new ArrayList<>();
    for (Plan plan : stages) {
      List<StageState> before = new ArrayList<>();
      for (Stage stage : plan.after) {
        before.add(states.get(stage.index));
      }
      Frontier upstream = before.isEmpty() ? published : Frontier.all(before);
      WaitPoint items = new WaitPoint(strategy);
      StageState state =
          plan.competing
              ? new CompetingState(upstream, before, items, length)
              : new BroadcastState(upstream, before, items);
      before.forEach(stage -> stage.after.add(state));
      states.add(state);
    }

    List<StageState> last = states.stream().filter(state -> state.after.isEmpty()).toList();
    WaitPoint room = new WaitPoint(strategy);
    WaitPoint[] told = connect(states, room);
    Frontier gate = Frontier.all(last);
    Producers producers =
        single
            ? new SingleProducer(capacity, gate, told, cursor)
            : new MultiProducer(capacity, gate, told, stamps);
    return new Ring<>(
        this, slots(length), producers, states.toArray(StageState[]::new), room, failureHandler);
  }

  /** Lets each stage tell those who wait for it, and answers whom the producers tell. */
  private WaitPoint[] connect(List<StageState> states, WaitPoint room) {
    if (strategy instanceof WaitStrategy.BusySpin) {
      return new WaitPoint[0]; // nobody parks
    }
    for (StageState state : states) {
      state.after.forEach(next -> state.addTold(next.items));
      if (state.after.isEmpty()) {
        state.addTold(room);
      }
    }
    return states.stream()
        .filter(StageState::isFirst)
        .map(state -> state.items)
        .toArray(WaitPoint[]::new);
  }

  private Object[] slots(int length) {
    Object[] slots = new Object[length];
    for (int i = 0; i < length; i++) {
      slots[i] = Objects.requireNonNull(factory.get(), "factory: made a null");
    }
    return slots;
  }
}
