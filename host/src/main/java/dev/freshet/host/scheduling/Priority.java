package dev.freshet.host.scheduling;

/**
 * The scheduling class of a thread: real time, or the usual.
 *
 * {@snippet lang=java :
 * Answer answer = Priority.realTime(Affinity.currentTid().orElseThrow(), 10);
 * try {
 *   fire();
 * } finally {
 *   Priority.usual(Affinity.currentTid().orElseThrow());
 * }
 * }
 *
 * <p>A real-time thread (SCHED_FIFO) runs until it waits; all usual threads of its CPU stand still
 * meanwhile, the collector's among them. Give it to a thread that waits most of the time, and never
 * spin in it for long: the kernel stops real-time threads for 50 ms of each second
 * (kernel.sched_rt_ runtime_us), which is a worse stall than the one that was to be avoided.
 * Threads that it makes are usual ones (SCHED_RESET_ON_FORK).
 *
 * <p>Thread-safe: no state.
 */
public final class Priority {
  /** Lowest and highest priority of real-time threads on Linux. */
  private static final int LOWEST = 1;

  private static final int HIGHEST = 99;

  /** Numbers of sched(7). */
  private static final int SCHED_OTHER = 0;

  private static final int SCHED_FIFO = 1;
  private static final int RESET_ON_FORK = 0x4000_0000;

  private Priority() {}

  /**
   * Makes a thread a real-time one.
   *
   * @param tid number of the thread, above 0
   * @param priority 1 to 99, higher ones go first
   * @return applied, or denied: the usual user has no right to it, nor has root in a group without
   *     real-time quota
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Answer realTime(int tid, int priority) {
    if (priority < LOWEST || priority > HIGHEST) {
      throw new IllegalArgumentException("priority " + priority + " is not in 1 to 99");
    }
    return set(tid, SCHED_FIFO | RESET_ON_FORK, priority, "is real-time with priority " + priority);
  }

  /**
   * Makes a thread a usual one again.
   *
   * @param tid number of the thread, above 0
   * @return applied or denied
   * @throws IllegalArgumentException if the number is not above 0
   */
  public static Answer usual(int tid) {
    return set(tid, SCHED_OTHER, 0, "is scheduled as usual");
  }

  private static Answer set(int tid, int policy, int priority, String words) {
    if (tid <= 0) {
      throw new IllegalArgumentException("thread " + tid + ": the number must be above 0");
    }
    try {
      Kernel.setScheduler(tid, policy, priority);
      int now = Kernel.scheduler(tid);
      return now == policy
          ? new Answer.Applied("thread " + tid + " " + words)
          : new Answer.Denied(
              "thread " + tid + " has the scheduling class " + now + " all the same");
    } catch (Kernel.Refusal refusal) {
      return new Answer.Denied(
          refusal.errno == Kernel.EPERM
              ? "the right to real-time priority is missing (EPERM): run as root, with CAP_SYS_NICE"
                  + " or with ulimit -r, in a control group that has a real-time quota"
              : refusal.reason);
    }
  }
}
