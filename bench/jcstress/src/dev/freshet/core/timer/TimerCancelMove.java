package dev.freshet.core.timer;

import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** cancel while the node is moved from level to level: always succeeds, and the rest is sound. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "cancelled, the neighbours expired once")
@State
public class TimerCancelMove {
  private static final long TICK = 1_000_000;

  private final AtomicLong clock = new AtomicLong();
  private final TimerWheel wheel = new TimerWheel(clock::get, 0, null);
  private final CountingNode before = new CountingNode();
  private final CountingNode node = new CountingNode();
  private final CountingNode after = new CountingNode();

  /** Arms three in one list of the third level. */
  public TimerCancelMove() {
    wheel.arm(before, 5_000 * TICK);
    wheel.arm(node, 6_000 * TICK);
    wheel.arm(after, 7_000 * TICK);
  }

  /** Cancels. */
  @Actor
  public void canceller(II_Result r) {
    r.r1 = wheel.cancel(node) ? 1 : 0;
  }

  /** Reaches the list, which moves all three down. */
  @Actor
  public void timer() {
    clock.set(4_500 * TICK);
    wheel.advance();
  }

  /** Expires the rest. */
  @Arbiter
  public void settle(II_Result r) {
    clock.set(8_000 * TICK);
    wheel.advance();
    r.r2 =
        node.expiries.get()
            + 10 * (before.expiries.get() - 1)
            + 100 * (after.expiries.get() - 1)
            + 1000 * wheel.armed();
  }
}
