package dev.freshet.doctor.source;

import dev.freshet.host.process.ProcessReader;
import java.util.HashMap;
import java.util.Map;

/**
 * How often threads are found waiting inside the kernel (state D), by looking several times a
 * second: the kernel counts that time only where delay accounting is switched on, which it is not.
 *
 * <p>Thread-safe: one lock.
 */
public final class KernelStates {
  private final ProcessReader reader;
  private final Map<Integer, Integer> blocked = new HashMap<>();
  private int looks;

  /**
   * Looks at a process.
   *
   * @param process the JVM
   */
  public KernelStates(JvmProcess process) {
    this.reader = ProcessReader.of(process.root(), process.pid());
  }

  /** Looks once. */
  public void look() {
    Map<Integer, Character> states = reader.states();
    synchronized (this) {
      looks++;
      states.forEach(
          (tid, state) -> {
            if (state == 'D') {
              blocked.merge(tid, 1, Integer::sum);
            }
          });
    }
  }

  /**
   * The shares since the last call.
   *
   * @return share of looks by thread, for those that were found so; empty if nobody looked
   */
  public synchronized Map<Integer, Double> take() {
    Map<Integer, Double> shares = new HashMap<>();
    blocked.forEach((tid, count) -> shares.put(tid, (double) count / looks));
    blocked.clear();
    looks = 0;
    return shares;
  }
}
