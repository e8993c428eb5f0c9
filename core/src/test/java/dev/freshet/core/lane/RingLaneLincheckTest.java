package dev.freshet.core.lane;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lane is linearizable: against a queue of capacity 2 that one thread at a time uses. */
@Timeout(600)
public class RingLaneLincheckTest {
  private final RingLane lane = new RingLane(2);

  /** Offers. */
  @Operation
  public boolean offer(@Param(gen = IntGen.class) int item) {
    return lane.offer(item);
  }

  /** Polls. */
  @Operation
  public @Nullable Integer poll() {
    return (Integer) lane.poll();
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(RingLaneLincheckTest.class);
  }

  @Test
  @Tag("deep")
  void modelCheckingWithThreeThreads() {
    new ModelCheckingOptions()
        .iterations(100)
        .invocationsPerIteration(5_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(RingLaneLincheckTest.class);
  }

  /** What the lane should do. */
  public static final class Specification {
    private int first;
    private int second;
    private int size;

    /** Offers. */
    public boolean offer(int item) {
      switch (size) {
        case 0 -> first = item;
        case 1 -> second = item;
        default -> {
          return false;
        }
      }
      size++;
      return true;
    }

    /** Polls. */
    public @Nullable Integer poll() {
      if (size == 0) {
        return null;
      }
      int item = first;
      first = second;
      size--;
      return item;
    }
  }
}
