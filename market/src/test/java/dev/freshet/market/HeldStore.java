package dev.freshet.market;

import dev.freshet.market.store.OrderStore;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Stands at the door of the real RocksDB: lets the first write pass (the identity of a new folder),
 * holds or refuses the later ones as the test wants.
 */
final class HeldStore implements OrderStore.Writing {
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger writes = new AtomicInteger();
  private final int failFrom;

  private HeldStore(boolean held, int failFrom) {
    this.failFrom = failFrom;
    if (!held) {
      released.countDown();
    }
  }

  static HeldStore holding() {
    return new HeldStore(true, Integer.MAX_VALUE);
  }

  /** Refuses the n-th commit and all behind it as a full disk would. */
  static HeldStore failingAt(int commit) {
    return new HeldStore(false, commit);
  }

  MarketServer start(MarketConfig config) throws MarketException {
    return MarketServer.start(config, this, System.out);
  }

  @Override
  public void write(RocksDB db, WriteOptions options, WriteBatch batch) throws RocksDBException {
    int commit = writes.getAndIncrement();
    if (commit > 0) {
      arrived.countDown();
      await(released);
      if (commit >= failFrom) {
        throw new RocksDBException(
            "No space left on device",
            new Status(Status.Code.IOError, Status.SubCode.NoSpace, "No space left on device"));
      }
    }
    db.write(options, batch);
  }

  /** Returns when a commit waits at the door. */
  void awaitCommit() {
    await(arrived);
  }

  void release() {
    released.countDown();
  }

  int commitsTried() {
    return writes.get() - 1;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nothing happened within 60 s");
      }
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
