package dev.freshet.core;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens in a pool: refusals, changes of the limit, hogs, workers that come and go.
 *
 * <pre>{@code
 * PoolListener alarm =
 *     new PoolListener() {
 *       @Override
 *       public void overrun(Overrun hog) {
 *         log.warn("{} runs for {}: {}", hog.taskName(), hog.runningFor(), hog.stack());
 *       }
 *     };
 * }</pre>
 *
 * <p>One listener may serve many pools; each call names the pool. Every method does nothing unless
 * overridden.
 *
 * <p>Calls come from whatever thread the event happens on, several at once, so a listener must be
 * safe for all threads. It should be quick and must not wait: {@link #refused} holds up the
 * submitter, {@link #workerStarted} and {@link #workerEnded} a worker, {@link #overrun} the watch
 * over all other tasks, {@link #resized} the thread that moves the limit. What a listener throws
 * changes nothing for the pool and its tasks; it is given to the pool's {@link FailureHandler}, and
 * what that throws is lost. What led to the event happens before the call. Events of one thread
 * come in their order; those of different threads may overtake each other.
 *
 * <p>A listener costs nothing until one of its events happens: no task pays for it. Who wants to
 * hear of each task implements {@link EachTask}.
 */
public interface PoolListener {

  /**
   * A task was not accepted. Called once for each refused task, so up to millions of times a second
   * in a flood.
   *
   * @param pool the pool's name
   * @param why the reason
   * @param taskName the name of the task; null if it has none
   */
  default void refused(String pool, Refusal why, @Nullable String taskName) {}

  /**
   * The limit changed.
   *
   * @param pool the pool's name
   * @param from the limit before
   * @param to the limit now
   * @param reason who or what changed it, in a few words
   */
  default void resized(String pool, int from, int to, String reason) {}

  /**
   * A task runs for longer than the pool's time budget. Called once for each such task.
   *
   * @param overrun the task, its age and its stack
   */
  default void overrun(Overrun overrun) {}

  /**
   * A worker's thread begins. Called on that thread, before its first task.
   *
   * @param pool the pool's name
   * @param worker the thread
   */
  default void workerStarted(String pool, Thread worker) {}

  /**
   * A worker's thread ends. Called on that thread, after its last task.
   *
   * @param pool the pool's name
   * @param worker the thread
   */
  default void workerEnded(String pool, Thread worker) {}

  /**
   * Is told of each task as well.
   *
   * <pre>{@code
   * class Tracing implements PoolListener.EachTask {
   *   public void taskStarted(TaskInfo task) {
   *     tracer.begin(task.name());
   *   }
   *
   *   public void taskEnded(TaskInfo task, @Nullable Throwable failure) {
   *     tracer.end(failure);
   *   }
   * }
   * }</pre>
   *
   * <p>A type of its own, because it costs something: one {@link TaskInfo} (32 bytes) and two calls
   * for each task, about 10 ns besides what the methods do. The histograms of the pool cost less;
   * take those for figures.
   */
  interface EachTask extends PoolListener {

    /**
     * A task is about to run. Called on the thread that runs it.
     *
     * @param task the task
     */
    default void taskStarted(TaskInfo task) {}

    /**
     * A task that was told to have started has ended. Called on the same thread, after the task has
     * ended and its handle is completed, with the very object given to {@link #taskStarted}.
     *
     * @param task the task
     * @param failure what it threw; null if it returned
     */
    default void taskEnded(TaskInfo task, @Nullable Throwable failure) {}
  }

  /**
   * A task, as listeners see it.
   *
   * @param pool the pool's name
   * @param task what was given to {@code execute}; the handle for a task with one
   * @param name the name from the task's options, otherwise that of its class
   * @param taskClass the key that groups tasks of one kind; null if none was given
   */
  record TaskInfo(String pool, Object task, String name, @Nullable String taskClass) {}
}
