package dev.freshet.market;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a market is told before it starts.
 *
 * {@snippet lang=java :
 * MarketConfig config =
 *     MarketConfig.builder(Path.of("sale")).sku("demo").stock(1000).port(0).build();
 * }
 *
 * <p>Thread-safe: immutable. What can be wrong with a single value is refused by {@link
 * Builder#build}; what needs the machine (a port in use, a foreign folder) by {@link
 * MarketServer#start}.
 *
 * @param host address to bind, 127.0.0.1 unless told otherwise
 * @param port 0 to 65535; 0 takes a free one
 * @param dataFolder where the orders live; made if missing
 * @param sku what is sold: 1 to 64 letters, digits, dots, hyphens or underscores
 * @param stock how many units, from 1; what fits depends on the heap, see {@link Builder#stock}
 * @param perUser how many units one user may have, 0 for no limit
 * @param opens before this instant orders are answered 425; null opens at once
 * @param bug what is broken on purpose, or null
 * @param failPoint where the writer stops for good, or null
 * @param signer checks signatures, or null when none is wanted
 * @param replayWindow how far a signed timestamp may lie from now, either side
 * @param auditToken bearer token for the audit export, or null: loopback only
 * @param maxConnections connections beyond this are answered 503 and closed
 * @param loops event-loop threads
 * @param intakeCapacity orders that may wait for the writer
 * @param headerTimeout from the first byte of a request to the end of its header, and again from
 *     there to the end of its body
 * @param idleTimeout how long a connection may be silent between requests, or leave answers unread
 * @param warmUp how long the market exercises itself before it starts; zero for not at all
 */
public record MarketConfig(
    String host,
    int port,
    Path dataFolder,
    String sku,
    long stock,
    long perUser,
    @Nullable Instant opens,
    @Nullable Bug bug,
    @Nullable FailPoint failPoint,
    @Nullable OrderSigner signer,
    Duration replayWindow,
    @Nullable String auditToken,
    int maxConnections,
    int loops,
    int intakeCapacity,
    Duration headerTimeout,
    Duration idleTimeout,
    Duration warmUp) {

  /**
   * Starts a configuration with the defaults.
   *
   * @param dataFolder where the orders live
   * @return a builder
   */
  public static Builder builder(Path dataFolder) {
    return new Builder(dataFolder);
  }

  /**
   * The most units a market in this JVM can sell. An order takes a place in the key index with its
   * key and its user: measured 265 bytes with 20-character keys (113 MiB more resident after
   * 443,000 orders), up to 350 with the longest. Half the heap over that leaves as much again for
   * everything else.
   *
   * @return the upper bound of {@link Builder#stock}
   */
  public static long largestStock() {
    return Runtime.getRuntime().maxMemory() / 2 / 350;
  }

  /** Collects the settings; not thread-safe. */
  public static final class Builder {
    private String host = "127.0.0.1";
    private int port = 8080;
    private final Path dataFolder;
    private String sku = "demo";
    private long stock = 1000;
    private long perUser;
    private @Nullable Instant opens;
    private @Nullable Bug bug;
    private @Nullable FailPoint failPoint;
    private @Nullable OrderSigner signer;
    private Duration replayWindow = Duration.ofMinutes(5);
    private @Nullable String auditToken;
    private int maxConnections = 10_000;
    private int loops = 1;
    private int intakeCapacity = 16_384;
    private Duration headerTimeout = Duration.ofSeconds(5);
    private Duration idleTimeout = Duration.ofSeconds(30);
    private Duration warmUp = Duration.ZERO;

    private Builder(Path dataFolder) {
      this.dataFolder = Objects.requireNonNull(dataFolder, "dataFolder");
    }

    /**
     * Sets the address to bind.
     *
     * @param value an address or name of this machine; default 127.0.0.1
     * @return this
     */
    public Builder host(String value) {
      host = value;
      return this;
    }

    /**
     * Sets the port to bind.
     *
     * @param value 0 to 65535, 0 for a free one; default 8080
     * @return this
     */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /**
     * Sets what is sold.
     *
     * @param value 1 to 64 letters, digits, dots, hyphens or underscores; default demo
     * @return this
     */
    public Builder sku(String value) {
      sku = value;
      return this;
    }

    /**
     * Sets how many units are sold.
     *
     * @param value from 1 to {@link MarketConfig#largestStock()}; default 1000
     * @return this
     */
    public Builder stock(long value) {
      stock = value;
      return this;
    }

    /**
     * Sets how many units one user may have.
     *
     * @param value from 0, which means no limit; default 0
     * @return this
     */
    public Builder perUser(long value) {
      perUser = value;
      return this;
    }

    /**
     * Sets the opening instant.
     *
     * @param value orders before it are answered 425; null, the default, opens at once
     * @return this
     */
    public Builder opens(@Nullable Instant value) {
      opens = value;
      return this;
    }

    /**
     * Breaks the sale on purpose.
     *
     * @param value what to break; null, the default, for nothing
     * @return this
     */
    public Builder bug(@Nullable Bug value) {
      bug = value;
      return this;
    }

    /**
     * Stops the writer for good at a place.
     *
     * @param value where; null, the default, for nowhere
     * @return this
     */
    public Builder failPoint(@Nullable FailPoint value) {
      failPoint = value;
      return this;
    }

    /**
     * Requires orders to be signed.
     *
     * @param value checks the signatures; null, the default, requires none
     * @return this
     */
    public Builder signer(@Nullable OrderSigner value) {
      signer = value;
      return this;
    }

    /**
     * Sets how far a signed timestamp may lie from now.
     *
     * @param value either side, above zero; default 5 min, which covers a client's deadline
     *     (seconds) and a restart of the market (seconds to a minute) many times over
     * @return this
     */
    public Builder replayWindow(Duration value) {
      replayWindow = value;
      return this;
    }

    /**
     * Opens the audit export to peers that are not on this machine.
     *
     * @param value what they must present as bearer token, at least 16 characters; null, the
     *     default, for loopback only
     * @return this
     */
    public Builder auditToken(@Nullable String value) {
      auditToken = value;
      return this;
    }

    /**
     * Sets the connection cap.
     *
     * @param value from 1; default 10,000, half of a usual limit of 20,000 open files
     * @return this
     */
    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    /**
     * Sets the number of event loops.
     *
     * @param value 1 to 64; default 1, see the figures in the module's README
     * @return this
     */
    public Builder loops(int value) {
      loops = value;
      return this;
    }

    /**
     * Sets how many orders may wait for the writer before more are shed.
     *
     * @param value 1 to 1,048,576; default 16,384, which at 20,000 durable accepts per second is a
     *     wait of 0.8 s, about the longest a shopper should wait rather than be sent away
     * @return this
     */
    public Builder intakeCapacity(int value) {
      intakeCapacity = value;
      return this;
    }

    /**
     * Sets the time-out of a request's header, and of its body.
     *
     * @param value above zero; default 5 s; kept within 10 %
     * @return this
     */
    public Builder headerTimeout(Duration value) {
      headerTimeout = value;
      return this;
    }

    /**
     * Sets the time-out of a silent connection.
     *
     * @param value above zero; default 30 s; kept within 10 %
     * @return this
     */
    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    /**
     * Sets how long the market exercises its own pipeline before it starts, so that the first burst
     * meets compiled code.
     *
     * @param value from zero, the default, which leaves it out
     * @return this
     */
    public Builder warmUp(Duration value) {
      warmUp = value;
      return this;
    }

    /**
     * Checks and builds.
     *
     * @return the configuration
     * @throws IllegalArgumentException naming field, value and what is allowed
     */
    public MarketConfig build() {
      within("port", port, 0, 65_535);
      if (!sku.matches("[A-Za-z0-9._-]{1,64}")) {
        throw new IllegalArgumentException(
            "sku '" + sku + "': must be 1 to 64 letters, digits, dots, hyphens or underscores");
      }
      if (stock > largestStock()) {
        throw new IllegalArgumentException(
            "stock '%d': must be a whole number from 1 to %d, which is what fits into a heap of %d MiB"
                .formatted(stock, largestStock(), Runtime.getRuntime().maxMemory() >> 20));
      }
      within("stock", stock, 1, largestStock());
      within("per-user limit", perUser, 0, Long.MAX_VALUE);
      within("max-connections", maxConnections, 1, 1_000_000);
      within("loops", loops, 1, 64);
      within("intake", intakeCapacity, 1, 1 << 20);
      positive("replay window", replayWindow);
      positive("header time-out", headerTimeout);
      positive("idle time-out", idleTimeout);
      if (warmUp.isNegative()) {
        throw new IllegalArgumentException("warm-up '" + warmUp + "': must not be negative");
      }
      if (auditToken != null && auditToken.length() < 16) {
        throw new IllegalArgumentException("audit token: must have at least 16 characters");
      }
      return new MarketConfig(
          host,
          port,
          dataFolder,
          sku,
          stock,
          perUser,
          opens,
          bug,
          failPoint,
          signer,
          replayWindow,
          auditToken,
          maxConnections,
          loops,
          intakeCapacity,
          headerTimeout,
          idleTimeout,
          warmUp);
    }

    private static void within(String field, long value, long least, long most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            "%s '%d': must be a whole number from %d to %d".formatted(field, value, least, most));
      }
    }

    private static void positive(String field, Duration value) {
      if (!value.isPositive()) {
        throw new IllegalArgumentException(field + " '" + value + "': must be above zero");
      }
    }
  }
}
