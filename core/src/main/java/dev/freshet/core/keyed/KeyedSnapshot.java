package dev.freshet.core.keyed;

/**
 * The figures of keyed lanes at one moment.
 *
 * <pre>{@code
 * KeyedSnapshot now = lanes.snapshot();
 * gauge.set(now.queued());
 * }</pre>
 *
 * <p>When no task is being submitted, run, cancelled or expired the figures are exact, and {@code
 * submitted = queued + running + completed + failed + cancelled + expired + dropped}. While the
 * lanes work each figure is right on its own, none is ever negative, and the sum may be off by the
 * tasks that moved between two readings. Immutable.
 *
 * @param busyKeys keys with tasks that wait or run
 * @param submitted tasks accepted since the lanes were built
 * @param queued tasks that wait; cancelled and expired ones are not counted, though they keep their
 *     place until their turn
 * @param running keys that have a turn: one task runs, or the turn is between two
 * @param completed tasks that returned
 * @param failed tasks that threw
 * @param cancelled tasks whose handle was cancelled while they waited or ran
 * @param expired tasks that waited for longer than the time-out and never ran
 * @param dropped tasks given up unrun by {@code shutdownNow} or {@code drain}
 * @param refused tasks that were not accepted; not among the submitted
 * @param blocked submitters that wait for room in a mailbox now
 */
public record KeyedSnapshot(
    int busyKeys,
    long submitted,
    long queued,
    int running,
    long completed,
    long failed,
    long cancelled,
    long expired,
    long dropped,
    long refused,
    int blocked) {}
