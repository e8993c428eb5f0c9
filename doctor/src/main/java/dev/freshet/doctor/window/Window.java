package dev.freshet.doctor.window;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen in one span of time. Counters are differences over the span. What a layer could
 * not give is null or an empty list; a figure that is not known is NaN, never zero.
 *
 * @param startMs beginning, in milliseconds after the look began
 * @param millis length
 * @param threads the target's threads that lived at its end
 * @param machine the machine around it
 * @param groups control groups that limit the target, its own first, then the ancestors
 * @param scheduler of virtual threads; null without JMX
 * @param events of the JVM that ended in the span, oldest first; empty without flight recorder
 * @param dumps thread dumps taken in the span; empty without them
 * @param probe lateness of the probe's two threads; null without {@code --probe}
 */
public record Window(
    double startMs,
    double millis,
    List<ThreadUse> threads,
    MachineUse machine,
    List<GroupUse> groups,
    @Nullable SchedulerUse scheduler,
    List<JvmEvent> events,
    List<Dump> dumps,
    @Nullable ProbeUse probe) {
  /** Keeps unmodifiable copies. */
  public Window {
    threads = List.copyOf(threads);
    groups = List.copyOf(groups);
    events = List.copyOf(events);
    dumps = List.copyOf(dumps);
  }

  /** What a thread of the target is for. */
  public enum Role {
    /** Carries virtual threads. */
    CARRIER,
    /** Collects garbage. */
    GC,
    /** Compiles. */
    COMPILER,
    /** Runs the virtual machine's own operations. */
    VM,
    /** Runs the program. */
    JAVA,
    /** Anything else, the doctor's own connection included. */
    OTHER
  }

  /**
   * What a thread did.
   *
   * @param tid the kernel's number
   * @param name the JVM's name for it if known, else the kernel's (15 characters)
   * @param role what it is for
   * @param runMs time on a processor
   * @param waitMs time it could run and did not (includes the time a group was throttled)
   * @param slices times it came onto a processor
   * @param voluntary switches because it waited
   * @param involuntary switches because it was preempted
   * @param migrations to another processor; -1 if unknown
   * @param blockedInKernel share of looks that found it in state D, 0 to 1
   * @param allowedCpus processors it may run on; empty if unknown
   */
  public record ThreadUse(
      int tid,
      String name,
      Role role,
      double runMs,
      double waitMs,
      long slices,
      long voluntary,
      long involuntary,
      long migrations,
      double blockedInKernel,
      List<Integer> allowedCpus) {
    /** Keeps an unmodifiable copy. */
    public ThreadUse {
      allowedCpus = List.copyOf(allowedCpus);
    }
  }

  /**
   * The machine.
   *
   * @param cpus processors that are online
   * @param busyMs processor time of everybody
   * @param stealMs time the hypervisor gave to others
   * @param pressureCpuMs time in which some task waited for a processor (PSI)
   * @param pressureIoMs the same for the disk
   * @param pressureMemoryMs the same for memory
   */
  public record MachineUse(
      int cpus,
      double busyMs,
      double stealMs,
      double pressureCpuMs,
      double pressureIoMs,
      double pressureMemoryMs) {}

  /**
   * A control group with a quota.
   *
   * @param path its folder
   * @param quotaCpus processors its quota allows; infinite without quota
   * @param periodMs length of a period
   * @param periods periods that passed
   * @param throttledPeriods periods in which it was throttled
   * @param throttledMs time it was throttled, summed as the kernel does
   */
  public record GroupUse(
      String path,
      double quotaCpus,
      double periodMs,
      long periods,
      long throttledPeriods,
      double throttledMs) {}

  /**
   * The scheduler of virtual threads, sampled several times in the span.
   *
   * @param parallelism carriers it aims at
   * @param poolSize carriers there are
   * @param mounted mean number of carriers that carry
   * @param queued mean number of virtual threads that wait for a carrier
   * @param queuedShare share of the samples in which some waited, 0 to 1
   */
  public record SchedulerUse(
      int parallelism, int poolSize, double mounted, double queued, double queuedShare) {}

  /**
   * The probe: a platform and a virtual thread that sleep 1 ms each.
   *
   * @param platformLateUs 99th percentile of the platform thread's lateness, µs
   * @param virtualLateUs the same of the virtual thread
   */
  public record ProbeUse(double platformLateUs, double virtualLateUs) {}
}
