package dev.freshet.doctor.cause;

import dev.freshet.doctor.window.Window;
import dev.freshet.doctor.window.Window.Role;
import dev.freshet.doctor.window.Window.SchedulerUse;
import dev.freshet.doctor.window.Window.ThreadUse;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What the carriers of a window did with their time, each as a share of parallelism × window.
 *
 * @param use what the scheduler says
 * @param running on a processor
 * @param waiting for a processor
 * @param blocked carrying a virtual thread, yet neither running nor waiting for a processor, nor
 *     stopped by a pause
 */
record Carriers(SchedulerUse use, double running, double waiting, double blocked) {
  static final Limit QUEUED =
      new Limit(80, "%", "of the samples find a queue: below, bursts come and go");
  static final Limit BLOCKED =
      new Limit(30, "%", "of carrier time blocked: estimates of the scheduler are off by less");
  static final Limit BUSY = new Limit(90, "%", "of carrier time on a processor: no room left");

  static final String BEAN = "jdk.management:type=VirtualThreadScheduler";
  static final String SCHEDSTAT = "/proc/PID/task/TID/schedstat of the carriers";

  /** Empty if the scheduler or its carriers cannot be seen: then nothing may be concluded. */
  static Optional<Carriers> of(Window window) {
    SchedulerUse use = window.scheduler();
    List<ThreadUse> threads = Use.of(window, Role.CARRIER);
    if (use == null || use.parallelism() < 1 || threads.isEmpty()) {
      return Optional.empty();
    }
    double capacity = use.parallelism() * window.millis();
    double run = Use.sum(threads, ThreadUse::runMs) / capacity;
    double wait = Use.sum(threads, ThreadUse::waitMs) / capacity;
    double paused = Math.min(1, Pauses.totalMs(window) / window.millis());
    double blocked = use.mounted() / use.parallelism() - run - wait - paused;
    return Optional.of(new Carriers(use, run, wait, Math.max(0, blocked)));
  }

  static Predicate<Window> when(Predicate<Carriers> condition) {
    return window -> of(window).filter(condition).isPresent();
  }

  static ToDoubleFunction<Window> figure(ToDoubleFunction<Carriers> figure) {
    return window -> of(window).map(c -> figure.applyAsDouble(c)).orElse(Double.NaN);
  }

  boolean isQueueing() {
    return QUEUED.exceededBy(queuedPercent());
  }

  double queuedPercent() {
    return 100 * use.queuedShare();
  }

  double runningPercent() {
    return 100 * running;
  }

  double waitingPercent() {
    return 100 * waiting;
  }

  double blockedPercent() {
    return 100 * blocked;
  }

  boolean isBlocked() {
    return BLOCKED.exceededBy(blockedPercent());
  }

  boolean isBusy() {
    return BUSY.exceededBy(runningPercent());
  }
}
