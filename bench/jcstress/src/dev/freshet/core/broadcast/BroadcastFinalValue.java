package dev.freshet.core.broadcast;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIJ_Result;

/** Two publishers on a ring of two: the versions are two, and the newer one stays. */
@JCStressTest
@Outcome(id = "1, 2, 2", expect = Expect.ACCEPTABLE, desc = "the second came last")
@Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "the first came last")
@State
public class BroadcastFinalValue {
  private final Broadcast<Integer> broadcast = Broadcast.of(0, 2);

  /** Publishes 1. */
  @Actor
  public void first(IIJ_Result r) {
    r.r1 = (int) broadcast.publish(1);
  }

  /** Publishes 2. */
  @Actor
  public void second(IIJ_Result r) {
    r.r2 = (int) broadcast.publish(2);
  }

  /** Reads what stays: the value of version 2; -1 if that is not the newest. */
  @Arbiter
  public void arbiter(IIJ_Result r) {
    Cursor<Integer> cursor = broadcast.cursorAfter(0);
    boolean moved = cursor.advance();
    r.r3 = moved && cursor.version() == 2 && cursor.missed() == 1 ? cursor.value() : -1;
  }
}
