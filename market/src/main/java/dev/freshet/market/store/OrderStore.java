package dev.freshet.market.store;

import dev.freshet.market.MarketException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The order log of one sale in RocksDB.
 *
 * <h2>One record per order, nothing derived</h2>
 *
 * Stock, keys, per-user sums and the next commit number all follow from the orders, so only orders
 * are written: there is no second record that could disagree with the first after a crash. The
 * price is a scan at the start, about a second per million orders.
 *
 * <h2>Durability</h2>
 *
 * A batch is one {@link WriteBatch}: RocksDB writes it to its log as one record with a checksum, so
 * it is there whole or not at all, and {@code sync=true} returns after {@code fdatasync} (and after
 * the folder is synced when the log file is new). RocksDB applies a batch to what readers see only
 * after the sync, so the audit export never shows an order that could still be lost.
 *
 * <p>Recovery runs in {@link WALRecoveryMode#TolerateCorruptedTailRecords}: a torn last record is
 * what a crash leaves and is dropped, while damage before it stops the start. RocksDB's default
 * would drop silently everything behind a damaged record, answered orders included.
 *
 * <p>{@link #append} and {@link #forgetBeyond} are for one thread; reading is thread-safe.
 */
public final class OrderStore implements AutoCloseable {
  private static final byte[] IDENTITY = "m/sale".getBytes(StandardCharsets.US_ASCII);

  /**
   * Bytes of one memtable. An order takes about 150 bytes in it, so 16 MiB hold 100,000 orders: a
   * usual sale never flushes, and two of them stay far from the memory bar of 400 MiB.
   */
  private static final long MEMTABLE_BYTES = 16L << 20;

  /** Bytes for blocks read back from files: only the audit export reads, and it reads in order. */
  private static final long CACHE_BYTES = 4L << 20;

  static {
    RocksDB.loadLibrary();
  }

  /** How a batch reaches the database; the seam where tests let a write fail. */
  @FunctionalInterface
  public interface Writing {
    /**
     * Writes a batch, atomically.
     *
     * @param db the database
     * @param options whether to sync
     * @param batch what to write
     * @throws RocksDBException if the write or the sync is refused
     */
    void write(RocksDB db, WriteOptions options, WriteBatch batch) throws RocksDBException;
  }

  /** Receives orders in commit order. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Takes one order.
     *
     * @param order the next one
     */
    void accept(StoredOrder order);
  }

  private final Path folder;
  private final Options options;
  private final LRUCache cache;
  private final RocksDB db;
  private final Writing writing;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced = new WriteOptions().setSync(false);
  private final ByteBuffer key = ByteBuffer.allocateDirect(StoredOrder.KEY_BYTES);
  private final ByteBuffer value = ByteBuffer.allocateDirect(StoredOrder.largestValue());

  private OrderStore(Path folder, Options options, LRUCache cache, RocksDB db, Writing writing) {
    this.folder = folder;
    this.options = options;
    this.cache = cache;
    this.db = db;
    this.writing = writing;
  }

  /**
   * Opens a folder for a sale, or makes it.
   *
   * @param folder the data folder
   * @param sku what is sold
   * @param stock how many units
   * @param writing how batches are written; {@code RocksDB::write} in earnest
   * @return the store; to be closed
   * @throws MarketException if the folder is foreign, in use, or damaged
   */
  public static OrderStore open(Path folder, String sku, long stock, Writing writing)
      throws MarketException {
    DataFolder.claim(folder, sku, stock);
    LRUCache cache = new LRUCache(CACHE_BYTES);
    Options options = options(cache);
    RocksDB db;
    try {
      db = RocksDB.open(options, folder.toString());
    } catch (RocksDBException refused) {
      options.close();
      cache.close();
      throw explain(folder, refused);
    }
    OrderStore store = new OrderStore(folder, options, cache, db, writing);
    try {
      store.identify(sku, stock);
      return store;
    } catch (RocksDBException | MarketException failed) {
      store.close();
      throw failed instanceof MarketException line ? line : explain(folder, failed);
    }
  }

  private static Options options(LRUCache cache) {
    return new Options()
        .setCreateIfMissing(true)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxWriteBufferNumber(2)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(64)
        .setCompressionType(CompressionType.NO_COMPRESSION)
        .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache))
        // Info logs: a few files of warnings, no periodic statistics (each dump costs a
        // millisecond).
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  /** The marker file is the cheap check; the same line inside guards against a swapped marker. */
  private void identify(String sku, long stock) throws RocksDBException, MarketException {
    String wanted = "format=%d sku=%s stock=%d".formatted(DataFolder.FORMAT, sku, stock);
    byte[] found = db.get(IDENTITY);
    if (found == null) {
      try (WriteBatch batch = new WriteBatch()) {
        batch.put(IDENTITY, wanted.getBytes(StandardCharsets.UTF_8));
        writing.write(db, synced, batch);
      }
      return;
    }
    String sale = new String(found, StandardCharsets.UTF_8);
    if (!sale.equals(wanted)) {
      throw DataFolder.refused(folder, "holds another sale (%s)".formatted(sale));
    }
  }

  private static MarketException explain(Path folder, Exception cause) {
    String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    // Its two messages for a taken lock file. "lock" alone is in "block checksum mismatch" too.
    if (why.contains("While lock file") || why.contains("lock hold by current process")) {
      return new MarketException(
          MarketException.BAD_INPUT,
          "data folder '%s': is in use by another market".formatted(folder),
          cause);
    }
    if (why.contains("Permission denied") || why.contains("Read-only")) {
      return new MarketException(
          MarketException.BAD_INPUT, "data folder '%s': %s".formatted(folder, why), cause);
    }
    return new MarketException(
        MarketException.STORE_FAILED,
        "data folder '%s': the store cannot be opened: %s".formatted(folder, why),
        cause);
  }

  /**
   * Appends orders as one atomic batch.
   *
   * @param orders what was decided, in commit order
   * @param sync whether to return only when the batch is on disk
   * @return how long the database took, nanoseconds
   * @throws StoreException if the write or the sync was refused; nothing may be retried
   */
  public long append(List<StoredOrder> orders, boolean sync) throws StoreException {
    try (WriteBatch batch = new WriteBatch()) {
      for (StoredOrder order : orders) {
        StoredOrder.writeKey(order.seq(), key);
        order.writeValue(value);
        batch.put(key, value);
      }
      long from = System.nanoTime();
      writing.write(db, sync ? synced : unsynced, batch);
      return System.nanoTime() - from;
    } catch (RocksDBException refused) {
      throw failed("commit", refused);
    }
  }

  /**
   * Deletes all orders beyond a commit number, for the broken mode that loses its tail.
   *
   * @param last the last order to keep
   * @throws StoreException if the store fails
   */
  public void forgetBeyond(long last) throws StoreException {
    try (WriteBatch batch = new WriteBatch()) {
      batch.deleteRange(StoredOrder.key(last + 1), StoredOrder.key(Long.MAX_VALUE));
      writing.write(db, synced, batch);
    } catch (RocksDBException refused) {
      throw failed("deletion", refused);
    }
  }

  /**
   * Reads orders in commit order; sees one moment, whatever is appended meanwhile.
   *
   * @param after start behind this commit number
   * @param limit read at most this many
   * @param reader takes them
   * @return whether there are more
   * @throws StoreException if what is there cannot be read
   */
  public boolean read(long after, long limit, Reader reader) throws StoreException {
    try (ReadOptions reading = new ReadOptions();
        RocksIterator rows = db.newIterator(reading)) {
      long left = limit;
      for (rows.seek(StoredOrder.key(after + 1)); rows.isValid(); rows.next()) {
        byte[] name = rows.key();
        if (name[0] != StoredOrder.PREFIX) {
          break;
        }
        if (left-- == 0) {
          return true;
        }
        reader.accept(StoredOrder.read(name, rows.value()));
      }
      rows.status();
      return false;
    } catch (RocksDBException refused) {
      throw failed("read", refused);
    }
  }

  /**
   * Where the write-ahead log stands. Two system calls: only for fail points.
   *
   * @return the newest log file and its length
   * @throws StoreException if the folder cannot be listed
   */
  public LogEnd logEnd() throws StoreException {
    try (Stream<Path> files = Files.list(folder)) {
      @Nullable Path newest =
          files
              .filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
              .max((a, b) -> a.getFileName().compareTo(b.getFileName()))
              .orElse(null);
      return newest == null
          ? new LogEnd("none", 0)
          : new LogEnd(newest.getFileName().toString(), Files.size(newest));
    } catch (IOException broken) {
      throw new StoreException("cannot look at the log: " + broken.getMessage(), broken);
    }
  }

  /**
   * The type of the file system below the folder.
   *
   * @return such as {@code ext4} or {@code tmpfs}; null if it cannot be told
   */
  public @Nullable String fileSystem() {
    try {
      return Files.getFileStore(folder).type();
    } catch (IOException unknown) {
      return null;
    }
  }

  private static StoreException failed(String what, RocksDBException refused) {
    Status status = refused.getStatus();
    String code = status == null ? "" : " (" + status.getCode() + ")";
    return new StoreException(
        "the store refused a %s%s: %s".formatted(what, code, refused.getMessage()), refused);
  }

  @Override
  public void close() {
    db.close();
    synced.close();
    unsynced.close();
    options.close();
    cache.close();
  }
}
