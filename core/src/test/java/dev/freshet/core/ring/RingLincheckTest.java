package dev.freshet.core.ring;

import dev.freshet.core.lane.PeerWait;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The competing form is linearizable, against a queue of capacity 2 that one thread at a time uses,
 * if half-done operations are waited for: a ring is full while a slot is being given back, and an
 * item is not to be had while the one before it is being published.
 */
@Timeout(600)
@SuppressWarnings("exports") // nobody uses tests from outside
public class RingLincheckTest {
  /** Who lost a claim pauses for longer than Lincheck lets a loop turn before it calls it endless. */
  private static final int TURNS = 2 * MultiProducer.BACK_OFF_LAST;

  private final Ring<Item> ring = Ring.of(2, Item::new);
  private final CompetingConsumer<Item> consumer = ring.competing();

  /** Publishes. */
  @Operation
  public boolean publish(@Param(gen = IntGen.class) int value) {
    for (int spins = 0; ; spins = PeerWait.pause(spins)) {
      Publication outcome = ring.tryPublish(Item::set, value);
      if (outcome != Publication.FULL) {
        return outcome.isDone();
      }
      if (consumer.backlog() >= 2) {
        return false;
      }
    }
  }

  /** Takes. */
  @Operation
  public @Nullable Long take() {
    for (int spins = 0; ; spins = PeerWait.pause(spins)) {
      long position = consumer.claim();
      if (position >= 0) {
        long value = ring.slot(position).whole();
        consumer.complete(position);
        return value;
      }
      if (consumer.backlog() == 0) {
        return null;
      }
    }
  }

  /** Closes. */
  @Operation
  public void close() {
    ring.close();
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(500)
        .threads(2)
        .loopBound(TURNS)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(RingLincheckTest.class);
  }

  @Test
  @Tag("deep")
  void modelCheckingWithThreeThreads() {
    new ModelCheckingOptions()
        .iterations(100)
        .invocationsPerIteration(5_000)
        .threads(3)
        .loopBound(TURNS)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(RingLincheckTest.class);
  }

  /** What the ring should do. */
  public static final class Specification {
    private long first;
    private long second;
    private int size;
    private boolean closed;

    /** Publishes. */
    public boolean publish(int value) {
      if (closed || size == 2) {
        return false;
      }
      if (size == 0) {
        first = value;
      } else {
        second = value;
      }
      size++;
      return true;
    }

    /** Takes. */
    public @Nullable Long take() {
      if (size == 0) {
        return null;
      }
      long value = first;
      first = second;
      size--;
      return value;
    }

    /** Closes. */
    public void close() {
      closed = true;
    }
  }
}
