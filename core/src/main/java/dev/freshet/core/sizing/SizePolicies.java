package dev.freshet.core.sizing;

import dev.freshet.core.Sizing;
import java.util.Objects;

/** Makes the policy that a {@link Sizing} asks for. */
public final class SizePolicies {
  private SizePolicies() {}

  /**
   * A fresh policy for one pool.
   *
   * @param sizing what was asked for; not {@link Sizing.Fixed}, which needs none
   * @param initialLimit the limit that the pool starts with
   * @return the policy
   * @throws IllegalArgumentException if the sizing is fixed, or the limit is not within its min and
   *     max
   */
  public static SizePolicy of(Sizing sizing, int initialLimit) {
    Objects.requireNonNull(sizing, "sizing");
    return switch (sizing) {
      case Sizing.Fixed _ ->
          throw new IllegalArgumentException(
              "sizing: fixed has no policy; allowed is thresholds, dual window or gradient");
      case Sizing.Thresholds(int min, int max) -> {
        requireWithin(initialLimit, min, max);
        yield new ThresholdPolicy(min, max);
      }
      case Sizing.DualWindow(int min, int max) -> {
        requireWithin(initialLimit, min, max);
        yield new DualWindowPolicy(min, max);
      }
      case Sizing.Gradient(int min, int max) -> {
        requireWithin(initialLimit, min, max);
        yield new GradientPolicy(min, max);
      }
    };
  }

  private static void requireWithin(int limit, int min, int max) {
    if (limit < min || limit > max) {
      throw new IllegalArgumentException(
          "limit: "
              + limit
              + " is out of range; allowed is "
              + min
              + " to "
              + max
              + ", the min and max of the sizing");
    }
  }
}
