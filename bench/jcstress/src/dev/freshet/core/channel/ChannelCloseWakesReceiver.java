package dev.freshet.core.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A receiver gets the item that was sent before the channel closed, then the end; never neither. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "the item, then the end")
@State
public class ChannelCloseWakesReceiver {
  private final Channel<Integer> channel = Channel.buffered(2);

  /** Sends and closes. */
  @Actor
  public void sender() {
    channel.trySend(1);
    channel.close();
  }

  /** Receives until the end. */
  @Actor
  public void receiver(I_Result r) throws InterruptedException {
    int steps = 0;
    try {
      while (true) {
        steps += channel.receive();
      }
    } catch (ChannelClosedException e) {
      r.r1 = steps + 1;
    }
  }
}
