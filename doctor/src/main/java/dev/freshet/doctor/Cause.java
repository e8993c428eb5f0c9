package dev.freshet.doctor;

/**
 * Why a JVM stalls. The order is that in which causes are looked for: an earlier one explains the
 * signals of a later one, not the other way round.
 *
 * <p>Thread-safe: an enum without mutable state.
 */
public enum Cause {
  /** C9: collections or other safepoints stop the program. */
  GC_PAUSE("C9", "garbage collection and safepoints"),
  /** C10: the program allocates so much that collecting it is the work. */
  ALLOCATION("C10", "allocation pressure"),
  /** C6: a control group's quota is used up. */
  THROTTLED("C6", "CPU quota used up"),
  /** C8: fewer processors may be used than the JVM believes. */
  AFFINITY("C8", "affinity or cpuset too small"),
  /** C4: threads that could run wait for a processor. */
  RUN_QUEUE("C4", "wait in the run queue"),
  /** C16: the hypervisor gives the processor to others. */
  STEAL("C16", "time stolen by the hypervisor"),
  /** C15: threads wait for the disk, in the kernel. */
  DISK("C15", "wait for the disk"),
  /** C1: too few carriers for the virtual threads that could run. */
  PARALLELISM("C1", "too few carriers"),
  /** C2: virtual threads are pinned while they wait. */
  PINNED("C2", "pinned virtual threads"),
  /** C2: virtual threads block in native code, without an event. */
  NATIVE_BLOCK("C2", "native code blocks carriers"),
  /** C3: virtual threads compute and do not let others run. */
  CPU_HOG("C3", "virtual threads hog carriers"),
  /** C11: threads wait for a lock. */
  LOCK("C11", "lock contention"),
  /** C13: threads are made and do not end. */
  LEAK("C13", "leak of threads"),
  /** C14: more work arrives than is done. */
  QUEUE("C14", "queue build-up"),
  /** C5: threads are moved between processors all the time. */
  MIGRATION("C5", "migrations between processors"),
  /** C7: memory lies on another node than the threads. */
  NUMA("C7", "remote memory"),
  /** C12: processors fight for one cache line. */
  FALSE_SHARING("C12", "false sharing");

  private final String id;
  private final String words;

  Cause(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /**
   * Its number in the catalogue of causes.
   *
   * @return such as {@code C6}
   */
  public String id() {
    return id;
  }

  /**
   * Its name in words.
   *
   * @return a few words in lower case
   */
  public String words() {
    return words;
  }
}
