package dev.freshet.core.ring;

import java.util.List;

/** A stage of one consumer. */
final class BroadcastState extends StageState {
  final Cursor passed = new Cursor();

  /** Whether the consumer left: then the stage stands for the one before it. */
  private volatile boolean left;

  BroadcastState(Frontier upstream, List<StageState> before, WaitPoint items) {
    super(upstream, before, items);
  }

  /**
   * Takes the stage out of the way. Who waited for it waits for those before it from now on: first
   * these learn whom to tell, then all are told once, so that what happened between is seen.
   */
  void leave(Producers producers) {
    synchronized (producers) {
      if (left) {
        return;
      }
      left = true;
      if (isFirst()) {
        producers.addTold(told());
        after.forEach(StageState::setFirst);
      }
      for (StageState stage : before) {
        stage.addTold(told());
        stage.after.remove(this);
        stage.after.addAll(after);
      }
      for (StageState stage : after) {
        stage.before.remove(this);
        stage.before.addAll(before);
      }
    }
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
