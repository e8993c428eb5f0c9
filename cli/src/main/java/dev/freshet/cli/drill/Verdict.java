package dev.freshet.cli.drill;

import dev.freshet.cli.ExitCode;
import dev.freshet.market.check.Invariant;
import java.util.List;
import java.util.Map;

/**
 * What a drill amounts to: the exit code and the words for it.
 *
 * @param code lowest of all that applies
 * @param headline a few words
 * @param sentence one sentence
 */
record Verdict(ExitCode code, String headline, String sentence) {
  private static final Map<String, ExitCode> CODES =
      Map.of(
          "I1", ExitCode.OVERSOLD,
          "I2", ExitCode.LOST_ORDER,
          "I3", ExitCode.INVENTED_ORDER,
          "I4", ExitCode.CHANGED_ANSWER,
          "I5", ExitCode.OVERSOLD,
          "I6", ExitCode.FALSE_SOLD_OUT,
          "I7", ExitCode.COMMIT_ORDER,
          "I8", ExitCode.CHANGED_ANSWER,
          "I9", ExitCode.UNRESOLVED,
          "I10", ExitCode.UNRESOLVED);

  private static final Map<ExitCode, String> HEADLINES =
      Map.of(
          ExitCode.HOLDS, "Nothing oversold. Nothing lost.",
          ExitCode.INTERNAL, "The market cannot be judged.",
          ExitCode.OVERSOLD, "Oversold.",
          ExitCode.LOST_ORDER, "An accepted order is lost.",
          ExitCode.CHANGED_ANSWER, "One key, two answers.",
          ExitCode.FALSE_SOLD_OUT, "Sold out was said while there was stock.",
          ExitCode.INVENTED_ORDER, "There is an order that nobody placed.",
          ExitCode.COMMIT_ORDER, "The commit order contradicts what shoppers saw.",
          ExitCode.UNRESOLVED, "The books do not balance.",
          ExitCode.CANNOT_JUDGE, "This run proves nothing.");

  /**
   * Weighs everything.
   *
   * @param invariants findings of the checker
   * @param trouble what is wrong with the market besides, or empty
   * @param doubt why the client cannot judge, or empty
   * @param interrupted whether the drill was asked to stop
   * @param shoppers for the sentence
   */
  static Verdict of(
      List<Invariant> invariants, String trouble, String doubt, boolean interrupted, int shoppers) {
    ExitCode code = trouble.isEmpty() ? ExitCode.HOLDS : ExitCode.INTERNAL;
    for (Invariant invariant : invariants) {
      code =
          invariant.holds()
              ? code
              : code.and(CODES.getOrDefault(invariant.id(), ExitCode.INTERNAL));
    }
    long broken = invariants.stream().filter(invariant -> !invariant.holds()).count();
    code = doubt.isEmpty() ? code : code.and(ExitCode.CANNOT_JUDGE);
    code = interrupted ? code.and(ExitCode.INTERRUPTED) : code;
    String sentence =
        switch (code) {
          case HOLDS ->
              "All %d invariants hold for %,d shoppers.".formatted(invariants.size(), shoppers);
          case INTERNAL -> trouble + ".";
          case CANNOT_JUDGE -> "The invariants hold, but " + doubt + ".";
          case INTERRUPTED ->
              "The drill was interrupted; what was done until then holds all %d invariants."
                  .formatted(invariants.size());
          default -> "%d of %d invariants are broken.".formatted(broken, invariants.size());
        };
    return new Verdict(
        code, HEADLINES.getOrDefault(code, "Interrupted; nothing wrong so far."), sentence);
  }

  boolean good() {
    return code == ExitCode.HOLDS;
  }
}
