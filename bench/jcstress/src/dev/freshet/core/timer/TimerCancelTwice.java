package dev.freshet.core.timer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads cancel one node, and one of them arms it again: each arming ends once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one cancelled, then it expired once")
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both armings were cancelled")
@State
public class TimerCancelTwice {
  private final TimerWheel wheel = new TimerWheel(() -> 0, 0, null);
  private final CountingNode node = new CountingNode();
  private int cancelled1;
  private int cancelled2;

  /** Arms it. */
  public TimerCancelTwice() {
    wheel.arm(node, 0);
  }

  /** Cancels and arms again. */
  @Actor
  public void first() {
    cancelled1 = wheel.cancel(node) ? 1 : 0;
    wheel.arm(node, 0);
  }

  /** Cancels. */
  @Actor
  public void second() {
    cancelled2 = wheel.cancel(node) ? 1 : 0;
  }

  /** Expires what is left. */
  @Arbiter
  public void settle(II_Result r) {
    wheel.advance();
    r.r1 = cancelled1 + cancelled2;
    r.r2 = node.expiries.get() + 10 * wheel.armed();
  }
}
