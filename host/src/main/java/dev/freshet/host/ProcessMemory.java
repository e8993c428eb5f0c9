package dev.freshet.host;

import dev.freshet.host.system.SystemRoot;
import java.util.OptionalLong;

/**
 * How much memory a process has taken at most.
 *
 * <p>Example: {@code ProcessMemory.peakRssMiB(ProcessHandle.current().pid())}.
 *
 * <p>Thread-safe: no state. Reads one small file.
 */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * The peak resident set of a process that is running, as Linux counts it (VmHWM).
   *
   * @param pid the process
   * @return mebibytes, rounded up; empty where there is no such process or no /proc
   */
  public static OptionalLong peakRssMiB(long pid) {
    return peakRssMiB(SystemRoot.ofThisMachine(), pid);
  }

  static OptionalLong peakRssMiB(SystemRoot files, long pid) {
    Long kibibytes = SystemRoot.leadingNumber(files.field("proc/" + pid + "/status", "VmHWM"));
    return kibibytes == null ? OptionalLong.empty() : OptionalLong.of((kibibytes + 1023) / 1024);
  }
}
