package dev.freshet.core.broadcast;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A waiter against a publisher: it is woken, whichever comes first, and no node is left behind. */
@JCStressTest
@Outcome(id = "1, 7, 0", expect = Expect.ACCEPTABLE, desc = "it has the version")
@State
public class BroadcastWaiter {
  private final Broadcast<Integer> broadcast = Broadcast.of(0);
  private final Cursor<Integer> cursor = broadcast.cursor();

  /** Publishes. */
  @Actor
  public void publisher() {
    broadcast.publish(7);
  }

  /** Waits; a lost wake-up shows as a time-out. */
  @Actor
  public void waiter(III_Result r) {
    try {
      r.r1 = cursor.awaitNewer(Duration.ofSeconds(5)) ? 1 : 0;
    } catch (InterruptedException e) {
      r.r1 = -1;
    }
    r.r2 = cursor.value();
  }

  /** Counts who waits. */
  @Arbiter
  public void arbiter(III_Result r) {
    r.r3 = broadcast.waiting();
  }
}
