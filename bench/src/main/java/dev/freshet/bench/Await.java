package dev.freshet.bench;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import jdk.management.VirtualThreadSchedulerMXBean;

/** Waits for what no subject can tell by a signal. */
final class Await {
  private static final long PATIENCE_SECONDS = 120;

  private Await() {}

  /**
   * Until the condition holds.
   *
   * @param condition looked at all the time, and the processor left to others in between
   * @param failure says what is missing, if it never holds
   * @throws IllegalStateException after two minutes
   */
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy on machines with few processors
  static void until(BooleanSupplier condition, Supplier<String> failure) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(failure.get());
      }
      Thread.yield();
    }
  }

  /**
   * Until an instant: the end of a time in which something is measured.
   *
   * @param nanoTime of {@link System#nanoTime}
   */
  static void instant(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Until the condition holds and every virtual thread that was started is parked. */
  static void stillness(BooleanSupplier condition, Supplier<String> failure) {
    VirtualThreadSchedulerMXBean scheduler =
        ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    until(
        () ->
            condition.getAsBoolean()
                && scheduler.getQueuedVirtualThreadCount() == 0
                && scheduler.getMountedVirtualThreadCount() == 0,
        failure);
  }
}
