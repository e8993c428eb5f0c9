package dev.freshet.core.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** What is published while the ring closes is consumed; what is refused is not. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "published and consumed")
@Outcome(id = "false, 0", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or there without having been published")
@State
public class RingShutdownRace {
  private final Ring<RingSlot> ring = Ring.of(2, RingSlot::new);
  private final CompetingConsumer<RingSlot> consumer = ring.competing();
  private int taken;

  /** Publishes. */
  @Actor
  public void producer(ZI_Result r) {
    r.r1 = ring.tryPublish(slot -> slot.value = 1).isDone();
  }

  /** Closes, and takes until nothing will come. */
  @Actor
  public void closer() {
    ring.close();
    while (!consumer.isFinished()) {
      consumer.poll((slot, _, _) -> taken += slot.value);
    }
  }

  /** Looks. */
  @Arbiter
  public void end(ZI_Result r) {
    r.r2 = taken;
  }
}
