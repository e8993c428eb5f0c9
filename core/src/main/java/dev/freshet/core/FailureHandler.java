package dev.freshet.core;

/**
 * Is told of each task given to {@code execute} that threw; a task with a handle keeps its failure
 * in the handle.
 *
 * <pre>{@code
 * TaskPool.builder().limit(64).onFailure((task, failure) -> log.error("task failed", failure)).build();
 * }</pre>
 *
 * <p>It runs on the thread that ran the task, after it, and must be safe for all threads: on a
 * worker, on the submitter under the caller-runs policy, and on whichever thread found that no
 * worker could be started. Of a task whose deadline passed it is told at the deadline, on a virtual
 * thread of the pool's, one such task after the other, or on the worker that was about to start it;
 * the failure is a {@link TaskExpiredException}. The worker survives whatever the task threw,
 * errors included, and whatever the handler throws, which is ignored. What the task did happens
 * before the handler is told.
 */
@FunctionalInterface
public interface FailureHandler {

  /**
   * A task threw.
   *
   * @param task what was given to {@code execute}
   * @param failure what it threw
   */
  void failed(Runnable task, Throwable failure);

  /**
   * The default: does what the JVM does for a thread that dies, that is the default uncaught
   * exception handler if one is set, and a stack trace on standard error otherwise.
   *
   * @return the handler
   */
  static FailureHandler likeUncaught() {
    return (task, failure) -> {
      Thread thread = Thread.currentThread();
      ThreadGroup group = thread.getThreadGroup();
      if (group != null) {
        group.uncaughtException(thread, failure);
      }
    };
  }
}
