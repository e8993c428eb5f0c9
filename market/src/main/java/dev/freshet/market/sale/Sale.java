package dev.freshet.market.sale;

import dev.freshet.core.channel.Channel;
import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketException;
import dev.freshet.market.store.OrderStore;
import dev.freshet.market.store.StoreException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One sale: what event loops may ask and do without the writer, and the way to the writer.
 *
 * <h2>Who owns what</h2>
 *
 * The writer thread owns the stock, the per-user sums and the commit numbers. The key index is
 * shared: an event loop <i>claims</i> a key ({@link #claim}, one atomic step, so that of two
 * requests with one key the second is told at once), and from then on only the writer changes it:
 * it commits the claim after the sync, or takes it back when it refuses the order. An event loop
 * takes its own claim back in one case only, when the intake was full and the writer never saw it.
 *
 * <p>Thread-safe. Memory: about 265 bytes per order, see {@link MarketConfig#largestStock}.
 */
public final class Sale {
  private final MarketConfig config;
  private final Instant opens;
  private final OrderStore store;
  private final SaleRules rules;
  private final ConcurrentHashMap<String, OrderEntry> keys = new ConcurrentHashMap<>();
  private final Channel<Ticket> intake;
  private final Counters counters = new Counters();
  private final SaleWriter writer;
  private final Stock stock;
  private volatile long sold;
  private volatile boolean open;

  /**
   * Recovers a sale from its store; the writer does not run yet.
   *
   * @param config the terms
   * @param store the open store
   * @param out where a fail point prints its line
   * @param onFailure called once, on the writer thread, when the store fails
   * @throws MarketException if what the store holds cannot be this sale
   */
  public Sale(
      MarketConfig config, OrderStore store, PrintStream out, Consumer<StoreException> onFailure)
      throws MarketException {
    this.config = config;
    this.store = store;
    this.rules = SaleRules.of(config.bug());
    this.intake = Channel.buffered(config.intakeCapacity());
    Instant configured = config.opens();
    this.opens = configured == null ? Instant.now() : configured;
    this.open = configured == null;
    Map<String, Long> perUser = new HashMap<>();
    long found;
    Trap trap;
    try {
      found = recover(perUser);
      trap = new Trap(config.failPoint(), store, out);
    } catch (StoreException damaged) {
      throw new MarketException(
          MarketException.STORE_FAILED,
          "data folder '%s': %s".formatted(config.dataFolder(), damaged.getMessage()),
          damaged);
    }
    this.stock = rules.stock(config.stock() - sold);
    int start = ThreadLocalRandom.current().nextInt();
    this.writer = new SaleWriter(this, store, rules, stock, trap, perUser, found, start, onFailure);
  }

  /** Reads the orders back; returns how many there are. */
  private long recover(Map<String, Long> perUser) throws StoreException {
    long found = scan(perUser);
    long kept = rules.keptAtStart(found);
    if (kept == found) {
      return found;
    }
    store.forgetBeyond(kept);
    perUser.clear();
    keys.clear();
    return scan(perUser);
  }

  private long scan(Map<String, Long> perUser) throws StoreException {
    long[] count = {0};
    long[] units = {0};
    long[] gap = {0};
    store.read(
        0,
        Long.MAX_VALUE,
        order -> {
          count[0]++;
          units[0] += order.quantity();
          if (order.seq() != count[0] && gap[0] == 0) {
            gap[0] = count[0];
          }
          if (config.perUser() > 0) {
            perUser.merge(order.user(), (long) order.quantity(), Long::sum);
          }
          if (rules.remembersKeys()) {
            keys.put(order.key(), OrderEntry.of(order));
          }
        });
    if (gap[0] != 0 && rules.denseFromOne()) {
      throw new StoreException("the store is damaged: order " + gap[0] + " is missing", null);
    }
    sold = units[0];
    return count[0];
  }

  /** Starts the writer. */
  public void start() {
    writer.start();
  }

  /**
   * Whether orders are taken yet.
   *
   * @return true from the opening instant on
   */
  public boolean isOpen() {
    if (!open && !Instant.now().isBefore(opens)) {
      open = true;
    }
    return open;
  }

  /**
   * Whether the writer need be asked; see {@link Stock}.
   *
   * @param quantity how many units are wanted
   * @return false when nothing is left for a key that is not in the index
   */
  public boolean worthAsking(int quantity) {
    return stock.worthAsking(quantity);
  }

  /**
   * What is known of a key.
   *
   * @param key idempotency key
   * @return its entry, or null
   */
  public @Nullable OrderEntry find(String key) {
    return keys.get(key);
  }

  /**
   * Claims a key for an order in flight.
   *
   * @param key idempotency key
   * @param entry the claim
   * @return null when claimed; the entry that was there first otherwise
   */
  public @Nullable OrderEntry claim(String key, OrderEntry entry) {
    return keys.putIfAbsent(key, entry);
  }

  /**
   * Puts an order in line for the writer.
   *
   * @param ticket an order whose key is claimed
   * @return false if the intake is full; then the claim is taken back and nothing is left behind
   */
  public boolean submit(Ticket ticket) {
    if (intake.trySend(ticket)) {
      return true;
    }
    release(ticket);
    return false;
  }

  void release(Ticket ticket) {
    keys.remove(ticket.key(), ticket.entry());
  }

  /** All sold so far is durable and its keys are committed. Writer only. */
  void publishSold(long units) {
    sold = units;
  }

  Channel<Ticket> intake() {
    return intake;
  }

  /**
   * The terms.
   *
   * @return as configured
   */
  public MarketConfig config() {
    return config;
  }

  /**
   * When the sale opens.
   *
   * @return the configured instant, or that of the start
   */
  public Instant opens() {
    return opens;
  }

  /**
   * The store, for reading.
   *
   * @return the open store
   */
  public OrderStore store() {
    return store;
  }

  /**
   * How the orders ended.
   *
   * @return the live counters
   */
  public Counters counters() {
    return counters;
  }

  /**
   * Units durably sold. What is available is the stock less this, so that both always add up.
   *
   * @return from 0
   */
  public long sold() {
    return sold;
  }

  /**
   * How long durable commits take.
   *
   * @return the last summary: up to date at rest, at most 64 commits old under load
   */
  public CommitMeter.Summary commits() {
    return writer.commits();
  }

  /** Lets a writer go that a fail point has stopped; its orders are answered as unknown. */
  public void releaseTrap() {
    writer.releaseTrap();
  }

  /** Decides what is in line and ends the writer. Producers must have stopped. */
  public void finish() {
    intake.close();
    writer.finish();
  }
}
