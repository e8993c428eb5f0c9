package dev.freshet.core.engine;

import dev.freshet.core.TaskPoolConfig;
import java.util.concurrent.Executor;

/**
 * How the limit in the admission word moves: by hand, by a size policy, and to 0 while the pool is
 * paused.
 *
 * <p>Safe for all threads. A pause is a limit of 0: new tasks go to the lane, workers give their
 * grants back after the task they run, and nothing else in the engine knows about it. The limit
 * that was asked for stays here.
 */
public final class LimitControl {
  private final PoolEngine engine;
  private volatile int limit;
  private volatile boolean paused;

  LimitControl(PoolEngine engine, int limit) {
    this.engine = engine;
    this.limit = limit;
  }

  /** The limit that holds whenever the pool is not paused. */
  int limit() {
    return limit;
  }

  /**
   * Whether the pool is paused.
   *
   * @return true if so
   */
  public boolean isPaused() {
    return paused;
  }

  /**
   * Sets the limit.
   *
   * @param next the new limit
   * @return the limit before
   * @throws IllegalArgumentException if it is out of its range
   * @throws IllegalStateException if a size policy moves the limit
   */
  public int resize(int next) {
    if (engine.sizesItself()) {
      throw new IllegalStateException(
          "limit: is moved by the pool's sizing; a pool with Sizing.fixed() is resized by hand");
    }
    return moveTo(next, "by hand", Runnable::run);
  }

  /**
   * Sets the limit and tells why.
   *
   * @param callbacks runs what may call users' code: listeners, closers of worker-local states
   * @return the limit before
   */
  int moveTo(int next, String reason, Executor callbacks) {
    if (next < 1 || next > TaskPoolConfig.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "limit: " + next + " is out of range; allowed is 1 to " + TaskPoolConfig.MAX_LIMIT);
    }
    int before;
    synchronized (this) {
      before = limit;
      limit = next;
      if (!paused) {
        engine.admission().setLimit(next);
      }
    }
    if (next > before) {
      engine.limitMoved(true);
    }
    if (next != before) {
      callbacks.execute(
          () -> {
            engine.figures().notices().resized(before, next, reason);
            if (next < before) {
              engine.limitMoved(false);
            }
          });
    }
    return before;
  }

  /** Sets the effective limit to 0. */
  public void pause() {
    synchronized (this) {
      if (!paused && engine.isOpen()) {
        paused = true;
        engine.admission().setLimit(0);
      }
    }
  }

  /** Puts the limit back. */
  public void resume() {
    synchronized (this) {
      if (!paused) {
        return;
      }
      paused = false;
      engine.admission().setLimit(limit);
    }
    engine.limitMoved(true);
  }
}
