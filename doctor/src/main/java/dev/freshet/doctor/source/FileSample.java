package dev.freshet.doctor.source;

import dev.freshet.host.cgroup.Cgroups;
import dev.freshet.host.cgroup.CpuGroup;
import dev.freshet.host.process.MachineSample;
import dev.freshet.host.process.Pressure;
import dev.freshet.host.process.ProcessReader;
import dev.freshet.host.process.ThreadSample;
import dev.freshet.host.system.SystemRoot;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All counters of the kernel about a process, at one moment: layer L0. Immutable.
 *
 * @param nanos when, by {@link System#nanoTime()}
 * @param threads of the process, by number
 * @param machine around it; null if it cannot be read
 * @param cpuPressure microseconds since boot; NaN if unknown
 * @param ioPressure the same for the disk
 * @param memoryPressure the same for memory
 * @param groups control groups, the own one first
 */
public record FileSample(
    long nanos,
    Map<Integer, ThreadSample> threads,
    @Nullable MachineSample machine,
    double cpuPressure,
    double ioPressure,
    double memoryPressure,
    List<CpuGroup> groups) {
  /** Keeps unmodifiable copies. */
  public FileSample {
    threads = Map.copyOf(threads);
    groups = List.copyOf(groups);
  }

  /**
   * Reads the counters.
   *
   * @param root where {@code proc} and {@code sys} lie
   * @param pid the process
   * @return a sample; without threads if the process is gone
   */
  public static FileSample read(SystemRoot root, long pid) {
    // Groups first: what is throttled meanwhile is counted for the threads only, never the reverse.
    List<CpuGroup> groups = Cgroups.read(root, pid).cpu();
    long nanos = System.nanoTime();
    Map<Integer, ThreadSample> threads = new LinkedHashMap<>();
    ProcessReader.of(root, pid).threads().forEach(thread -> threads.put(thread.tid(), thread));
    return new FileSample(
        nanos,
        threads,
        MachineSample.read(root).orElse(null),
        micros(root, Pressure.Resource.CPU),
        micros(root, Pressure.Resource.IO),
        micros(root, Pressure.Resource.MEMORY),
        groups);
  }

  /**
   * What the threads that serve the doctor used since an earlier sample: those of the flight
   * recorder, of the attach mechanism and of the JMX connection.
   *
   * @param earlier the earlier sample
   * @return milliseconds on a processor
   */
  public double doctorCpuMsSince(FileSample earlier) {
    double run = 0;
    for (ThreadSample thread : threads.values()) {
      if (Roles.isDoctor(thread.name())) {
        ThreadSample was = earlier.threads.get(thread.tid());
        run += thread.runNanos() - (was == null ? 0 : was.runNanos());
      }
    }
    return run / 1e6;
  }

  private static double micros(SystemRoot root, Pressure.Resource resource) {
    return Pressure.read(root, resource) instanceof Pressure.Reading reading
            && reading.someMicros() >= 0
        ? reading.someMicros()
        : Double.NaN;
  }
}
