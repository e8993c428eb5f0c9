package dev.freshet.core.broadcast;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Somebody publishes and closes, a reader waits to the end: it has the last value and then the end. */
@JCStressTest
@Outcome(id = "7, 1, 1", expect = Expect.ACCEPTABLE, desc = "the value, then the end")
@State
public class BroadcastClose {
  private final Broadcast<Integer> broadcast = Broadcast.of(0);
  private final Cursor<Integer> cursor = broadcast.cursor();

  /** Publishes and closes. */
  @Actor
  public void publisher() {
    broadcast.publish(7);
    broadcast.close();
  }

  /** Waits until there is no more; a lost end shows as a cursor that is not finished. */
  @Actor
  public void reader(III_Result r) {
    try {
      while (cursor.awaitNewer(Duration.ofSeconds(5))) {
        r.r2++;
      }
    } catch (InterruptedException e) {
      r.r2 = -1;
    }
    r.r1 = cursor.value();
    r.r3 = cursor.isFinished() ? 1 : 0;
  }
}
