package dev.freshet.lab.guide;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the rules: where all conditions hold, a choice and its reason.
 *
 * @param id its name, for tests and JSON
 * @param when all must hold
 * @param choose the choice
 * @param limit where the limit comes from; null unless it is a rule about workers
 * @param because the reason, with facts in braces
 * @param figure what was measured about it; null if nothing can be
 */
record Rule(
    String id,
    List<Condition> when,
    String choose,
    @Nullable LimitSource limit,
    String because,
    @Nullable FigureRef figure) {
  /** Where a limit comes from. */
  enum LimitSource {
    /** Little's law at the peak. */
    ARRIVALS,
    /** As many as keep all processors busy. */
    PROCESSORS,
    /** All processors but one, which is the submitter's. */
    SPARE
  }

  /**
   * A line that is no choice: what to watch out for.
   *
   * @param id its name
   * @param when all must hold
   * @param say the remark, with facts in braces
   */
  record Remark(String id, List<Condition> when, String say) {}

  static boolean hold(List<Condition> when, Facts facts) {
    return when.stream().allMatch(condition -> condition.holds(facts));
  }
}
