package dev.freshet.core.timer;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two threads arm one node in two wheels: one of them may, and it expires there once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "armed once, expired once")
@State
public class TimerArmTwice {
  private final TimerWheel wheel = new TimerWheel(() -> 0, 0, null);
  private final TimerWheel other = new TimerWheel(() -> 0, 0, null);
  private final CountingNode node = new CountingNode();
  private int armed1;
  private int armed2;

  private int arm(TimerWheel there) {
    try {
      there.arm(node, 0);
      return 1;
    } catch (IllegalStateException e) {
      return 0;
    }
  }

  /** Arms in one wheel. */
  @Actor
  public void first() {
    armed1 = arm(wheel);
  }

  /** Arms in the other. */
  @Actor
  public void second() {
    armed2 = arm(other);
  }

  /** Expires. */
  @Arbiter
  public void settle(II_Result r) {
    wheel.advance();
    other.advance();
    r.r1 = armed1 + armed2;
    r.r2 = node.expiries.get();
  }
}
