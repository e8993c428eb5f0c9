package dev.freshet.core.ring;

/** A stage of one consumer. */
final class BroadcastState extends StageState {
  final Cursor passed = new Cursor();

  /** Whether the consumer left: then the stage stands for the one before it. */
  private volatile boolean left;

  BroadcastState(Frontier upstream, boolean first, WaitPoint items) {
    super(upstream, first, items);
  }

  void leave() {
    left = true;
    tell();
  }

  boolean hasLeft() {
    return left;
  }

  @Override
  long reached(long from, long to) {
    return left ? upstream.reached(from, to) : passed.reached(from, to);
  }
}
