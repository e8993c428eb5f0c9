package dev.freshet.market.sale;

import dev.freshet.market.FailPoint;
import dev.freshet.market.FailPoint.Stage;
import dev.freshet.market.store.LogEnd;
import dev.freshet.market.store.OrderStore;
import dev.freshet.market.store.StoreException;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stops the writer at a {@link FailPoint}. For the writer thread; {@link #sprung} for anybody.
 *
 * <p>It keeps the synced length of the log, which costs a directory listing per commit, and is
 * therefore asked only when a fail point is armed.
 */
final class Trap {
  private final @Nullable FailPoint point;
  private final OrderStore store;
  private final PrintStream out;
  private LogEnd synced;
  private volatile boolean sprung;
  private volatile boolean released;
  private volatile @Nullable Thread parked;

  Trap(@Nullable FailPoint point, OrderStore store, PrintStream out) throws StoreException {
    this.point = point;
    this.store = store;
    this.out = out;
    // Opening the store leaves nothing unsynced behind.
    this.synced = point == null ? new LogEnd("none", 0) : store.logEnd();
  }

  /**
   * Whether the batch that brings the count from {@code before} to {@code after} holds the order.
   */
  boolean within(long before, long after) {
    return point != null && before < point.order() && point.order() <= after;
  }

  /** Whether the stage is the one to stop at. */
  boolean at(Stage stage) {
    return point != null && point.stage() == stage;
  }

  /** All that was appended is on disk. */
  void synced() throws StoreException {
    if (point != null && !sprung) {
      synced = store.logEnd();
    }
  }

  /** Prints the line and stays here until the market is killed or drained. */
  void spring() throws StoreException {
    FailPoint at = point;
    if (at == null) {
      return;
    }
    LogEnd end = store.logEnd();
    long length = end.file().equals(synced.file()) ? synced.length() : 0;
    parked = Thread.currentThread();
    sprung = true;
    out.printf(
        "fail-point %s order=%d wal=%s synced=%d%n",
        at.stage().label(), at.order(), end.file(), length);
    out.flush();
    while (!released) {
      LockSupport.park(this);
    }
  }

  boolean sprung() {
    return sprung;
  }

  /** Lets the writer go, so that its thread can end. */
  void release() {
    released = true;
    LockSupport.unpark(parked);
  }
}
