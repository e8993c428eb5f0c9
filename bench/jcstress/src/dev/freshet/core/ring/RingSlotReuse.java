package dev.freshet.core.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A slot is filled again only after the consumer has read it. */
@JCStressTest
@Outcome(
    id = {"true, 1", "false, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "the consumer reads the first item")
@Outcome(expect = Expect.FORBIDDEN, desc = "overwritten while it was read")
@State
public class RingSlotReuse {
  private final Ring<RingSlot> ring = Ring.of(1, RingSlot::new);
  private final CompetingConsumer<RingSlot> consumer = ring.competing();

  /** With one item in the ring. */
  public RingSlotReuse() {
    ring.tryPublish(slot -> slot.value = 1);
  }

  /** Publishes into the same slot. */
  @Actor
  public void producer(ZI_Result r) {
    r.r1 = ring.tryPublish(slot -> slot.value = 2).isDone();
  }

  /** Takes the first item. */
  @Actor
  public void consumer(ZI_Result r) {
    consumer.poll((slot, _, _) -> r.r2 = slot.value, 1);
  }
}
