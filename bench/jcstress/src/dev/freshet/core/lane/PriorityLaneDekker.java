package dev.freshet.core.lane;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Who offers and then reads a volatile word, and who changes that word and then looks at the lane:
 * they cannot both miss each other.
 */
@JCStressTest
@Outcome(
    id = {"true, true", "true, false", "false, true"},
    expect = Expect.ACCEPTABLE,
    desc = "at least one has seen the other")
@Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "both missed each other")
@State
public class PriorityLaneDekker {
  private final PriorityLane lane = new PriorityLane(2, 2, 1);
  private volatile boolean changed;

  /** Offers, then reads the word. */
  @Actor
  public void producer(ZZ_Result r) {
    lane.offer("item");
    r.r1 = changed;
  }

  /** Changes the word, then looks. */
  @Actor
  public void worker(ZZ_Result r) {
    changed = true;
    r.r2 = !lane.isEmpty();
  }
}
