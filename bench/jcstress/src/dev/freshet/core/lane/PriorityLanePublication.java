package dev.freshet.core.lane;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The publication edge: what was written before offer is seen after poll. */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "polled before the offer")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the item and what was written before it")
@State
public class PriorityLanePublication {
  private static final class Item {
    int value;
  }

  private final PriorityLane lane = new PriorityLane(2, 2, 1);

  /** Writes plainly, then offers. */
  @Actor
  public void producer() {
    Item item = new Item();
    item.value = 1;
    lane.offer(item);
  }

  /** Polls, then reads plainly. */
  @Actor
  public void consumer(I_Result r) {
    Item item = (Item) lane.poll();
    r.r1 = item == null ? -1 : item.value;
  }
}
