package dev.freshet.core.timer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** cancel against expiry: exactly one of them gets the node. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "cancelled, did not expire")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "expired, cancel came too late")
@State
public class TimerCancelExpire {
  private final TimerWheel wheel = new TimerWheel(() -> 0, 0, null);
  private final CountingNode node = new CountingNode();
  private final CountingNode neighbour = new CountingNode();

  /** Arms two that are due. */
  public TimerCancelExpire() {
    wheel.arm(neighbour, 0);
    wheel.arm(node, 0);
  }

  /** Cancels. */
  @Actor
  public void canceller(II_Result r) {
    r.r1 = wheel.cancel(node) ? 1 : 0;
  }

  /** Expires. */
  @Actor
  public void timer() {
    wheel.advance();
  }

  /** Counts; the neighbour always expires, and nothing stays armed. */
  @Arbiter
  public void settle(II_Result r) {
    wheel.advance();
    r.r2 = node.expiries.get() + 10 * (neighbour.expiries.get() - 1) + 100 * wheel.armed();
  }
}
