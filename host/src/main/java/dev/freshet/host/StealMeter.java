package dev.freshet.host;

import dev.freshet.host.process.MachineSample;
import dev.freshet.host.process.MachineSample.CpuTime;
import dev.freshet.host.system.SystemRoot;
import org.jspecify.annotations.Nullable;

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
  private final SystemRoot files;
  private final @Nullable CpuTime begin;

  private StealMeter(SystemRoot files) {
    this.files = files;
    this.begin = read(files);
  }

  /**
   * Begins a span.
   *
   * @return a meter that measures from now on
   */
  public static StealMeter start() {
    return start(SystemRoot.ofThisMachine());
  }

  static StealMeter start(SystemRoot files) {
    return new StealMeter(files);
  }

  /**
   * The share of all CPU time since the start that was stolen.
   *
   * @return 0 to 100; NaN where it is not known: no Linux, or no tick has passed
   */
  public double percent() {
    CpuTime end = read(files);
    return begin == null || end == null ? Double.NaN : end.minus(begin).stealPercent();
  }

  private static @Nullable CpuTime read(SystemRoot files) {
    return MachineSample.read(files).map(MachineSample::all).orElse(null);
  }
}
