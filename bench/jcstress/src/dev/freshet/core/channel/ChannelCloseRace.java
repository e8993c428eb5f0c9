package dev.freshet.core.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An item that was sent while the channel closed can be received, and no other. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sent and received")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "refused and not received")
@State
public class ChannelCloseRace {
  private final Channel<Integer> channel = Channel.buffered(1);
  private volatile int sent;

  /** Sends. */
  @Actor
  public void sender() throws InterruptedException {
    try {
      channel.send(1);
      sent = 1;
    } catch (ChannelClosedException e) {
      sent = 0;
    }
  }

  /** Closes. */
  @Actor
  public void closer() {
    channel.close();
  }

  /** Receives what is there. */
  @Arbiter
  public void settle(II_Result r) {
    r.r1 = sent;
    r.r2 = channel.tryReceive() == null ? 0 : 1;
    if (!channel.isFinished()) {
      r.r2 = -1;
    }
  }
}
