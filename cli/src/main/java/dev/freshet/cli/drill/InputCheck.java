package dev.freshet.cli.drill;

import dev.freshet.cli.BadInput;
import dev.freshet.host.HostFacts;
import dev.freshet.market.Bug;
import dev.freshet.market.MarketConfig;
import dev.freshet.rush.RushPlan;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the command line of a drill as a whole, before anything is started. */
public final class InputCheck {
  private static final int DEFAULT_STOCK = 1_000;
  private static final int DEFAULT_SHOPPERS = 100_000;
  private static final int DEFAULT_CONNECTIONS = 200;
  private static final Duration DEFAULT_IN = Duration.ofSeconds(2);

  /** Least {@code --in}: the clock is read and the loops enter the gate in the last 100 ms. */
  private static final Duration LEAST_IN = Duration.ofMillis(200);

  private static final Duration MOST_IN = Duration.ofHours(1);

  /**
   * Memory of the client per shopper in bytes: 260 for the request (off the heap, under the same
   * limit), 65 for the row of its attempt, 55 in the checker's history, 120 for key and user as
   * strings. Rounded up.
   */
  private static final int BYTES_PER_SHOPPER = 600;

  /** Files that either process needs besides its connections: jars, store, pipes. */
  private static final int OTHER_FILES = 200;

  /** Ports of one address that a client can use, less a reserve; the rush refuses more. */
  private static final int MOST_CONNECTIONS = 60_000;

  private static final Pattern SKU = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private InputCheck() {}

  /**
   * Checks everything.
   *
   * @param shoppers as given
   * @param stock as given, or null
   * @param sku as given
   * @param connections as given
   * @param in as given
   * @param crash as given, or null
   * @param bug as given, or null
   * @param market as given, or null
   * @param seed as given or drawn
   * @param data as given, or null
   * @return what the drill is to do
   * @throws BadInput in one line, naming the option, its value and what is allowed
   */
  public static DrillSettings check(
      int shoppers,
      @Nullable Integer stock,
      String sku,
      int connections,
      Duration in,
      @Nullable CrashKind crash,
      @Nullable Bug bug,
      @Nullable URI market,
      long seed,
      @Nullable Path data) {
    BadInput.within(
        "--shoppers", shoppers, 1, Runtime.getRuntime().maxMemory() / BYTES_PER_SHOPPER);
    if (!SKU.matcher(sku).matches()) {
      throw BadInput.of("--sku", sku, "1 to 64 letters, digits, dots, hyphens or underscores");
    }
    connections(connections);
    if (in.compareTo(LEAST_IN) < 0 || in.compareTo(MOST_IN) > 0) {
      throw BadInput.of("--in", in.toMillis() + "ms", "from 200ms to 1h");
    }
    if (market != null) {
      withoutOwnMarket("--stock", stock);
      withoutOwnMarket("--crash", crash);
      withoutOwnMarket("--bug", bug);
      withoutOwnMarket("--data", data);
      try {
        RushPlan.builder(market);
      } catch (IllegalArgumentException refused) {
        throw new BadInput("--market '" + market + "': " + refused.getMessage(), refused);
      }
    }
    int units = stock == null ? DEFAULT_STOCK : stock;
    // The market runs with the options of this JVM, so what fits there is known here.
    BadInput.within("--stock", units, 1, MarketConfig.largestStock());
    String command = command(shoppers, units, sku, connections, in, crash, bug, market, seed, data);
    return new DrillSettings(
        shoppers, units, sku, connections, in, crash, bug, market, seed, data, command);
  }

  private static void connections(int connections) {
    Long files = HostFacts.read(null).openFilesLimit();
    long most = files == null ? MOST_CONNECTIONS : Math.min(MOST_CONNECTIONS, files - OTHER_FILES);
    if (connections > most) {
      String why =
          files != null && most < MOST_CONNECTIONS
              ? ", because a process may hold " + files + " open files here (ulimit -n)"
              : "";
      throw BadInput.of("--connections", connections, "a whole number from 1 to " + most + why);
    }
  }

  private static void withoutOwnMarket(String option, @Nullable Object value) {
    if (value != null) {
      throw new BadInput(
          option + " '" + shown(value) + "': cannot be set with --market; that market has its own");
    }
  }

  private static String shown(Object value) {
    return value instanceof Enum<?> constant ? label(constant) : value.toString();
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The command that repeats the drill: the seed, and whatever is not the default. */
  private static String command(
      int shoppers,
      int stock,
      String sku,
      int connections,
      Duration in,
      @Nullable CrashKind crash,
      @Nullable Bug bug,
      @Nullable URI market,
      long seed,
      @Nullable Path data) {
    List<String> words = new ArrayList<>(List.of("freshet", "drill"));
    add(words, "--shoppers", shoppers == DEFAULT_SHOPPERS ? null : shoppers);
    add(words, "--stock", stock == DEFAULT_STOCK || market != null ? null : stock);
    add(words, "--sku", sku.equals("demo") ? null : sku);
    add(words, "--connections", connections == DEFAULT_CONNECTIONS ? null : connections);
    add(words, "--in", in.equals(DEFAULT_IN) ? null : in.toMillis() + "ms");
    add(words, "--crash", crash);
    add(words, "--bug", bug);
    add(words, "--market", market);
    add(words, "--seed", seed);
    add(words, "--data", data);
    return String.join(" ", words);
  }

  private static void add(List<String> words, String option, @Nullable Object value) {
    if (value != null) {
      words.add(option);
      String text = shown(value);
      words.add(text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'");
    }
  }
}
