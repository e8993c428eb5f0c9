package dev.freshet.doctor.cause;

import dev.freshet.doctor.Cause;
import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Ways in which threads that had something to do did not get on. They do not overlap, so that what
 * is explained and what is not add up to the whole. In thread-milliseconds.
 */
enum Stall {
  /** Stopped for a collection or another operation of the virtual machine. */
  PAUSE,
  /** Off the processor because a quota was used up. */
  THROTTLED,
  /** Off the processor because others were on it. */
  RUN_QUEUE,
  /** On a virtual processor that had no real one. */
  STOLEN,
  /** Blocked in the kernel, where only the disk (or swap) keeps threads. */
  DISK,
  /** Virtual threads that waited for a carrier. */
  QUEUED,
  /** Waiting for a lock. */
  LOCKED;

  private double ms(Window window) {
    return switch (this) {
      case PAUSE -> Pauses.totalMs(window) * busyThreads(window);
      case THROTTLED -> Use.throttledWaitMs(window);
      case RUN_QUEUE -> Use.contendedMs(window);
      case STOLEN -> stolenMs(window);
      case DISK -> Use.sum(Use.program(window), ThreadUse::blockedInKernel) * window.millis();
      case QUEUED -> queuedMs(window);
      case LOCKED -> Locks.totalMs(window);
    };
  }

  /** What a cause explains by itself. */
  static Set<Stall> explainedBy(Cause cause) {
    return switch (cause) {
      case GC_PAUSE, ALLOCATION -> EnumSet.of(PAUSE);
      case THROTTLED -> EnumSet.of(THROTTLED);
      case AFFINITY -> EnumSet.of(RUN_QUEUE, QUEUED);
      case RUN_QUEUE -> EnumSet.of(RUN_QUEUE);
      case STEAL -> EnumSet.of(STOLEN);
      case DISK -> EnumSet.of(DISK);
      case PARALLELISM, PINNED, NATIVE_BLOCK, CPU_HOG, QUEUE -> EnumSet.of(QUEUED);
      case LOCK -> EnumSet.of(LOCKED);
      case LEAK, MIGRATION, NUMA, FALSE_SHARING -> EnumSet.noneOf(Stall.class);
    };
  }

  /** Over all windows; a figure that is not known adds nothing. */
  static double ms(Collection<Stall> kinds, List<Window> windows) {
    return windows.stream()
        .flatMapToDouble(w -> kinds.stream().mapToDouble(kind -> kind.ms(w)))
        .filter(value -> value > 0)
        .sum();
  }

  private static double busyThreads(Window window) {
    return Math.max(1, Use.program(window).stream().filter(t -> t.slices() > 0).count());
  }

  private static double stolenMs(Window window) {
    double busy = window.machine().busyMs();
    return busy > 0 ? window.machine().stealMs() * Math.min(1, Use.runMs(window) / busy) : 0;
  }

  private static double queuedMs(Window window) {
    return window.scheduler() == null ? 0 : window.scheduler().queued() * window.millis();
  }
}
