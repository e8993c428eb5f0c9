package dev.freshet.core.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A platform thread that leaves its seat when its idle time is up, and somebody who wants to call it. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it is called")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the owner has left")
@State
public class SeatRace {
  private static final Thread OWNER = Thread.currentThread();

  private final Seat seat = new Seat() {};

  /** Seats the owner. */
  public SeatRace() {
    seat.sit(() -> OWNER);
  }

  /** Wants to call. */
  @Actor
  public void caller(II_Result r) {
    r.r1 = seat.hold() && OWNER.equals(seat.callOwner()) ? 1 : 0;
  }

  /** Leaves. */
  @Actor
  public void owner(II_Result r) {
    r.r2 = seat.abandonSeat() ? 1 : 0;
  }
}
