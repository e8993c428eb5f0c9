package dev.freshet.core.engine;

/** Counts how a task ended; told before the outcome is published. */
interface OutcomeSink {
  /** Counts nothing: the task is no longer in the custody of a pool. */
  OutcomeSink NONE =
      new OutcomeSink() {
        @Override
        public void completed() {}

        @Override
        public void failed() {}
      };

  /** The task returned. */
  void completed();

  /** The task threw. */
  void failed();
}
