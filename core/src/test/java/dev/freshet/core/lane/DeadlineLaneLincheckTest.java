package dev.freshet.core.lane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lane is linearizable: against a sorted list that one thread at a time uses. */
@Timeout(600)
public class DeadlineLaneLincheckTest {
  private final DeadlineLane lane = new DeadlineLane(3, 2, () -> 0);

  /** Offers. */
  @Operation
  public boolean offer(
      @Param(gen = IntGen.class) int id, @Param(gen = IntGen.class, conf = "0:3") int deadline) {
    return lane.offer(RankedItem.ofDeadline(id, deadline));
  }

  /** Offers without deadline. */
  @Operation
  public boolean offerPatient(@Param(gen = IntGen.class) int id) {
    return lane.offer(RankedItem.ofDeadline(id, Ranked.NO_DEADLINE));
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
        .check(DeadlineLaneLincheckTest.class);
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
        .check(DeadlineLaneLincheckTest.class);
  }

  /** What the lane should do. */
  public static final class Specification {
    private final List<RankedItem> items = new ArrayList<>();

    /** Offers. */
    public boolean offer(int id, int deadline) {
      if (items.size() == 3) {
        return false;
      }
      items.add(RankedItem.ofDeadline(id, deadline));
      items.sort(Comparator.comparingLong(RankedItem::deadlineNanos)); // stable
      return true;
    }

    /** Offers without deadline: due after the slack. */
    public boolean offerPatient(int id) {
      return offer(id, 2);
    }

    /** Polls. */
    public @Nullable Integer poll() {
      return items.isEmpty() ? null : items.removeFirst().id();
    }

    /** Takes the victim. */
    public @Nullable Integer pollVictim() {
      return items.isEmpty() ? null : items.removeLast().id();
    }
  }
}
