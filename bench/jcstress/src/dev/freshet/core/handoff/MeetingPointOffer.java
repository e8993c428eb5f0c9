package dev.freshet.core.handoff;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender that comes and goes and a receiver that runs into it agree on whether they met. */
@JCStressTest
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "met, and the item can be seen into")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "did not meet")
@State
public class MeetingPointOffer {
  /** With a field that is not final: only the meeting publishes it. */
  private static final class Item {
    int value;
  }

  private final MeetingPoint point = new WaitRoom();

  /** The visitor. */
  @Actor
  public void sender(II_Result r) {
    Item item = new Item();
    item.value = 7;
    long seen = point.look();
    r.r1 = point.offer(seen, item) && point.endOffer(seen) ? 1 : 0;
  }

  /** Comes along. */
  @Actor
  public void receiver(II_Result r) {
    long seen = point.look();
    Item item = MeetingPoint.isOffered(seen) ? (Item) point.take(seen) : null;
    r.r2 = item == null ? 0 : item.value;
  }
}
