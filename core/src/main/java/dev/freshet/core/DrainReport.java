package dev.freshet.core;

import java.util.List;

/**
 * What a drain left undone.
 *
 * <pre>{@code
 * DrainReport left = pool.drain(Duration.ofSeconds(5));
 * if (!left.complete()) {
 *   log.warn("dropped {} tasks, {} still run", left.dropped().size(), left.running().size());
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param dropped tasks that never started, in the order of the lane
 * @param running tasks that had started and were interrupted
 */
public record DrainReport(List<DroppedTask> dropped, List<RunningTask> running) {
  /** Copies the lists. */
  public DrainReport {
    dropped = List.copyOf(dropped);
    running = List.copyOf(running);
  }

  /**
   * Whether everything was done in time.
   *
   * @return true if nothing was dropped or left running
   */
  public boolean complete() {
    return dropped.isEmpty() && running.isEmpty();
  }
}
