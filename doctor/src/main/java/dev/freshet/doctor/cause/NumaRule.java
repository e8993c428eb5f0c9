package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** C7: much of the memory lies on another node than the threads. One reading, not a series. */
final class NumaRule implements Rule {
  static final Limit REMOTE = new Limit(20, "%", "of the pages remote: below 80 % local is poor");

  private final Extra.@Nullable Numa numa;

  NumaRule(Extra.@Nullable Numa numa) {
    this.numa = numa;
  }

  @Override
  public Cause cause() {
    return Cause.NUMA;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    if (numa == null || numa.nodes() < 2) {
      return Optional.empty();
    }
    double remote = Use.percent(numa.remotePages(), numa.remotePages() + numa.localPages());
    if (!REMOTE.exceededBy(remote)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(Cause.NUMA)
            .headline(
                Text.number(remote, "%")
                    + " of the target's memory lies on another node than its threads run on")
            .evidence("remote pages", REMOTE.allowed(), Text.number(remote, "%"), numa.where())
            .check(true)
            .fix(
                "start it on one node: numactl --cpunodebind=0 --membind=0 java ...; or across all"
                    + " with -XX:+UseNUMA, never both",
                "start it without numactl")
            .verdict(windows));
  }
}
