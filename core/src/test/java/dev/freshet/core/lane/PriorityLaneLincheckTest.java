package dev.freshet.core.lane;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The lane is linearizable, ageing included: against a lane that one thread at a time uses. A level
 * is due after one item of a higher one, so that short runs see it.
 */
@Timeout(600)
public class PriorityLaneLincheckTest {
  private final PriorityLane lane = new PriorityLane(3, 3, 1);

  /** Offers. */
  @Operation
  public boolean offer(
      @Param(gen = IntGen.class) int id, @Param(gen = IntGen.class, conf = "0:2") int priority) {
    return lane.offer(RankedItem.ofPriority(id, priority));
  }

  /** Offers two at once, the second to another level. */
  @Operation
  public int offerTwo(
      @Param(gen = IntGen.class) int id, @Param(gen = IntGen.class, conf = "0:1") int priority) {
    return lane.offerAll(
        new Object[] {
          RankedItem.ofPriority(id, priority), RankedItem.ofPriority(-id, priority + 1)
        },
        0,
        2);
  }

  /** Polls. */
  @Operation
  public @Nullable Integer poll() {
    return id((RankedItem) lane.poll());
  }

  /** Takes the victim. */
  @Operation
  public @Nullable Integer pollVictim() {
    return id((RankedItem) lane.pollVictim());
  }

  /** Counts. */
  @Operation
  public int size() {
    return lane.size();
  }

  /** Closes. */
  @Operation
  public void close() {
    lane.close();
  }

  /** Asks for the end. */
  @Operation
  public boolean isFinished() {
    return lane.isFinished();
  }

  private static @Nullable Integer id(@Nullable RankedItem item) {
    return item == null ? null : item.id();
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(4)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(PriorityLaneLincheckTest.class);
  }

  @Test
  @Tag("deep")
  void modelCheckingWithThreeThreads() {
    new ModelCheckingOptions()
        .iterations(40)
        .invocationsPerIteration(5_000)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(PriorityLaneLincheckTest.class);
  }

  /** What the lane should do. */
  public static final class Specification {
    private final PriorityModel model = new PriorityModel(3, 3, 1);
    private boolean closed;

    /** Offers. */
    public boolean offer(int id, int priority) {
      return !closed && model.offer(RankedItem.ofPriority(id, priority));
    }

    /** Offers two. */
    public int offerTwo(int id, int priority) {
      return offer(id, priority) ? offer(-id, priority + 1) ? 2 : 1 : 0;
    }

    /** Polls. */
    public @Nullable Integer poll() {
      return id(model.poll());
    }

    /** Takes the victim. */
    public @Nullable Integer pollVictim() {
      return id(model.pollVictim());
    }

    /** Counts. */
    public int size() {
      return model.size();
    }

    /** Closes. */
    public void close() {
      closed = true;
    }

    /** Asks for the end. */
    public boolean isFinished() {
      return closed && model.size() == 0;
    }
  }
}
