package dev.freshet.core.keyed;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A task submitted while the turn of its key ends: in this mailbox or its successor, it runs once,
 * after the first, and the key is idle then.
 */
@JCStressTest
@Outcome(id = "12, 0", expect = Expect.ACCEPTABLE, desc = "both ran in order, no busy key is left")
@State
public class KeyedExactlyOnce {
  private final HandTurns executor = new HandTurns();
  private final KeyedLanes<Integer> lanes = KeyedLanes.of(executor);

  /** Plain: one task happens before the next. */
  private int ran;

  /** Accepts the first task, whose turn the actor runs. */
  public KeyedExactlyOnce() {
    lanes.execute(7, () -> ran = 10 * ran + 1);
  }

  /** Submits the second. */
  @Actor
  public void submitter() {
    lanes.execute(7, () -> ran = 10 * ran + 2);
  }

  /** Runs the turn. */
  @Actor
  public void turn() {
    executor.runOne();
  }

  /** Runs what is left. */
  @Arbiter
  public void settle(II_Result r) {
    while (executor.runOne()) {}
    r.r1 = ran;
    r.r2 = lanes.busyKeys();
  }
}
