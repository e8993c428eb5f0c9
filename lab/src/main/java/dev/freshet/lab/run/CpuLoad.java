package dev.freshet.lab.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Measures what other processes take of this machine's CPUs: all busy time that the kernel counts,
 * less that of this process and of its children that have ended.
 *
 * <p>The kernel counts in ticks of 10 ms. Immutable.
 */
final class CpuLoad {
  /** Columns of the first line of /proc/stat after its name: user to steal. */
  private static final int COLUMNS = 8;

  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int STEAL = 7;

  /** Where utime, stime, cutime and cstime stand behind the name in /proc/self/stat. */
  private static final int OWN_FROM = 11;

  private static final int OWN_TO = 15;

  private final Path root;
  private final @Nullable Ticks begin;

  /** All time, busy time, and our part of it, in ticks. */
  private record Ticks(long all, long busy, long own) {}

  private CpuLoad(Path root) {
    this.root = root;
    this.begin = read(root);
  }

  /** Begins a span, with /proc below the given root. */
  static CpuLoad start(Path root) {
    return new CpuLoad(root);
  }

  /** The share of all CPU time since the start that others took, 0 to 100; NaN if not known. */
  double othersPercent() {
    Ticks end = read(root);
    if (begin == null || end == null || end.all() <= begin.all()) {
      return Double.NaN;
    }
    long others = end.busy() - begin.busy() - (end.own() - begin.own());
    // The two files are read one after the other, so the difference may be off by a tick.
    return 100.0 * Math.max(0, others) / (end.all() - begin.all());
  }

  private static @Nullable Ticks read(Path root) {
    try {
      String[] cpu = firstLine(root.resolve("proc/stat")).split("\\s+", -1);
      // The name of a process may hold blanks and parentheses: the last one closes it.
      String self = firstLine(root.resolve("proc/self/stat"));
      String[] own = self.substring(self.lastIndexOf(')') + 1).strip().split(" ", -1);
      long all = 0;
      long busy = 0;
      for (int i = 0; i < COLUMNS; i++) {
        long ticks = Long.parseLong(cpu[i + 1]);
        all += ticks;
        busy += i == IDLE || i == IO_WAIT || i == STEAL ? 0 : ticks;
      }
      long ours = 0;
      for (int i = OWN_FROM; i < OWN_TO; i++) {
        ours += Long.parseLong(own[i]);
      }
      return new Ticks(all, busy, ours);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException unknown) {
      return null; // no Linux
    }
  }

  private static String firstLine(Path file) throws IOException {
    return Files.readString(file).lines().findFirst().orElse("");
  }
}
