package dev.freshet.core.broadcast;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JI_Result;

/** A publisher against somebody who closes and reads: whoever has seen the end has seen the last. */
@JCStressTest
@Outcome(id = "1, 7", expect = Expect.ACCEPTABLE, desc = "published before the end")
@Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "refused after it")
@State
public class BroadcastPublishClose {
  private final Broadcast<Integer> broadcast = Broadcast.of(0);

  /** Publishes. */
  @Actor
  public void publisher(JI_Result r) {
    r.r1 = broadcast.publish(7);
  }

  /** Closes and reads. */
  @Actor
  public void closer(JI_Result r) {
    broadcast.close();
    r.r2 = broadcast.newest();
  }
}
