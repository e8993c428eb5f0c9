package dev.freshet.cli;

import dev.freshet.doctor.tune.TuneDecision;
import dev.freshet.doctor.tune.TuneDecision.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows the decisions of a tuner: each that is new as a line, the others as progress; and sums them
 * up in the end.
 *
 * <p>Thread-safe: the tuner's thread adds, the command's reads.
 */
final class TuneLog implements Consumer<TuneDecision> {
  private final Output output;
  private final List<TuneDecision> decisions = new ArrayList<>();

  TuneLog(Output output) {
    this.output = output;
  }

  @Override
  public synchronized void accept(TuneDecision decision) {
    boolean fresh =
        decisions.isEmpty()
            || decisions.getLast().action() != decision.action()
            || decisions.getLast().to() != decision.to();
    decisions.add(decision);
    if (decision.action() == Action.LOOK || !fresh) {
      output.tick(TuneWords.decision(decision));
      output.detail(TuneWords.decision(decision));
    } else {
      output.note(TuneWords.decision(decision));
    }
  }

  /** A view that grows with the log. */
  synchronized List<TuneDecision> decisions() {
    return decisions;
  }

  /** The last level that is not on trial. */
  synchronized int level(int initial) {
    int level = initial;
    for (TuneDecision decision : decisions) {
      switch (decision.action()) {
        case KEEP -> level = decision.from();
        case UNDO -> level = decision.to();
        case LOOK, HOLD, RAISE, LOWER -> {}
      }
    }
    return level;
  }

  /** What to tell the user in the end. */
  synchronized List<String> advice(long pid, int initial, boolean applied) {
    if (applied) {
      int level = level(initial);
      return List.of(
          level == initial
              ? "best level found: " + initial + ", as it was; " + lastReason()
              : "best level found: %d instead of %d; start it with %s"
                  .formatted(level, initial, TuneWords.option(level)));
    }
    TuneDecision move =
        decisions.stream().filter(TuneDecision::moves).reduce((first, last) -> last).orElse(null);
    if (move == null) {
      return List.of("advice: leave it at " + initial + "; " + lastReason());
    }
    return List.of(
        "advice: %d carriers instead of %d: %s".formatted(move.to(), initial, move.reason()),
        "  try it:  freshet tune %d --auto --apply".formatted(pid),
        "  set it:  freshet tune %d --parallelism %d --keep".formatted(pid, move.to()),
        "  at start: " + TuneWords.option(move.to()));
  }

  private String lastReason() {
    return decisions.isEmpty()
        ? "the time was too short to see anything"
        : decisions.getLast().reason();
  }
}
