package dev.freshet.host;

import java.util.List;

/**
 * Measures how much CPU time the hypervisor gave to somebody else.
 *
 * {@snippet lang=java :
 * StealMeter meter = StealMeter.start();
 * run();
 * double percent = meter.percent();
 * }
 *
 * <p>Thread-safe: immutable. Each reading is one small file; the kernel counts in ticks of 10 ms
 * per CPU, so spans below a second are coarse.
 */
public final class StealMeter {
  /** Columns of the first line of /proc/stat that make up all time: user to steal. */
  private static final int COLUMNS = 8;

  private static final int STEAL = 7;

  private final KernelFiles files;
  private final long[] begin;

  private StealMeter(KernelFiles files) {
    this.files = files;
    this.begin = read(files);
  }

  /**
   * Begins a span.
   *
   * @return a meter that measures from now on
   */
  public static StealMeter start() {
    return start(KernelFiles.OF_THIS_MACHINE);
  }

  static StealMeter start(KernelFiles files) {
    return new StealMeter(files);
  }

  /**
   * The share of all CPU time since the start that was stolen.
   *
   * @return 0 to 100; NaN where it is not known: no Linux, or no tick has passed
   */
  public double percent() {
    long[] end = read(files);
    if (begin.length == 0 || end.length == 0) {
      return Double.NaN;
    }
    long all = 0;
    for (int i = 0; i < COLUMNS; i++) {
      all += end[i] - begin[i];
    }
    return all <= 0 ? Double.NaN : 100.0 * (end[STEAL] - begin[STEAL]) / all;
  }

  private static long[] read(KernelFiles files) {
    List<String> lines = files.lines("proc/stat");
    if (lines.isEmpty() || !lines.getFirst().startsWith("cpu ")) {
      return new long[0];
    }
    String[] words = lines.getFirst().split("\\s+", -1);
    if (words.length <= COLUMNS) {
      return new long[0];
    }
    long[] ticks = new long[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      Long number = KernelFiles.leadingNumber(words[i + 1]);
      if (number == null) {
        return new long[0];
      }
      ticks[i] = number;
    }
    return ticks;
  }
}
