package dev.freshet.doctor.tune;

import dev.freshet.host.system.SystemRoot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the kernel counted for the carriers of a JVM: time on a processor, time that wanted one, and
 * turns.
 *
 * <p>A carrier is a thread whose kernel name, cut to 15 characters, begins with {@code
 * ForkJoinPool-1-}. Other pools look alike, and if one of them was made before the first virtual
 * thread then the number is another one: so where the first such pool does not have as many threads
 * as the scheduler says, the first that has is taken.
 *
 * <p>Thread-safe: immutable. Opens a file for each thread of the JVM and one more for each carrier.
 */
final class CarrierClock {
  private static final String POOL = "ForkJoinPool-";

  /** Nanoseconds run, nanoseconds waited, turns. */
  private record Counters(long run, long waited, long turns) {
    static final Counters NONE = new Counters(0, 0, 0);
  }

  /**
   * What carriers did in between two moments.
   *
   * @param running mean number on a processor
   * @param waiting mean number that wanted one
   * @param turns times one came onto a processor, per second
   */
  record Use(double running, double waiting, double turns) {}

  private final Map<Integer, Counters> carriers;

  private CarrierClock(Map<Integer, Counters> carriers) {
    this.carriers = carriers;
  }

  /** The kernel's numbers of the carriers. */
  static List<Integer> tids(SystemRoot root, long pid, int poolSize) {
    TreeMap<Integer, List<Integer>> pools = new TreeMap<>();
    String tasks = "proc/" + pid + "/task";
    for (String task : root.names(tasks)) {
      String name = root.text(tasks + "/" + task + "/comm");
      Long tid = SystemRoot.leadingNumber(task);
      if (name != null && tid != null && name.startsWith(POOL)) {
        Long pool = SystemRoot.leadingNumber(name.substring(POOL.length()));
        if (pool != null) {
          pools.computeIfAbsent(pool.intValue(), ignored -> new ArrayList<>()).add(tid.intValue());
        }
      }
    }
    return pools.values().stream()
        .filter(pool -> pool.size() == poolSize)
        .findFirst()
        .orElseGet(() -> pools.isEmpty() ? List.of() : pools.firstEntry().getValue());
  }

  static CarrierClock read(SystemRoot root, long pid, int poolSize) {
    Map<Integer, Counters> carriers = new HashMap<>();
    for (int tid : tids(root, pid, poolSize)) {
      String text = root.text("proc/" + pid + "/task/" + tid + "/schedstat");
      String[] words = text == null ? new String[0] : text.split(" ", -1);
      if (words.length == 3) {
        carriers.put(tid, new Counters(number(words[0]), number(words[1]), number(words[2])));
      }
    }
    return new CarrierClock(carriers);
  }

  private static long number(String word) {
    Long number = SystemRoot.leadingNumber(word);
    return number == null ? 0 : number;
  }

  /** What was done since an earlier reading; one that began meanwhile counts from its beginning. */
  Use since(CarrierClock before, long nanos) {
    long run = 0;
    long waited = 0;
    long turns = 0;
    for (Map.Entry<Integer, Counters> carrier : carriers.entrySet()) {
      Counters then = before.carriers.getOrDefault(carrier.getKey(), Counters.NONE);
      run += carrier.getValue().run - then.run;
      waited += carrier.getValue().waited - then.waited;
      turns += carrier.getValue().turns - then.turns;
    }
    return new Use((double) run / nanos, (double) waited / nanos, turns * 1e9 / nanos);
  }
}
