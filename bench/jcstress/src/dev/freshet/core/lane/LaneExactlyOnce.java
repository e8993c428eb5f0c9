package dev.freshet.core.lane;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads offer and poll on a lane of one place: each accepted item is taken once. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "accepted = taken, nothing left behind")
@State
public class LaneExactlyOnce {
  private final RingLane lane = new RingLane(1);
  private int sum1;
  private int sum2;

  private int work(int item) {
    int sum = lane.offer(item) ? item : 0;
    Object taken = lane.poll();
    return taken == null ? sum : sum - (Integer) taken;
  }

  /** Offers 1. */
  @Actor
  public void first() {
    sum1 = work(1);
  }

  /** Offers 2. */
  @Actor
  public void second() {
    sum2 = work(2);
  }

  /** Takes what is left and settles. */
  @Arbiter
  public void settle(II_Result r) {
    int left = 0;
    for (Object item = lane.poll(); item != null; item = lane.poll()) {
      left += (Integer) item;
    }
    r.r1 = sum1 + sum2 - left;
    r.r2 = lane.size();
  }
}
