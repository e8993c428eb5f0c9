package dev.freshet.core.ring;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two that compete for two items get one each, or one of them both. */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1", "3, 0", "0, 3"},
    expect = Expect.ACCEPTABLE,
    desc = "each item once")
@Outcome(expect = Expect.FORBIDDEN, desc = "an item lost or doubled")
@State
public class RingExactlyOnce {
  private final Ring<RingSlot> ring = Ring.of(2, RingSlot::new);
  private final CompetingConsumer<RingSlot> one = ring.competing();
  private final CompetingConsumer<RingSlot> two = ring.competing();

  /** With two items in the ring. */
  public RingExactlyOnce() {
    ring.tryPublishAll(2, (slot, i) -> slot.value = i + 1);
  }

  /** Takes all it can. */
  @Actor
  public void first(II_Result r) {
    while (one.poll((slot, _, _) -> r.r1 += slot.value) > 0) {}
  }

  /** Takes all it can. */
  @Actor
  public void second(II_Result r) {
    while (two.poll((slot, _, _) -> r.r2 += slot.value) > 0) {}
  }
}
