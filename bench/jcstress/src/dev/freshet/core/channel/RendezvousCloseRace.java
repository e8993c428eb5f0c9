package dev.freshet.core.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A receiver that receives and then closes: the sender is told of one meeting, then of the end. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "one sent, the next refused, none waits")
@State
public class RendezvousCloseRace {
  private final Channel<Integer> channel = Channel.rendezvous();
  private volatile int sent;

  /** Sends until the end. */
  @Actor
  public void sender() {
    int count = 0;
    try {
      for (; ; ) {
        channel.send(1);
        count++;
      }
    } catch (ChannelClosedException e) {
      sent = count;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Receives one item and closes. */
  @Actor
  public void receiver() {
    try {
      channel.receive();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    channel.close();
  }

  /** Looks for what is left. */
  @Arbiter
  public void settle(II_Result r) {
    r.r1 = sent;
    r.r2 = channel.waitingSenders() + channel.waitingReceivers();
  }
}
