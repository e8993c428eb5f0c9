package dev.freshet.core;

/**
 * The figures of a pool at one moment.
 *
 * <pre>{@code
 * PoolSnapshot now = pool.snapshot();
 * gauge.set(now.queued());
 * }</pre>
 *
 * <p>When no task is being submitted, run or cancelled the figures are exact and {@code submitted =
 * queued + running + completed + failed + cancelled + expired + dropped}. While the pool works each
 * figure is right on its own, none is ever negative, and the sum may be off by the tasks that moved
 * between two readings. Immutable.
 *
 * @param name the pool's name
 * @param limit how many tasks may run at once
 * @param laneCapacity how many tasks may wait
 * @param submitted tasks accepted since the pool was built
 * @param queued tasks that wait in the lane; cancelled ones are not counted, though they keep their
 *     place until their turn
 * @param running grants in use: tasks that run, and workers between two tasks
 * @param completed tasks that returned
 * @param failed tasks that threw
 * @param cancelled tasks whose handle was cancelled while they waited or ran
 * @param expired tasks whose deadline passed before they had ended, started or not; not among the
 *     failed
 * @param dropped tasks accepted and given up unrun: by {@code shutdownNow}, {@code drain}, adaptive
 *     LIFO or the discard-oldest policy
 * @param rejected tasks refused, with an exception or a {@link Refusal}; not among the submitted
 * @param diverted tasks given to the fallback handler; not among the submitted
 * @param callerRan of the submitted tasks those that ran on their submitter's thread
 * @param blocked submitters that wait for room now
 * @param threadsStarted worker threads started since the pool was built
 * @param threadsAlive threads alive, idle ones included; -1 for a pool whose virtual threads come
 *     and go, which has one for each running task
 * @param paused whether the pool starts no tasks at the moment
 * @param overruns tasks that were found to run for longer than the pool's task budget
 * @param startLatency from acceptance to start: a sample of all tasks by weight, empty if the pool
 *     was built without histograms
 * @param runTime from start to end: likewise
 */
public record PoolSnapshot(
    String name,
    int limit,
    int laneCapacity,
    long submitted,
    int queued,
    int running,
    long completed,
    long failed,
    long cancelled,
    long expired,
    long dropped,
    long rejected,
    long diverted,
    long callerRan,
    int blocked,
    long threadsStarted,
    int threadsAlive,
    boolean paused,
    long overruns,
    LatencySnapshot startLatency,
    LatencySnapshot runTime) {}
