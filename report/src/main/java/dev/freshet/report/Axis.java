package dev.freshet.report;

import java.util.Objects;

/**
 * What an axis shows, in which unit, and whether it is linear or logarithmic.
 *
 * <pre>{@code
 * Axis.linear("time since T0", "ms");
 * Axis.log("response time", "µs");
 * }</pre>
 *
 * <p>The units {@code ns, µs, ms, s} are understood: a logarithmic axis labels itself 100 µs, 1 ms,
 * 10 ms. Any other unit is shown as it is. Immutable; safe to share between threads.
 *
 * @param label what is seen along the axis
 * @param unit unit of the values, or an empty text for a plain count
 * @param scale how values map to places
 */
public record Axis(String label, String unit, Scale scale) {
  /** How values map to places. */
  public enum Scale {
    /** Equal differences are equally far apart. */
    LINEAR,
    /**
     * Equal ratios are equally far apart; values of zero and below have no place and are left out.
     */
    LOG
  }

  /**
   * Keeps the values as they are.
   *
   * @throws NullPointerException if a value is null
   */
  public Axis {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(scale, "scale");
  }

  /**
   * A linear axis.
   *
   * @param label what is seen
   * @param unit unit of the values, or an empty text
   * @return the axis
   */
  public static Axis linear(String label, String unit) {
    return new Axis(label, unit, Scale.LINEAR);
  }

  /**
   * A logarithmic axis.
   *
   * @param label what is seen
   * @param unit unit of the values, or an empty text
   * @return the axis
   */
  public static Axis log(String label, String unit) {
    return new Axis(label, unit, Scale.LOG);
  }

  /** The title of the axis; a logarithmic time axis carries its units at the ticks instead. */
  String title() {
    boolean unitAtTicks = unit.isEmpty() || (scale == Scale.LOG && Numbers.isTime(unit));
    return unitAtTicks ? label : label + " (" + unit + ")";
  }
}
