package dev.freshet.lab.child;

import com.sun.management.ThreadMXBean;
import dev.freshet.host.ResourceUsage;
import dev.freshet.host.RunDelayMeter;
import dev.freshet.lab.Measurement.Gc;
import dev.freshet.lab.Measurement.RunDelay;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the whole process spends on the measured part of a trial.
 *
 * {@snippet lang=java :
 * Probe probe = Probe.start();
 * load.run(tasks);
 * Probe.Cost cost = probe.stop();
 * }
 *
 * <p>Stop it before the subject is closed: threads that have ended take the kernel's figures of
 * their waiting with them. For one thread.
 */
public final class Probe {
  /**
   * What it took.
   *
   * @param seconds from start to stop
   * @param used processor time and context switches
   * @param allocated bytes allocated by all threads
   * @param gc pauses
   * @param carriers how long runnable carriers and workers waited for a processor
   */
  public record Cost(
      double seconds, ResourceUsage used, long allocated, Gc gc, @Nullable RunDelay carriers) {}

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final RunDelayMeter delays = RunDelayMeter.start(Probe::runsTasks);
  private final long allocated = THREADS.getTotalThreadAllocatedBytes();
  private final ResourceUsage used = ResourceUsage.now();
  private final long begin = System.nanoTime();

  private Probe() {}

  /**
   * Begins the measured part.
   *
   * @return measures from now on
   */
  public static Probe start() {
    return new Probe();
  }

  /**
   * Ends the measured part.
   *
   * @return what it took
   */
  public Cost stop() {
    long end = System.nanoTime();
    ResourceUsage usedNow = ResourceUsage.now();
    long allocatedNow = THREADS.getTotalThreadAllocatedBytes();
    RunDelay carriers =
        delays
            .delay()
            .map(d -> new RunDelay(d.threads(), d.meanUs(), d.worstUs(), d.share()))
            .orElse(null);
    return new Cost(
        (end - begin) / 1e9, usedNow.minus(used), allocatedNow - allocated, pauses(end), carriers);
  }

  private Gc pauses(long end) {
    String log = System.getProperty(ChildJvm.GC_LOG);
    return log == null ? GcLog.UNKNOWN : GcLog.pauses(Path.of(log), begin, end);
  }

  /**
   * The carriers of virtual threads and the workers of ForkJoinPool begin with the JDK's name, all
   * other threads of subjects with the lab's.
   */
  private static boolean runsTasks(String name) {
    return name.startsWith("ForkJoinPool-") || name.startsWith("lab-");
  }
}
