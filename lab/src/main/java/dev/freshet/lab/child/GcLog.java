package dev.freshet.lab.child;

import dev.freshet.lab.Measurement.Gc;
import dev.freshet.lab.Measurement.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the pauses out of the collector's log.
 *
 * <p>The log and not GarbageCollectorMXBean: that counts in milliseconds, and counts whole cycles
 * for collectors that work beside the program. With {@code -Xlog:gc,gc+phases} and the decoration
 * {@code timenanos} all five collectors of HotSpot write a line at the end of each pause, stamped
 * by the clock of {@link System#nanoTime} and with the length to the microsecond:
 *
 * <pre>[1930316601771ns] GC(20) Pause Young (Allocation Failure) 31M-&gt;26M(61M) 2.349ms</pre>
 */
final class GcLog {
  /** What is known without a log. */
  static final Gc UNKNOWN = new Gc(0, Double.NaN, Double.NaN, List.of());

  private static final Pattern PAUSE =
      Pattern.compile("\\[(\\d+)ns\\] GC\\(\\d+\\) (?:[YyO]: )?Pause (.*) (\\d+\\.\\d+)ms");

  /** The lab asks for collections itself when it weighs the heap. */
  private static final String ASKED_FOR = "(System.gc())";

  private static final double NANOS_PER_MILLI = 1e6;

  private GcLog() {}

  /**
   * The pauses that began within a span.
   *
   * @param log the file
   * @param begin of {@link System#nanoTime}
   * @param end likewise
   */
  static Gc pauses(Path log, long begin, long end) {
    try {
      return pauses(Files.readAllLines(log), begin, end);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Gc pauses(List<String> lines, long begin, long end) {
    List<Pause> pauses = new ArrayList<>();
    double total = 0;
    double longest = 0;
    for (String line : lines) {
      Matcher pause = PAUSE.matcher(line);
      if (!pause.matches() || pause.group(2).contains(ASKED_FOR)) {
        continue;
      }
      double ms = Double.parseDouble(pause.group(3));
      long began = Long.parseLong(pause.group(1)) - (long) (ms * NANOS_PER_MILLI);
      if (began - begin >= 0 && began - end < 0) {
        pauses.add(new Pause((began - begin) / NANOS_PER_MILLI, ms));
        total += ms;
        longest = Math.max(longest, ms);
      }
    }
    return new Gc(pauses.size(), total, longest, pauses);
  }
}
