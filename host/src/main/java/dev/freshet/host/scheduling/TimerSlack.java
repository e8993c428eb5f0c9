package dev.freshet.host.scheduling;

import dev.freshet.host.system.SystemRoot;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * By how much the kernel may delay the timers of a thread in order to wake it together with others:
 * 50 µs unless set. Real-time threads have none.
 *
 * {@snippet lang=java :
 * Answer answer = TimerSlack.set(Affinity.currentTid().orElseThrow(), 1_000); // 1 µs
 * }
 *
 * <p>Thread-safe: no state. A thread may set its own; that of others needs CAP_SYS_NICE.
 */
public final class TimerSlack {
  private TimerSlack() {}

  /**
   * Reads the slack of a thread.
   *
   * @param tid number of the thread
   * @return nanoseconds; empty if there is no such thread or the kernel does not tell
   */
  public static OptionalLong of(int tid) {
    return of(SystemRoot.ofThisMachine(), tid);
  }

  static OptionalLong of(SystemRoot root, int tid) {
    Long nanos = root.number(file(tid));
    return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /**
   * Sets the slack of a thread.
   *
   * @param tid number of the thread, above 0
   * @param nanos slack in nanoseconds, at least 1
   * @return applied, or denied
   * @throws IllegalArgumentException if a number is out of range
   */
  public static Answer set(int tid, long nanos) {
    return set(SystemRoot.ofThisMachine(), tid, nanos);
  }

  static Answer set(SystemRoot root, int tid, long nanos) {
    if (tid <= 0) {
      throw new IllegalArgumentException("thread " + tid + ": the number must be above 0");
    }
    // The kernel takes 0 for "back to the default", which is not what a caller of 0 means.
    if (nanos < 1) {
      throw new IllegalArgumentException("timer slack " + nanos + " ns must be at least 1 ns");
    }
    try {
      Files.writeString(root.resolve(file(tid)), Long.toString(nanos), StandardOpenOption.WRITE);
    } catch (NoSuchFileException missing) {
      return new Answer.Denied("no thread " + tid + ", or a kernel without timerslack_ns");
    } catch (FileSystemException refused) {
      return new Answer.Denied("timer slack of thread " + tid + ": " + refused.getReason());
    } catch (IOException refused) {
      return new Answer.Denied("timer slack of thread " + tid + ": " + refused.getMessage());
    }
    OptionalLong now = of(root, tid);
    return now.isPresent() && now.getAsLong() == nanos
        ? new Answer.Applied("thread " + tid + " has a timer slack of " + nanos + " ns")
        : new Answer.Denied(
            "thread " + tid + " keeps its timer slack; real-time threads have none");
  }

  private static String file(int tid) {
    return "proc/" + tid + "/timerslack_ns";
  }
}
