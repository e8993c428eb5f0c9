package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.Verdict;
import dev.freshet.doctor.window.JvmEvent.Io;
import dev.freshet.doctor.window.Target;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * C15: threads wait for the disk inside the kernel. The machine's iowait is only idle time with a
 * label, so the threads' own state and the time of slow forces count instead.
 */
final class DiskRule implements Rule {
  static final Limit BLOCKED =
      new Limit(20, "% of the window", "some thread in the kernel: where monitors warn of iowait");
  static final Limit BAD_BLOCKED =
      new Limit(40, "% of the window", "some thread in the kernel: where monitors raise alarm");
  static final Limit PRESSURE = new Limit(5, "%", "of the time some task waited for the disk");

  private static final String WHERE = "/proc/PID/task/TID/stat state D, jdk.FileForce";

  @Override
  public Cause cause() {
    return Cause.DISK;
  }

  @Override
  public Optional<Verdict> look(Target target, List<Window> windows) {
    return Streak.of(windows, w -> BLOCKED.exceededBy(percent(w))).map(s -> verdict(windows, s));
  }

  /** Slow forces and threads in state D are the same stalls seen twice. */
  private static double percent(Window window) {
    double kernel = 100 * Use.sum(Use.program(window), ThreadUse::blockedInKernel);
    double events = Use.percent(files(window).stream().mapToDouble(Io::ms).sum(), window.millis());
    return Double.isNaN(kernel) ? events : Math.max(kernel, events);
  }

  private static double pressure(Window window) {
    return Use.percent(window.machine().pressureIoMs(), window.millis());
  }

  /** A slow socket is somebody else's slowness, not the disk's. */
  private static List<Io> files(Window window) {
    return window.events().stream()
        .filter(Io.class::isInstance)
        .map(Io.class::cast)
        .filter(io -> io.kind().equals("force") || io.path().startsWith("/"))
        .filter(io -> !Stacks.isDoctor(io.thread(), io.stack()))
        .toList();
  }

  private static Verdict verdict(List<Window> windows, Streak streak) {
    Tally paths = new Tally();
    Tally sites = new Tally();
    for (Window window : streak.hits()) {
      for (Io io : files(window)) {
        paths.add(io.kind() + " of " + io.path(), io.ms());
        sites.add(Stacks.site(io.stack()), io.ms());
      }
    }
    String thread =
        Use.program(streak.last()).stream()
            .max(Comparator.comparingDouble(ThreadUse::blockedInKernel))
            .map(ThreadUse::name)
            .orElse("?");
    String site = sites.top().orElse("the writes of thread \"" + thread + "\"");
    return new Finding(Cause.DISK)
        .critical(BAD_BLOCKED.exceededBy(streak.mean(DiskRule::percent)))
        .headline(
            paths.top().map(p -> p + " in " + site).orElse("thread \"" + thread + "\"")
                + " waits for the disk")
        .evidence(
            streak.evidence(
                "threads in the kernel for the disk, % of the window",
                DiskRule::percent, BLOCKED, WHERE))
        .evidence(
            streak.evidence(
                "time some task waited for the disk, %",
                DiskRule::pressure, PRESSURE, "/proc/pressure/io"))
        .check(true)
        .check(PRESSURE.exceededBy(streak.mean(DiskRule::pressure)))
        .check(paths.names() > 0)
        .fix(
            "in "
                + site
                + ": force once for many records (group commit), or put the file on a"
                + " faster disk",
            "force each record again")
        .verdict(windows);
  }
}
