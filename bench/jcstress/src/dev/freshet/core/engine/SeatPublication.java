package dev.freshet.core.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The publication edge of a seat: what the caller put in hand is seen by the owner it calls. */
@JCStressTest
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not called yet")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "called, and the task is in hand")
@State
public class SeatPublication {
  private final Seat seat = new Seat() {};
  private int inHand;

  /** Seats the owner. */
  public SeatPublication() {
    seat.sit(Thread::currentThread);
    seat.hold();
  }

  /** Puts a task in hand with a plain write, then calls. */
  @Actor
  public void caller() {
    inHand = 1;
    seat.callOwner();
  }

  /** Reads plainly once it is called. */
  @Actor
  public void owner(I_Result r) {
    r.r1 = seat.isCalled() ? inHand : -1;
  }
}
