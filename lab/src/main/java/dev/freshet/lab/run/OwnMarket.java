package dev.freshet.lab.run;

import dev.freshet.lab.workload.Workloads;
import dev.freshet.market.MarketConfig;
import dev.freshet.market.MarketException;
import dev.freshet.market.MarketServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The market that trials of the workload {@code http} call: one for all of them, in this JVM, so
 * that its processor time is in no subject's figures. It is started when the first of them asks.
 * For one thread.
 */
final class OwnMarket implements AutoCloseable {
  /** More than all rounds together can buy over loopback, where the heap allows it. */
  private static final long STOCK = 1_000_000;

  private @Nullable Path folder;
  private @Nullable MarketServer server;

  /**
   * What a trial has to be told of its surroundings.
   *
   * @throws UncheckedIOException if no market can be started
   */
  Map<String, String> settings(String workload) {
    return workload.equals(Workloads.HTTP)
        ? Map.of("market", started().address().toString())
        : Map.of();
  }

  private MarketServer started() {
    if (server == null) {
      try {
        Path data = Files.createTempDirectory("freshet-lab-market");
        folder = data;
        long stock = Math.min(STOCK, MarketConfig.largestStock());
        server = MarketServer.start(MarketConfig.builder(data).port(0).stock(stock).build());
      } catch (IOException refused) {
        throw new UncheckedIOException("no market for http: " + refused.getMessage(), refused);
      } catch (MarketException refused) {
        throw new UncheckedIOException(
            "no market for http: " + refused.getMessage(), new IOException(refused));
      }
    }
    return server;
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      // A folder for temporary files may keep some.
    }
  }
}
