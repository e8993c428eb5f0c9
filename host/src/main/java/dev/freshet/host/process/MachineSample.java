package dev.freshet.host.process;

import dev.freshet.host.system.SystemRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the machine at one moment, from {@code /proc/stat}. They count since boot:
 * subtract two samples. Immutable.
 *
 * {@snippet lang=java :
 * MachineSample before = MachineSample.read(SystemRoot.ofThisMachine()).orElseThrow();
 * run();
 * MachineSample after = MachineSample.read(SystemRoot.ofThisMachine()).orElseThrow();
 * double percent = after.all().minus(before.all()).stealPercent();
 * }
 *
 * <p>Inside a container this is the whole machine, not the container, unless somebody covers the
 * file (lxcfs).
 *
 * @param all all CPUs together
 * @param cpus the CPUs that are online, each
 * @param contextSwitches of all CPUs; -1 if unknown
 * @param runnable threads that run or could run; -1 if unknown
 * @param blocked threads that wait for the disk; -1 if unknown
 */
public record MachineSample(
    CpuTime all, List<CpuTime> cpus, long contextSwitches, long runnable, long blocked) {
  /** Milliseconds of a tick: USER_HZ is 100 on every architecture of today. */
  private static final long TICK_MILLIS = 10;

  /** Columns that make up all time: user, nice, system, idle, iowait, irq, softirq, steal. */
  private static final int COLUMNS = 8;

  /** Keeps an unmodifiable copy. */
  public MachineSample {
    cpus = List.copyOf(cpus);
  }

  /**
   * What a CPU did. The kernel counts in ticks of 10 ms, so spans below a second are coarse.
   *
   * @param cpu its number; -1 for all together
   * @param busyMillis time it worked, for the kernel or for programs (guests included)
   * @param idleMillis time it had nothing to do
   * @param ioWaitMillis time it had nothing to do while a thread that ran on it waited for the disk
   * @param stealMillis time the hypervisor gave to somebody else
   */
  public record CpuTime(
      int cpu, long busyMillis, long idleMillis, long ioWaitMillis, long stealMillis) {
    /**
     * What it did since.
     *
     * @param before an earlier sample of the same CPU
     * @return the difference
     */
    public CpuTime minus(CpuTime before) {
      return new CpuTime(
          cpu,
          busyMillis - before.busyMillis,
          idleMillis - before.idleMillis,
          ioWaitMillis - before.ioWaitMillis,
          stealMillis - before.stealMillis);
    }

    /**
     * All time that was counted.
     *
     * @return milliseconds
     */
    public long totalMillis() {
      return busyMillis + idleMillis + ioWaitMillis + stealMillis;
    }

    /**
     * The share that was stolen.
     *
     * @return 0 to 100; NaN if no tick was counted
     */
    public double stealPercent() {
      return totalMillis() <= 0 ? Double.NaN : 100.0 * stealMillis / totalMillis();
    }
  }

  /**
   * Reads the counters.
   *
   * @param root where {@code proc} lies
   * @return the sample; empty where there is no such file or it is not understood
   */
  public static Optional<MachineSample> read(SystemRoot root) {
    CpuTime all = null;
    List<CpuTime> cpus = new ArrayList<>();
    long switches = -1;
    long runnable = -1;
    long blocked = -1;
    for (String line : root.lines("proc/stat")) {
      String[] words = line.split("\\s+", -1);
      switch (words[0]) {
        case "cpu" -> all = time(-1, words);
        case "ctxt" -> switches = number(words);
        case "procs_running" -> runnable = number(words);
        case "procs_blocked" -> blocked = number(words);
        default -> {
          CpuTime one =
              words[0].matches("cpu\\d{1,6}")
                  ? time(Integer.parseInt(words[0].substring(3)), words)
                  : null;
          if (one != null) {
            cpus.add(one);
          }
        }
      }
    }
    return all == null
        ? Optional.empty()
        : Optional.of(new MachineSample(all, cpus, switches, runnable, blocked));
  }

  private static long number(String[] words) {
    Long number = words.length < 2 ? null : SystemRoot.leadingNumber(words[1]);
    return number == null ? -1 : number;
  }

  /** Guest time, the columns after steal, is contained in user time already. */
  private static @Nullable CpuTime time(int cpu, String[] words) {
    if (words.length <= COLUMNS) {
      return null;
    }
    long[] millis = new long[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      Long ticks = SystemRoot.leadingNumber(words[i + 1]);
      if (ticks == null) {
        return null;
      }
      millis[i] = ticks * TICK_MILLIS;
    }
    long busy = millis[0] + millis[1] + millis[2] + millis[5] + millis[6];
    return new CpuTime(cpu, busy, millis[3], millis[4], millis[7]);
  }
}
