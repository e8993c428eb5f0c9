package dev.freshet.core.ring;

/**
 * A place in the order in which a {@link Ring}'s consumers see an item: made by {@link
 * RingBuilder#broadcast} and {@link RingBuilder#competing}, given to {@link Ring#broadcast(Stage)}
 * and {@link Ring#competing(Stage)}.
 *
 * <p>Immutable.
 */
public final class Stage {
  final RingBuilder<?> builder;
  final int index;
  final boolean competing;

  Stage(RingBuilder<?> builder, int index, boolean competing) {
    this.builder = builder;
    this.index = index;
    this.competing = competing;
  }

  @Override
  public String toString() {
    return (competing ? "competing" : "broadcast") + " stage " + index;
  }
}
