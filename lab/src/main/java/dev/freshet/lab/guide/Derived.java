package dev.freshet.lab.guide;

/** What follows from the answers by arithmetic. */
enum Derived implements Fact {
  /** Tasks in flight at the peak if none has to wait: Little's law. */
  IN_FLIGHT("in-flight", Kind.COUNT),
  /** Share of a task's time in which it computes. */
  COMPUTING("computing", Kind.PERCENT),
  /** Processor time asked for at the peak, of all processors. */
  CPU_LOAD("cpu-load", Kind.PERCENT),
  /** Processors beyond the tasks in flight at the peak; negative if there are fewer. */
  SPARE_PROCESSORS("spare-processors", Kind.COUNT),
  /** How busy the most frequent key is at the peak if its tasks run one by one. */
  KEY_LOAD("key-load", Kind.PERCENT),
  /** Whether the memory budget lowered the limit. */
  MEMORY_SHORT("memory-short", Kind.YES_NO);

  private final String key;
  private final Kind kind;

  Derived(String key, Kind kind) {
    this.key = key;
    this.kind = kind;
  }

  @Override
  public String key() {
    return key;
  }

  @Override
  public Kind kind() {
    return kind;
  }
}
