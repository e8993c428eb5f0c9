package dev.freshet.core.handoff;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The steps of which a meeting without the lock consists are linearizable: an item is taken once,
 * and whoever goes away is told whether it was met.
 *
 * <p>A rendezvous as a whole has no sequential specification, as its two operations return
 * together. So each visit is split in two operations, coming and going, and the visitor's are kept
 * apart.
 */
@Timeout(600)
@SuppressWarnings("exports") // Lincheck wants it public
public class MeetingPointLincheckTest {
  private final MeetingPoint point = new MeetingPoint();
  private long offered = -1;
  private long wanted = -1;

  /** A sender that runs into a receiver. */
  @Operation
  public boolean give(@Param(gen = IntGen.class) int item) {
    long seen = point.look();
    return MeetingPoint.isWanted(seen) && point.give(seen, item);
  }

  /** A receiver that runs into a sender. */
  @Operation
  public @Nullable Object take() {
    long seen = point.look();
    return MeetingPoint.isOffered(seen) ? point.take(seen) : null;
  }

  /** A sender comes; whether the place was free. */
  @Operation(nonParallelGroup = "visitor")
  public boolean offer(@Param(gen = IntGen.class) int item) {
    long seen = point.look();
    if (offered >= 0 || wanted >= 0 || !MeetingPoint.isFree(seen) || !point.offer(seen, item)) {
      return false;
    }
    offered = seen;
    return true;
  }

  /** It goes; whether it was met. */
  @Operation(nonParallelGroup = "visitor")
  public boolean endOffer() {
    boolean met = offered >= 0 && point.endOffer(offered);
    offered = -1;
    return met;
  }

  /** A receiver comes; whether the place was free. */
  @Operation(nonParallelGroup = "visitor")
  public boolean want() {
    long seen = point.look();
    if (offered >= 0 || wanted >= 0 || !MeetingPoint.isFree(seen) || !point.want(seen)) {
      return false;
    }
    wanted = seen;
    return true;
  }

  /** It goes, with what it was given. */
  @Operation(nonParallelGroup = "visitor")
  public @Nullable Object endWant() {
    Object item = wanted >= 0 ? point.endWant(wanted) : null;
    wanted = -1;
    return item;
  }

  @Test
  void modelChecking() {
    new ModelCheckingOptions()
        .iterations(20)
        .invocationsPerIteration(500)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(Specification.class)
        .check(MeetingPointLincheckTest.class);
  }

  /** What the meeting point should do. */
  public static final class Specification {
    private @Nullable Integer offered;
    private boolean isOffering;
    private @Nullable Integer given;
    private boolean isWanting;

    /** A sender that runs into a receiver. */
    public boolean give(int item) {
      if (!isWanting || given != null) {
        return false;
      }
      given = item;
      return true;
    }

    /** A receiver that runs into a sender. */
    public @Nullable Object take() {
      Integer item = offered;
      offered = null;
      return item;
    }

    /** A sender comes. */
    public boolean offer(int item) {
      if (isOffering || isWanting) {
        return false;
      }
      isOffering = true;
      offered = item;
      return true;
    }

    /** It goes. */
    public boolean endOffer() {
      boolean met = isOffering && offered == null;
      isOffering = false;
      offered = null;
      return met;
    }

    /** A receiver comes. */
    public boolean want() {
      if (isOffering || isWanting) {
        return false;
      }
      isWanting = true;
      return true;
    }

    /** It goes. */
    public @Nullable Object endWant() {
      Integer item = given;
      isWanting = false;
      given = null;
      return item;
    }
  }
}
