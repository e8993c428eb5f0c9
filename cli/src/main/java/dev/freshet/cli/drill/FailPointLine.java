package dev.freshet.cli.drill;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that a market prints when it stops at its fail point.
 *
 * @param stage such as {@code after-append}
 * @param order which accepted order it was
 * @param wal name of the newest write-ahead log within the data folder, or {@code none}
 * @param synced bytes of that file that are known to be on disk
 */
record FailPointLine(String stage, long order, String wal, long synced) {
  // A file name only: a path would let a foreign process have any file cut.
  private static final Pattern LINE =
      Pattern.compile("fail-point ([a-z-]+) order=(\\d{1,18}) wal=([\\w.-]+) synced=(\\d{1,18})");

  static Optional<FailPointLine> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new FailPointLine(
                matcher.group(1),
                Long.parseLong(matcher.group(2)),
                matcher.group(3),
                Long.parseLong(matcher.group(4))))
        : Optional.empty();
  }
}
