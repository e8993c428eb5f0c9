package dev.freshet.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How loud the machine was before the first run: what others took of it, and how late its timers
 * are.
 *
 * <pre>{@code
 * Noise noise = result.noise();
 * if (noise.tooLoud()) System.out.println(noise.complaints());
 * }</pre>
 *
 * <p>A figure that cannot be had is NaN, and complains about nothing. Immutable.
 *
 * @param stealPercent CPU time withheld by the hypervisor, 0 to 100
 * @param neighboursPercent CPU time taken by other processes, of all CPUs, 0 to 100
 * @param overshootP99Us how late a timed park returns, 99th percentile, µs
 */
public record Noise(double stealPercent, double neighboursPercent, double overshootP99Us) {
  /**
   * Steal from which a ranking means nothing, in percent: two runs can differ by as much for a
   * reason outside of the machine.
   */
  public static final double MOST_STEAL_PERCENT = 2;

  /**
   * Load of others from which a ranking means nothing, in percent of all CPUs: a tenth of the
   * machine, about the difference that comparisons of pools are made for.
   */
  public static final double MOST_NEIGHBOURS_PERCENT = 10;

  /**
   * Overshoot of timers from which latencies are those of the machine, µs: twenty times the timer
   * slack of Linux, so that something else than the timer must be in the way.
   */
  public static final double MOST_OVERSHOOT_US = 1_000;

  /**
   * Whether what is measured now can be ranked.
   *
   * @return true if something is beyond its limit
   */
  public boolean tooLoud() {
    return !complaints().isEmpty();
  }

  /**
   * What is beyond its limit.
   *
   * @return one line each with the figure and the limit; empty on a quiet machine
   */
  public List<String> complaints() {
    List<String> lines = new ArrayList<>();
    if (stealPercent > MOST_STEAL_PERCENT) {
      lines.add(over("the hypervisor withholds", stealPercent, "%", MOST_STEAL_PERCENT));
    }
    if (neighboursPercent > MOST_NEIGHBOURS_PERCENT) {
      lines.add(over("other processes take", neighboursPercent, "%", MOST_NEIGHBOURS_PERCENT));
    }
    if (overshootP99Us > MOST_OVERSHOOT_US) {
      lines.add(over("timers are late by", overshootP99Us, "us", MOST_OVERSHOOT_US));
    }
    return lines;
  }

  private static String over(String what, double value, String unit, double limit) {
    return String.format(Locale.ROOT, "%s %.1f %s (at most %.0f)", what, value, unit, limit);
  }
}
