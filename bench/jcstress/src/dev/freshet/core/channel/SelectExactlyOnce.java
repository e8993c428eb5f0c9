package dev.freshet.core.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A choice between two channels takes one item; the other stays where it is. */
@JCStressTest
@Outcome(id = "3, 1", expect = Expect.ACCEPTABLE, desc = "one taken, one left, none waits")
@State
public class SelectExactlyOnce {
  private final Channel<Integer> one = Channel.buffered(1);
  private final Channel<Integer> two = Channel.buffered(1);
  private volatile int taken;

  /** Sends to both. */
  @Actor
  public void sender() {
    one.trySend(1);
    two.trySend(2);
  }

  /** Takes one. */
  @Actor
  public void chooser() throws InterruptedException {
    taken = Select.<Integer>first(one.onReceive(), two.onReceive());
  }

  /** Takes what is left. */
  @Arbiter
  public void settle(II_Result r) {
    Integer first = one.tryReceive();
    Integer second = two.tryReceive();
    r.r1 = taken + (first == null ? 0 : first) + (second == null ? 0 : second);
    r.r2 = 1 + one.waitingReceivers() + two.waitingReceivers();
  }
}
