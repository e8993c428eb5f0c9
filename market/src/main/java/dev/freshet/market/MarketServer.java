package dev.freshet.market;

import dev.freshet.core.Overflow;
import dev.freshet.core.TaskPool;
import dev.freshet.market.http.HttpServer;
import dev.freshet.market.sale.Sale;
import dev.freshet.market.store.OrderStore;
import dev.freshet.market.store.StoreException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.rocksdb.RocksDB;

/**
 * A running sale: sells a stock over HTTP, never twice, and forgets nothing it has said.
 *
 * {@snippet lang=java :
 * try (MarketServer market = MarketServer.start(MarketConfig.builder(folder).port(0).build())) {
 *   System.out.println("open at " + market.address());
 *   market.awaitExit();
 * }
 * }
 *
 * <p>Threads: the event loops, one writer, up to two virtual threads while an audit export runs,
 * and RocksDB's two for flushing and compaction. They start with the market and end with it.
 *
 * <p>Thread-safe. A decision costs O(1); starting costs one pass over the orders in the data
 * folder.
 */
public final class MarketServer implements AutoCloseable {
  /** Exports at once: each holds a page of 2 MiB, and two keep one core busy. */
  private static final int EXPORTS = 2;

  /** Exports that may wait. */
  private static final int EXPORTS_WAITING = 8;

  /** How much longer than the header time-out a drain may take before connections are cut. */
  private static final Duration DRAIN_MARGIN = Duration.ofSeconds(3);

  private final MarketConfig config;
  private final OrderStore store;
  private final Sale sale;
  private final TaskPool pool;
  private final HttpServer http;
  private final URI address;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicReference<String> failure = new AtomicReference<>("");
  private final CountDownLatch stopped = new CountDownLatch(1);

  private MarketServer(MarketConfig config, OrderStore.Writing writing, PrintStream announcements)
      throws MarketException {
    this.config = config;
    HttpServer.probe(config);
    if (config.warmUp().isPositive()) {
      WarmUp.run(config);
    }
    store = OrderStore.open(config.dataFolder(), config.sku(), config.stock(), writing);
    pool =
        TaskPool.builder()
            .name("market-export")
            .limit(EXPORTS)
            .laneCapacity(EXPORTS_WAITING)
            .overflow(Overflow.reject())
            .onFailure((task, cause) -> unexpected(cause))
            .build();
    HttpServer server = null;
    int port;
    try {
      sale = new Sale(config, store, announcements, this::storeFailed);
      server = new HttpServer(sale, pool, this::unexpected);
      sale.start();
      port = server.bind();
    } catch (MarketException refused) {
      if (server != null) {
        server.close();
      }
      pool.shutdown();
      store.close();
      throw refused;
    }
    http = server;
    address = URI.create("http://" + bracketed(config.host()) + ":" + port);
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /**
   * Starts a market and returns when it answers.
   *
   * @param config what it is told
   * @return the running market
   * @throws MarketException if the address, the data folder or the store in it cannot be used
   */
  public static MarketServer start(MarketConfig config) throws MarketException {
    return start(config, RocksDB::write, System.out);
  }

  /** With the seams of the tests: how batches are written, and where a fail point says so. */
  static MarketServer start(
      MarketConfig config, OrderStore.Writing writing, PrintStream announcements)
      throws MarketException {
    return new MarketServer(config, writing, announcements);
  }

  /**
   * Where it answers.
   *
   * @return such as {@code http://127.0.0.1:8080}
   */
  public URI address() {
    return address;
  }

  /**
   * How sockets are driven.
   *
   * @return {@code epoll} or {@code nio}
   */
  public String transport() {
    return http.transport();
  }

  /**
   * Why the market stopped by itself.
   *
   * @return one line, or empty while it runs and after a drain
   */
  public Optional<String> failure() {
    String line = failure.get();
    return line.isEmpty() ? Optional.empty() : Optional.of(line);
  }

  /**
   * Accepts nothing more, finishes and answers what was accepted, closes the store. Returns when
   * all is done; a second call waits for the first.
   */
  public void drainAndClose() {
    if (stopping.compareAndSet(false, true)) {
      stop();
    }
    awaitStopped();
  }

  private void stop() {
    try {
      sale.releaseTrap();
      http.drain();
      http.awaitQuiet(config.headerTimeout().plus(DRAIN_MARGIN));
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    } finally {
      // From here on nobody can place an order any more, so the writer misses none.
      http.abort();
      sale.finish();
      http.close();
      pool.shutdownNow();
      pool.close(); // waits: an export under way reads the store, which must not be closed below it
      store.close();
      stopped.countDown();
    }
  }

  private void awaitStopped() {
    boolean interrupted = false;
    while (true) {
      try {
        stopped.await();
        break;
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until the market has stopped.
   *
   * @return the status to exit with: 0 after a drain, {@link MarketException#STORE_FAILED} when the
   *     store failed
   */
  public int awaitExit() {
    awaitStopped();
    return failure.get().isEmpty() ? 0 : MarketException.STORE_FAILED;
  }

  @Override
  public void close() {
    drainAndClose();
  }

  private void storeFailed(StoreException cause) {
    failure.set(String.valueOf(cause.getMessage()));
    // The writer calls this, and stopping waits for the writer.
    new Thread(this::drainAndClose, "market-stop").start();
  }

  private void unexpected(Throwable cause) {
    System.getLogger("dev.freshet.market")
        .log(System.Logger.Level.ERROR, "a connection failed and was closed", cause);
  }
}
