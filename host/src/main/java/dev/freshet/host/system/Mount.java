package dev.freshet.host.system;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A line of {@code /proc/self/mountinfo}: {@code id parent major:minor ROOT POINT options [tags] -
 * TYPE SOURCE superoptions} (proc_pid_mountinfo(5)). Immutable.
 *
 * @param root which folder of the file system is mounted, {@code /} for all of it
 * @param point where
 * @param type such as {@code ext4} or {@code cgroup2}
 * @param source such as {@code /dev/vda}
 * @param options of the file system; the controllers of a control group hierarchy of version 1
 */
public record Mount(String root, Path point, String type, String source, Set<String> options) {
  /** Keeps an unmodifiable copy. */
  public Mount {
    options = Set.copyOf(options);
  }

  static Optional<Mount> parse(String line) {
    int dash = line.indexOf(" - ");
    if (dash < 0) {
      return Optional.empty();
    }
    String[] mount = line.substring(0, dash).split(" ", -1);
    String[] system = line.substring(dash + 3).split(" ", -1);
    if (mount.length < 5) {
      return Optional.empty();
    }
    return Optional.of(
        new Mount(
            unescaped(mount[3]),
            Path.of(unescaped(mount[4])),
            system[0],
            system.length > 1 ? system[1] : "",
            system.length > 2 ? Set.copyOf(Arrays.asList(system[2].split(",", -1))) : Set.of()));
  }

  /** Undoes the octal escapes for blank, tab, newline and backslash. */
  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
