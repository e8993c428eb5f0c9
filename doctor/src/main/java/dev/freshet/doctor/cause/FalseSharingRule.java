package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * C12: two writers get more done on one processor than on two, so a cache line goes to and fro
 * between them. Without hardware counters only this probe tells; it is never guessed.
 */
final class FalseSharingRule implements Rule {
  static final Limit GAIN =
      new Limit(1.5, "times", "as fast on one processor: apart from each other it is half");

  private final Extra.@Nullable Squeeze squeeze;

  FalseSharingRule(Extra.@Nullable Squeeze squeeze) {
    this.squeeze = squeeze;
  }

  @Override
  public Cause cause() {
    return Cause.FALSE_SHARING;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    if (squeeze == null || !GAIN.exceededBy(squeeze.oneCore() / squeeze.twoCores())) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(Cause.FALSE_SHARING)
            .headline(
                squeeze.subject()
                    + ": two writers are "
                    + Text.number(squeeze.oneCore() / squeeze.twoCores(), "times")
                    + " as fast on one processor as on two")
            .evidence(
                "writes on two processors, against one",
                Text.number(squeeze.oneCore(), "a ms on one"),
                Text.number(squeeze.twoCores(), "a ms on two"),
                "core-squeeze probe")
            .check(true)
            .fix(
                "put the fields of "
                    + squeeze.subject()
                    + " 128 bytes apart (padding), or count with LongAdder",
                "take the padding out")
            .verdict(windows));
  }
}
