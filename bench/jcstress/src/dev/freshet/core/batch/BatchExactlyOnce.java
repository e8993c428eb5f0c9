package dev.freshet.core.batch;

import dev.freshet.core.Submission;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Two submissions to one key against the call that takes them, full or not: both are answered, the
 * function saw each once.
 */
@JCStressTest
@Outcome(id = "1, 1, 2, 1", expect = Expect.ACCEPTABLE, desc = "both answered, seen once, ended")
@State
public class BatchExactlyOnce {
  private final Asked asked = new Asked();
  private Submission<Integer> first;
  private Submission<Integer> second;

  /** Submits one item. */
  @Actor
  public void one() {
    first = asked.offer(10);
  }

  /** Submits the other. */
  @Actor
  public void other() {
    second = asked.offer(20);
  }

  /** Waits for the answers. */
  @Arbiter
  public void settle(IIII_Result r) {
    r.r1 = Asked.outcome(10, first);
    r.r2 = Asked.outcome(20, second);
    r.r3 = asked.seen();
    r.r4 = asked.end();
  }
}
