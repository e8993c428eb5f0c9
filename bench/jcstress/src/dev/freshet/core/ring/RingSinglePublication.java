package dev.freshet.core.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Whoever takes an item sees what its filler wrote with plain stores, in order. */
@JCStressTest
@Outcome(
    id = {"0, 0", "1, 0", "1, 2"},
    expect = Expect.ACCEPTABLE,
    desc = "nothing, the first or both, whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn or out of order")
@State
public class RingSinglePublication {
  private final Ring<RingSlot> ring =
      Ring.builder(2, RingSlot::new).singleProducer().build();
  private final CompetingConsumer<RingSlot> consumer = ring.competing();

  /** Publishes two. */
  @Actor
  public void producer() {
    ring.tryPublish(slot -> slot.value = 1);
    ring.tryPublish(slot -> slot.value = 2);
  }

  /** Takes two. */
  @Actor
  public void consumer(II_Result r) {
    consumer.poll((slot, _, _) -> r.r1 = slot.value, 1);
    if (r.r1 != 0) {
      consumer.poll((slot, _, _) -> r.r2 = slot.value, 1);
    }
  }
}
