package dev.freshet.lab.run;

import dev.freshet.host.Gate;
import dev.freshet.host.HostFacts;
import dev.freshet.host.StealMeter;
import dev.freshet.lab.Isolation;
import dev.freshet.lab.Noise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Listens to the machine before the first run. */
final class Listening {
  /**
   * Calibrations of a gate, of 0.1 s each. A second is 100 ticks of each CPU: the load of others is
   * known to a percent.
   */
  private static final int CALIBRATIONS = 10;

  private Listening() {}

  /** How loud the machine is; takes a second. */
  static Noise noise(Path root) {
    StealMeter steal = StealMeter.start();
    CpuLoad load = CpuLoad.start(root);
    double[] late = new double[CALIBRATIONS];
    for (int i = 0; i < late.length; i++) {
      late[i] = Gate.calibrate().parkOvershoot().p99Us();
    }
    Arrays.sort(late);
    return new Noise(steal.percent(), load.othersPercent(), late[late.length / 2]);
  }

  /** What keeps this process apart from others. */
  static Isolation isolation(Path root, HostFacts facts) {
    String allowed = field(root.resolve("proc/self/status"), "Cpus_allowed_list:");
    String online = field(root.resolve("sys/devices/system/cpu/online"), "");
    boolean confined =
        allowed != null
            && online != null
            && cpus(allowed).cardinality() < cpus(online).cardinality();
    String total = field(root.resolve("proc/meminfo"), "MemTotal:");
    Long memory = facts.memoryMiB();
    boolean capped =
        memory != null && total != null && memory < Long.parseLong(total.split(" ", 2)[0]) / 1024;
    return new Isolation(confined ? allowed : null, capped ? memory : null);
  }

  private static @Nullable String field(Path file, String key) {
    try {
      Optional<String> line =
          Files.readString(file).lines().filter(text -> text.startsWith(key)).findFirst();
      return line.map(text -> text.substring(key.length()).strip()).orElse(null);
    } catch (IOException unknown) {
      return null;
    }
  }

  /** Reads a list of CPUs such as {@code 0-3,8}. */
  private static BitSet cpus(String list) {
    BitSet set = new BitSet();
    for (String part : list.split(",", -1)) {
      String[] ends = part.strip().split("-", 2);
      set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
    }
    return set;
  }
}
