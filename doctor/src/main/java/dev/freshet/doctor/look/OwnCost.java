package dev.freshet.doctor.look;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What looking costs this process; what it costs the target is in the samples of its threads. */
final class OwnCost {
  private final long cpuNanos = cpuNanos();
  private final long nanos = System.nanoTime();

  /** Since this object was made, in percent of one processor. */
  double percent() {
    return 100.0 * (cpuNanos() - cpuNanos) / Math.max(1, System.nanoTime() - nanos);
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
