package dev.freshet.core.ring;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A consumer that waits for the only item there will be is woken by it. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "woken, or it did not park")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
@State
public class RingWakeUp {
  private final Ring<RingSlot> ring = Ring.of(1, RingSlot::new);
  private final CompetingConsumer<RingSlot> consumer = ring.competing();

  /** Publishes once. */
  @Actor
  public void producer() {
    ring.tryPublish(slot -> slot.value = 1);
  }

  /** Waits ten seconds at most. */
  @Actor
  public void consumer(I_Result r) {
    try {
      if (consumer.await(Duration.ofSeconds(10))) {
        consumer.poll((slot, _, _) -> r.r1 = slot.value);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
