package dev.freshet.core.lane;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads offer to two levels and poll on a lane of one place: each accepted item is taken
 * once.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "accepted = taken, nothing left behind")
@State
public class PriorityLaneExactlyOnce {
  private record Item(int value, int priority) implements Ranked {
    @Override
    public long deadlineNanos() {
      return NO_DEADLINE;
    }
  }

  private final PriorityLane lane = new PriorityLane(1, 2, 1);
  private int sum1;
  private int sum2;

  private int work(Item item) {
    int sum = lane.offer(item) ? item.value : 0;
    Object taken = lane.poll();
    return taken == null ? sum : sum - ((Item) taken).value;
  }

  /** Offers 1 to the lower level. */
  @Actor
  public void first() {
    sum1 = work(new Item(1, 0));
  }

  /** Offers 2 to the higher level. */
  @Actor
  public void second() {
    sum2 = work(new Item(2, 1));
  }

  /** Takes what is left and settles. */
  @Arbiter
  public void settle(II_Result r) {
    int left = 0;
    for (Object item = lane.poll(); item != null; item = lane.poll()) {
      left += ((Item) item).value;
    }
    r.r1 = sum1 + sum2 - left;
    r.r2 = lane.size();
  }
}
