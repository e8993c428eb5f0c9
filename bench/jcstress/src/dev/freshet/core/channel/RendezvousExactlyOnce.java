package dev.freshet.core.channel;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A sender that gives up soon and a receiver that does not wait agree on whether they met. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "met")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "did not meet")
@State
public class RendezvousExactlyOnce {
  private static final Duration BRIEF = Duration.ofNanos(1_000);

  private final Channel<Integer> channel = Channel.rendezvous();

  /** Sends. */
  @Actor
  public void sender(II_Result r) {
    try {
      r.r1 = channel.send(1, BRIEF) ? 1 : 0;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Receives. */
  @Actor
  public void receiver(II_Result r) {
    Integer item = channel.tryReceive();
    r.r2 = item == null ? 0 : item;
  }
}
