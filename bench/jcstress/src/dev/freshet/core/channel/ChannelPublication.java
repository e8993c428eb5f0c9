package dev.freshet.core.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** What was written before send is seen after receive, over a buffer and at a rendezvous. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both items and what was written before")
@State
public class ChannelPublication {
  private static final class Item {
    int value;
  }

  private final Channel<Item> buffered = Channel.buffered(1);
  private final Channel<Item> meeting = Channel.rendezvous();

  private static Item item() {
    Item item = new Item();
    item.value = 1;
    return item;
  }

  /** Writes plainly, then sends. */
  @Actor
  public void sender() throws InterruptedException {
    buffered.send(item());
    meeting.send(item());
  }

  /** Receives, then reads plainly. */
  @Actor
  public void receiver(II_Result r) throws InterruptedException {
    r.r1 = buffered.receive().value;
    r.r2 = meeting.receive().value;
  }
}
