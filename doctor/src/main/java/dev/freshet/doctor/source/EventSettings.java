package dev.freshet.doctor.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which events the flight recorder reports while the doctor looks, and from which length on. Chosen
 * so that the target pays less than 2 % of one processor: no event here has a rate that grows with
 * what the program does often and quickly.
 */
public final class EventSettings {
  /** The method that a carrier is in while it carries. */
  static final String MOUNT = "java.lang.VirtualThread::runContinuation";

  /** The slow path of every lock of java.util.concurrent: not entered by a lock that is free. */
  static final String ACQUIRE = "java.util.concurrent.locks.AbstractQueuedSynchronizer::acquire";

  /** Method traces and CPU-time samples appeared in JDK 25, pinning events in 21. */
  private static final int TRACES_SINCE = 25;

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  private EventSettings() {}

  /**
   * The settings for a target.
   *
   * @param javaVersion feature release of the target; 0 if unknown
   * @return settings, and what they cannot ask for
   */
  public static EventSettings of(int javaVersion) {
    EventSettings chosen = new EventSettings();
    chosen.addStalls();
    chosen.addSamples();
    if (javaVersion >= TRACES_SINCE) {
      chosen.addTraces();
      chosen.on("jdk.CPUTimeSample", "throttle", "20 ms");
    } else {
      chosen.missing.add(
          "JDK "
              + (javaVersion == 0 ? "unknown" : javaVersion)
              + " target: no method traces (long mounts, locks of virtual threads) and no CPU-time"
              + " samples, which need JDK 25"
              + (javaVersion < 24 ? "; no gauges of the scheduler, which need JDK 24" : "")
              + (javaVersion < 21 ? "; no virtual threads, dumps with JSON need JDK 21" : ""));
      chosen.on("jdk.ExecutionSample", "period", "20 ms");
    }
    return chosen;
  }

  /**
   * The settings.
   *
   * @return values by {@code event#setting}
   */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /**
   * What the target is too old for.
   *
   * @return lines for people
   */
  public List<String> missing() {
    return List.copyOf(missing);
  }

  private void addStalls() {
    on("jdk.VirtualThreadPinned", "threshold", "1 ms");
    on("jdk.JavaMonitorEnter", "threshold", "10 ms");
    on("jdk.ThreadPark", "threshold", "10 ms");
    on("jdk.FileForce", "threshold", "20 ms");
    on("jdk.FileRead", "threshold", "20 ms");
    on("jdk.FileWrite", "threshold", "20 ms");
    on("jdk.SocketRead", "threshold", "20 ms");
    on("jdk.SocketWrite", "threshold", "20 ms");
    on("jdk.SafepointBegin", "threshold", "0 ms");
    on("jdk.SafepointEnd", "threshold", "0 ms");
    on("jdk.ExecuteVMOperation", "threshold", "0 ms");
    on("jdk.GCPhasePause", "threshold", "0 ms");
    on("jdk.GarbageCollection", "threshold", "0 ms");
    on("jdk.ZAllocationStall", "threshold", "0 ms");
  }

  private void addSamples() {
    on("jdk.ObjectAllocationSample", "throttle", "100/s");
  }

  private void addTraces() {
    List<String> methods = new ArrayList<>();
    addIfThere(methods, MOUNT, "long mounts");
    addIfThere(methods, ACQUIRE, "locks of virtual threads");
    if (!methods.isEmpty()) {
      // One threshold for both: the event has one.
      on("jdk.MethodTrace", "threshold", "10 ms");
      settings.put("jdk.MethodTrace#filter", String.join(";", methods));
    }
  }

  /** The doctor runs on the same release as a target of JDK 25, so its own JDK tells. */
  private void addIfThere(List<String> methods, String filter, String what) {
    String[] parts = filter.split("::", 2);
    try {
      for (var method : Class.forName(parts[0]).getDeclaredMethods()) {
        if (method.getName().equals(parts[1])) {
          methods.add(filter);
          return;
        }
      }
    } catch (ClassNotFoundException gone) {
      // Told below.
    }
    missing.add(what + ": this JDK has no " + filter);
  }

  private void on(String event, String setting, String value) {
    settings.put(event + "#enabled", "true");
    settings.put(event + "#" + setting, value);
  }
}
