package dev.freshet.core.keyed;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** An executor whose tasks are run by whoever asks, so that an actor is the thread of a turn. */
final class HandTurns implements Executor {
  private final ConcurrentLinkedQueue<Runnable> turns = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable turn) {
    turns.add(turn);
  }

  /** Runs the next turn, if there is one. */
  boolean runOne() {
    Runnable turn = turns.poll();
    if (turn == null) {
      return false;
    }
    turn.run();
    return true;
  }
}
