package dev.freshet.core.batch;

import dev.freshet.core.Submission;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A submission against a shutdown: accepted and answered, or refused and never seen. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "accepted, seen and answered, ended")
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "refused, not seen, ended")
@State
public class BatchCloseRace {
  private final Asked asked = new Asked();
  private Submission<Integer> submission;

  /** Submits. */
  @Actor
  public void submitter() {
    submission = asked.offer(10);
  }

  /** Shuts down. */
  @Actor
  public void closer() {
    asked.batcher.shutdown();
  }

  /** Waits for the end. */
  @Arbiter
  public void settle(III_Result r) {
    r.r1 = Asked.outcome(10, submission);
    r.r2 = asked.seen();
    r.r3 = asked.end();
  }
}
