package dev.freshet.market.store;

import dev.freshet.market.MarketException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides whether a folder may be used for a sale, before RocksDB touches it.
 *
 * <p>A market's folder holds the file {@value #MARKER}: three lines that name format, SKU and
 * stock. It is the first file written into an empty folder (to a temporary name, synced, moved,
 * folder synced), so a folder with other files and without it is somebody else's and is left as it
 * is. RocksDB's own start would already write into a foreign database: it replays and flushes the
 * log.
 */
final class DataFolder {
  /** Name of the marker file. */
  static final String MARKER = "FRESHET-MARKET";

  /** Version of the folder's layout and of the records in it. */
  static final int FORMAT = 1;

  private DataFolder() {}

  static void claim(Path folder, String sku, long stock) throws MarketException {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw refused(folder, "is a file; give a folder");
      }
      Files.createDirectories(folder);
      Path marker = folder.resolve(MARKER);
      if (Files.exists(marker)) {
        check(folder, Files.readAllLines(marker, StandardCharsets.UTF_8), sku, stock);
        return;
      }
      Path draft = folder.resolve(MARKER + ".draft");
      try (Stream<Path> files = Files.list(folder)) {
        if (files.anyMatch(file -> !file.equals(draft))) {
          throw refused(folder, "holds files that are not a market's; give an empty folder");
        }
      }
      Files.write(draft, lines(sku, stock), StandardCharsets.UTF_8);
      sync(draft);
      Files.move(draft, marker, StandardCopyOption.ATOMIC_MOVE);
      sync(folder);
    } catch (IOException broken) {
      throw new MarketException(
          MarketException.BAD_INPUT,
          "data folder '%s': cannot be used: %s".formatted(folder, reason(broken)),
          broken);
    }
  }

  private static List<String> lines(String sku, long stock) {
    return List.of("format " + FORMAT, "sku " + sku, "stock " + stock);
  }

  private static void check(Path folder, List<String> found, String sku, long stock)
      throws MarketException {
    List<String> wanted = lines(sku, stock);
    if (found.equals(wanted)) {
      return;
    }
    if (found.isEmpty() || !found.getFirst().equals(wanted.getFirst())) {
      throw refused(
          folder,
          "has %s; this market reads format %d"
              .formatted(found.isEmpty() ? "an empty marker" : found.getFirst(), FORMAT));
    }
    throw refused(
        folder,
        "holds another sale (%s); this one is (%s)"
            .formatted(
                String.join(", ", found.subList(1, found.size())),
                String.join(", ", wanted.subList(1, wanted.size()))));
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static MarketException refused(Path folder, String why) {
    return new MarketException(
        MarketException.BAD_INPUT, "data folder '%s': %s".formatted(folder, why), null);
  }

  private static String reason(IOException broken) {
    String message = broken.getMessage();
    return broken.getClass().getSimpleName().replace("Exception", "")
        + (message == null ? "" : " " + message);
  }
}
