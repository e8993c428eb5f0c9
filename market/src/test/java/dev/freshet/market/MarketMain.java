package dev.freshet.market;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * A market in a process of its own, for tests that kill it: {@code data=DIR stock=N port=P …}.
 * Prints the address, waits, exits with the market's status.
 */
public final class MarketMain {
  private MarketMain() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = new TreeMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      given.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    MarketConfig.Builder builder = MarketConfig.builder(Path.of(given.getOrDefault("data", "")));
    builder.port(Integer.parseInt(given.getOrDefault("port", "0")));
    builder.stock(Long.parseLong(given.getOrDefault("stock", "1000")));
    builder.loops(Integer.parseInt(given.getOrDefault("loops", "1")));
    builder.warmUp(Duration.parse(given.getOrDefault("warmUp", "PT0S")));
    if (given.containsKey("bug")) {
      builder.bug(Bug.parse(given.getOrDefault("bug", "")));
    }
    if (given.containsKey("failPoint")) {
      builder.failPoint(FailPoint.parse(given.getOrDefault("failPoint", "")));
    }
    try {
      MarketServer market = MarketServer.start(builder.build());
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    market.drainAndClose();
                    Runtime.getRuntime().halt(market.awaitExit());
                  }));
      System.out.printf("market listening on %s (%s)%n", market.address(), market.transport());
      int status = market.awaitExit();
      market.failure().ifPresent(System.err::println);
      Runtime.getRuntime().halt(status);
    } catch (MarketException refused) {
      System.err.println(refused.getMessage());
      System.exit(refused.exitStatus());
    }
  }
}
