package dev.freshet.core.keyed;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A submission against a shutdown: accepted and run, or refused and not run; the lanes end. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "accepted, run, ended")
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "refused, not run, ended")
@State
public class KeyedShutdownRace {
  private final HandTurns executor = new HandTurns();
  private final KeyedLanes<Integer> lanes = KeyedLanes.of(executor);
  private boolean accepted;
  private int ran;

  /** Submits. */
  @Actor
  public void submitter() {
    accepted = lanes.tryExecute(7, () -> ran++).isEmpty();
  }

  /** Shuts down. */
  @Actor
  public void closer() {
    lanes.shutdown();
  }

  /** Runs what is left. */
  @Arbiter
  public void settle(III_Result r) {
    while (executor.runOne()) {}
    r.r1 = accepted ? 1 : 0;
    r.r2 = ran;
    r.r3 = lanes.isTerminated() ? 1 : 0;
  }
}
