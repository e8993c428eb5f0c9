package dev.freshet.core.engine;

/** Counts how a task ended; told before the outcome is published. */
interface OutcomeSink {
  /** The task returned. */
  void completed();

  /** The task threw. */
  void failed();
}
