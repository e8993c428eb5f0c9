package dev.freshet.core.lane;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The lane is linearizable: a queue in calm, a stack in overload. The clock stands still; a lane
 * whose interval is less than nothing is in overload from the start. Evictions are steps of their
 * own, not parts of a poll, so they are left to the other tests.
 */
@Timeout(600)
public class AdaptiveLaneLincheckTest {
  private final AdaptiveLane calm = new AdaptiveLane(2, 5, 100, () -> 0, item -> {});
  private final AdaptiveLane overloaded = new AdaptiveLane(3, 5, -1, () -> 0, item -> {});

  /** Offers. */
  @Operation
  public boolean offer(@Param(gen = IntGen.class) int item) {
    return calm.offer(item);
  }

  /** Polls. */
  @Operation
  public @Nullable Integer poll() {
    return (Integer) calm.poll();
  }

  /** Offers. */
  @Operation
  public boolean push(@Param(gen = IntGen.class) int item) {
    return overloaded.offer(item);
  }

  /** Polls. */
  @Operation
  public @Nullable Integer pop() {
    return (Integer) overloaded.poll();
  }

  /** Takes the victim. */
  @Operation
  public @Nullable Integer popVictim() {
    return (Integer) overloaded.pollVictim();
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(8)
        .invocationsPerIteration(500)
        .threads(2)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(AdaptiveLaneLincheckTest.class);
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
        .check(AdaptiveLaneLincheckTest.class);
  }

  /** What the lane should do. */
  public static final class Specification {
    private final ArrayDeque<Integer> queue = new ArrayDeque<>();
    private final ArrayDeque<Integer> stack = new ArrayDeque<>();

    /** Offers. */
    public boolean offer(int item) {
      return queue.size() < 2 && queue.add(item);
    }

    /** Polls. */
    public @Nullable Integer poll() {
      return queue.poll();
    }

    /** Offers. */
    public boolean push(int item) {
      return stack.size() < 3 && stack.add(item);
    }

    /** Polls. */
    public @Nullable Integer pop() {
      return stack.pollLast();
    }

    /** Takes the victim. */
    public @Nullable Integer popVictim() {
      return stack.pollFirst();
    }
  }
}
