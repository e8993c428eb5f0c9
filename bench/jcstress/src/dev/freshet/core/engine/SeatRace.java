package dev.freshet.core.engine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A platform thread that leaves its seat when its idle time is up, and two that want to call it. */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the first calls")
@Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "the second calls")
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "the owner has left")
@State
public class SeatRace {
  private static final Thread OWNER = Thread.currentThread();

  private final Seat seat = new Seat() {};

  /** Seats the owner. */
  public SeatRace() {
    seat.sit(OWNER);
  }

  /** Wants to call. */
  @Actor
  public void first(III_Result r) {
    r.r1 = seat.hold() && OWNER.equals(seat.callOwner()) ? 1 : 0;
  }

  /** Wants to call as well. */
  @Actor
  public void second(III_Result r) {
    r.r2 = seat.hold() && OWNER.equals(seat.callOwner()) ? 1 : 0;
  }

  /** Leaves. */
  @Actor
  public void owner(III_Result r) {
    r.r3 = seat.abandonSeat() ? 1 : 0;
  }
}
